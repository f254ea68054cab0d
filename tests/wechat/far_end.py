"""The far end of the line for the tests: a small HTTP server that answers as each story needs, and remembers."""

import json
import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


@dataclass(frozen=True)
class Reply:
    """`cut` closes the line after that many bytes of the body; `wait_for` holds the answer back."""

    body: bytes
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    wait_for: threading.Event | None = None


def says(status: int = 200, **answer: Any) -> Reply:
    return Reply(json.dumps(answer, ensure_ascii=False).encode(), status)


def refuses(code: int, words: str = "no") -> Reply:
    return says(errcode=code, errmsg=words)


Behaviour = Reply | Callable[[Asked], Reply]


class FarEnd:
    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._plans: dict[str, list[Behaviour]] = defaultdict(list)
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def plan(self, path: str, *behaviours: Behaviour) -> None:
        """Answer `path` so, one after the other; the last one stays."""
        self._plans[path] = list(behaviours)

    def at(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path == path]

    def reply(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            plan = self._plans[asked.path]
            behaviour = plan.pop(0) if len(plan) > 1 else (plan[0] if plan else refuses(-1))
        return behaviour if isinstance(behaviour, Reply) else behaviour(asked)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.drop_all()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    """Kept-alive connections end with the server, or its threads would be waited for."""

    request_queue_size = 128

    def __init__(self, *args: Any) -> None:
        self.lines: set[socket.socket] = set()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.lines.discard(request)
        super().shutdown_request(request)

    def drop_all(self) -> None:
        for line in list(self.lines):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is part of the stories."""


def _handler(far_end: FarEnd) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            reply = far_end.reply(Asked(self.command, parts.path, dict(parse_qsl(parts.query)), raw))
            if reply.wait_for is not None:
                reply.wait_for.wait(20)
            if reply.cut == -1:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in {"Content-Type": reply.kind, **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body[: reply.cut])
            self.close_connection = self.close_connection or reply.cut is not None

        do_GET = do_POST = _answer  # noqa: N815 - the names http.server looks for

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    return Handler
