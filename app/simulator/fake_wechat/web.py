"""`create_fake`: the API and the phones' control as one Flask application, without a log of requests (URLs carry tokens).

The API answers before Flask is asked: at hundreds of calls a second Flask would cost more than the fake.
"""

import json
from collections.abc import Iterable
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.wrappers import Request

from app.simulator.fake_wechat.api import ENDPOINTS, NoAnswerError, WebPageError, handle
from app.simulator.fake_wechat.calls import Blob, Call
from app.simulator.fake_wechat.control import create_control
from app.simulator.fake_wechat.core import FakeWeChat

HERE = {"127.0.0.1", "localhost", "[::1]"}
MAX_BODY = 16 * 1024 * 1024
ERROR_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
Page = tuple[bytes, list[tuple[str, str]]]


def create_fake(state: FakeWeChat) -> Flask:
    """The fake's HTTP side; reachable under the names of this machine only."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.register_blueprint(create_control(state))
    app.wsgi_app = ApiFirst(state, app.wsgi_app)  # type: ignore[method-assign] # Flask's documented way
    return app


class ApiFirst:
    """WSGI: WeChat's own paths are answered here, `/_phone` goes on to Flask."""

    def __init__(self, fake: FakeWeChat, control: WSGIApplication) -> None:
        self.fake = fake
        self.control = control

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = str(environ.get("HTTP_HOST", ""))
        if host not in HERE and host.rpartition(":")[0] not in HERE:
            # a page on the internet whose name was made to resolve to this machine
            start_response("403 Forbidden", [("Content-Length", "0")])
            return []
        if environ["PATH_INFO"] not in ENDPOINTS:
            return self.control(environ, start_response)
        body, headers = _answer(self.fake, str(environ["REQUEST_METHOD"]), _call(environ))
        start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]


def _answer(fake: FakeWeChat, method: str, call: Call) -> Page:
    try:
        answer = handle(fake, method, call)
    except WebPageError:
        return ERROR_PAGE, [("Content-Type", "text/html")]
    except NoAnswerError:
        raise ConnectionResetError("the fake WeChat hung up") from None
    if isinstance(answer, Blob):
        name = f'attachment; filename="{answer.name}"'
        return answer.data, [("Content-Type", answer.content_type), ("Content-disposition", name)]
    return json.dumps(answer, ensure_ascii=False).encode(), [
        ("Content-Type", "application/json; encoding=utf-8")
    ]


def _call(environ: WSGIEnvironment) -> Call:
    path = str(environ["PATH_INFO"])
    query = dict(parse_qsl(str(environ.get("QUERY_STRING", ""))))
    if str(environ.get("CONTENT_TYPE", "")).startswith("multipart/form-data"):
        with Request(environ) as request:
            part = request.files.get("media")
            return Call(path, query, b"", part.read() if part is not None else None)
    return Call(path, query, environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
