"""The roles of a process, each until SIGTERM. One imports only what it needs: a worker has no pages, a timer no server."""
