"""`/wechat`: makes each push of WeChat durable, then answers "success". Nothing else happens at this door.

It is plain WSGI in front of Flask: routing and request objects would cost as much as checking, decrypting and
storing together (docs/decisions/0005-webhook-before-flask.md).
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from json import JSONEncoder
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog

from app.metrics import Metrics
from app.service import Service
from app.wechat.envelope import Rejected
from app.wechat.identity import identity
from models.inbox_writer import InboxWriter, inbox_writer

PATH = "/wechat"
SENDER_LENGTH = 64
MOST_PARAMETERS = 32
Answer = tuple[str, bytes]

log = structlog.get_logger()
_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_STATUS = {400: "400 Bad Request", 403: "403 Forbidden", 413: "413 Content Too Large"}
_SUCCESS: Answer = ("200 OK", b"success")
_AGAIN: Answer = ("500 Internal Server Error", b"try again")
"""WeChat takes it for a failure and delivers up to twice more."""


class Webhook:
    """Answers one request after another; the writer is opened by the first push of each process, after forking."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._envelope = service.envelope
        self._now: Callable[[], datetime] = service.clock.now
        self._metrics: Metrics = service.metrics
        self._limit = service.settings.limits.body_bytes
        self._writer: InboxWriter | None = None
        service.ending.callback(self.close)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def answer(self, environ: WSGIEnvironment) -> Answer:
        """Never raises: whatever came, WeChat gets an answer and the process lives on."""
        try:
            match environ["REQUEST_METHOD"]:
                case "POST":
                    return self._push(environ)
                case "GET" | "HEAD":
                    return "200 OK", self._envelope.verify_url(_query(environ), self._now()).encode()
                case _:
                    return "405 Method Not Allowed", b""
        except Rejected as error:
            return self._refuse(environ, error)
        except Exception:  # the database is away, or a mistake of ours: WeChat will come again
            self._metrics.failed.inc()
            log.exception("push not stored")
            return _AGAIN

    def _push(self, environ: WSGIEnvironment) -> Answer:
        now = self._now()
        payload = self._envelope.open(_query(environ), self._body(environ), now)
        sender = payload.get("FromUserName")
        if self._writer is None:
            self._writer = inbox_writer(self._service.db)
        new = self._writer.put(
            identity(payload),
            sender[:SENDER_LENGTH] if isinstance(sender, str) else "",
            _encode(payload),
            now,
        )
        if new:
            self._metrics.accepted.inc()
            self._service.waker.wake("inbox")
        else:
            self._metrics.repeated.inc()
        return _SUCCESS

    def _body(self, environ: WSGIEnvironment) -> bytes:
        """The whole body, if it says its length and that is within the limit. Raises `Rejected`."""
        length = environ.get("CONTENT_LENGTH") or ""
        if not (length.isascii() and length.isdigit()):
            raise Rejected("no length given", 400)
        if len(length) > len(str(self._limit)) or int(length) > self._limit:
            raise Rejected("body too large", 413)
        body: bytes = environ["wsgi.input"].read(int(length))
        if len(body) != int(length):
            raise Rejected("body shorter than said", 400)
        return body

    def _refuse(self, environ: WSGIEnvironment, error: Rejected) -> Answer:
        self._metrics.rejected.labels(error.reason).inc()
        log.warning(
            "push refused", reason=error.reason, status=error.status, ip=environ.get("REMOTE_ADDR", "")
        )
        return _STATUS.get(error.status, _STATUS[400]), b""


class WebhookFirst:
    """WSGI: the webhook's path is answered here, everything else goes on to Flask."""

    def __init__(self, webhook: Webhook, rest: WSGIApplication) -> None:
        self._webhook = webhook
        self._rest = rest

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH:
            return self._rest(environ, start_response)
        status, body = self._webhook.answer(environ)
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return [body]


def _query(environ: WSGIEnvironment) -> dict[str, str]:
    """WeChat's own queries need no unquoting, which saves a tenth of the time. Raises `Rejected` for one that is none."""
    text = environ.get("QUERY_STRING", "")
    if text.count("&") >= MOST_PARAMETERS:
        raise Rejected("too many parameters", 400)
    if "%" in text or "+" in text:
        return dict(parse_qsl(text))
    return dict(pair.partition("=")[::2] for pair in text.split("&"))
