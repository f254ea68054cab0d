"""Runs the fake on 127.0.0.1: a lean HTTP/1.1 server, a thread per connection, connections kept open.

Our own because werkzeug's costs half a millisecond a request, more than the fake itself: hundreds of messages a second
must leave the processor to the service being measured. It logs nothing: request lines carry tokens.
"""

import io
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote_to_bytes
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.web import MAX_BODY, create_fake

LOOPBACK = "127.0.0.1"
LONGEST_LINE = 65_536
BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
UNPREFIXED = {"CONTENT_LENGTH", "CONTENT_TYPE"}


class BadRequestError(Exception):
    """Not the HTTP this server understands."""


class _Connection(socketserver.StreamRequestHandler):
    """One client's connection, request after request. A `ConnectionError` from the application hangs up."""

    disable_nagle_algorithm = True
    server: "_Listener"

    def handle(self) -> None:
        with suppress(ConnectionError):
            try:
                while self._answer_one():
                    pass
            except (BadRequestError, ValueError):
                self.connection.sendall(BAD_REQUEST)

    def _answer_one(self) -> bool:
        line = self.rfile.readline(LONGEST_LINE)
        if not line:
            return False
        environ = self._environ(line.decode("latin-1"))
        status, headers, body = _run(self.server.application, environ)
        head = f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode("latin-1")
        self.connection.sendall(head if environ["REQUEST_METHOD"] == "HEAD" else head + body)
        return str(environ.get("HTTP_CONNECTION", "")).lower() != "close"

    def _environ(self, line: str) -> WSGIEnvironment:
        method, target, protocol = line.split()
        path, _, query = target.partition("?")
        environ: WSGIEnvironment = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": LOOPBACK,
            "SERVER_PORT": str(self.server.server_address[1]),
            "SERVER_PROTOCOL": protocol,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        self._read_headers(environ)
        environ["wsgi.input"] = io.BytesIO(self._read_body(environ))
        return environ

    def _read_headers(self, environ: WSGIEnvironment) -> None:
        while (line := self.rfile.readline(LONGEST_LINE)) not in {b"\r\n", b"\n", b""}:
            name, colon, value = line.decode("latin-1").partition(":")
            if not colon:
                raise BadRequestError
            key = name.upper().replace("-", "_")
            environ[key if key in UNPREFIXED else f"HTTP_{key}"] = value.strip()

    def _read_body(self, environ: WSGIEnvironment) -> bytes:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if "HTTP_TRANSFER_ENCODING" in environ or not 0 <= length <= MAX_BODY:
            raise BadRequestError
        if environ.get("HTTP_EXPECT"):
            self.connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        return self.rfile.read(length)


def _run(application: WSGIApplication, environ: WSGIEnvironment) -> tuple[str, str, bytes]:
    """Status, header lines without the length, body."""
    started: list[tuple[str, str]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:  # noqa: ARG001 - WSGI's signature
        lines = (f"{name}: {value}\r\n" for name, value in headers if name.lower() != "content-length")
        started[:] = [(status, "".join(lines))]
        return lambda data: None  # noqa: ARG005 - WSGI's old write(), used by nobody here

    start_response: StartResponse = start
    chunks: Iterable[bytes] = application(environ, start_response)
    body = b"".join(chunks)
    if (close := getattr(chunks, "close", None)) is not None:
        close()
    return *started[0], body


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(self, port: int, application: WSGIApplication) -> None:
        self.application = application
        self._open: set[socket.socket] = set()
        super().__init__((LOOPBACK, port), _Connection)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up_all(self) -> None:
        """Kept connections end with the server, as they would if the machine went away."""
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class FakeServer:
    """A running fake: a context manager with its `base_url`."""

    def __init__(self, fake: FakeWeChat, port: int) -> None:
        self._fake = fake
        self._listener = _Listener(port, create_fake(fake))
        self.base_url = fake.base_url = f"http://{LOOPBACK}:{self._listener.server_address[1]}"
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(0.05,), name="fake-wechat", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        self._fake.close()
        self._listener.shutdown()
        self._thread.join()
        self._listener.hang_up_all()
        self._listener.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def serve(fake: FakeWeChat, port: int = 0) -> FakeServer:
    """Start serving in the background; port 0 takes a free one. Sets `fake.base_url`."""
    return FakeServer(fake, port)
