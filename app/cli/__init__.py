"""The command line: thin; each command reads the configuration, builds what it needs and calls it."""
