"""The console: staff and organs at work in a browser."""
