"""The strict fake WeChat: API, pushes and phones, for `make run`, tests, benchmarks and the browser; loopback only.

Nothing is imported here, so that `push`, `payloads` and `text` stay cheap to import alone.
"""
