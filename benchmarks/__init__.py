"""What the service costs, measured beside what others cost; `make bench`, or `python -m benchmarks TOPIC`."""
