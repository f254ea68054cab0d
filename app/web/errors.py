"""One answer for each kind of failure: a plain page for people, JSON for `/api`."""

from base64 import b64encode
from hashlib import sha256
from html import escape

import structlog
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

SENTENCES = {
    400: "这个请求我们看不懂，请返回上一页再试。",
    401: "请先登录。",
    403: "您不能查看或办理这一项。",
    404: "没有找到这个页面。链接可能已经过期，请从微信里重新打开。",
    405: "这个页面不能这样打开，请返回上一页再试。",
    409: "现在不能这样办理，请刷新页面看看最新情况。",
    413: "内容太大了。照片一张不超过 10 MB，请返回上一页，压缩后一张一张地传。",
    429: "操作太快了，请过一会儿再试。",
    500: "系统出了点问题，您刚才的操作没有保存。请过几分钟再试，或者联系联络站。",
}
OTHERWISE = "没有办成，请过一会儿再试。"
SERVER_ERROR = 500
_STYLE = """body{font:1.25rem/1.7 sans-serif;margin:0 auto;max-width:32rem;padding:15vh 1.5rem;color:#222}
h1{font-size:1.5rem}small{color:#666}"""
_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>民声入格</title><style>{style}</style></head>
<body><h1>{sentence}</h1><small>{code}</small></body></html>"""
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'self'"
"""For a page outside all blueprints, too: no script, no style but its own, no other site frames it."""

log = structlog.get_logger()


def register_errors(app: Flask) -> None:
    """No page of Werkzeug's, no traceback, whatever happens."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _mistake)


def _http_error(error: Exception) -> Response:
    code = error.code if isinstance(error, HTTPException) and error.code else SERVER_ERROR
    answer = said(code)
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name not in {"Content-Type", "Content-Length"}:
                answer.headers[name] = value
    return answer


def _mistake(error: Exception) -> Response:
    # the rule, not the path: that may bear the token of a photo
    log.error("request failed", route=str(request.url_rule or ""), method=request.method, exc_info=error)
    return said(SERVER_ERROR)


def said(code: int, sentence: str = "") -> Response:
    """The answer with our sentence for `code`, as page or as JSON."""
    sentence = sentence or SENTENCES.get(code, OTHERWISE)
    if request.path.startswith("/api/"):
        answer = jsonify(error={"code": code, "message": sentence})
    else:
        answer = Response(
            _PAGE.format(style=_STYLE, sentence=escape(sentence), code=code),
            content_type="text/html; charset=utf-8",
        )
        answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    answer.status_code = code
    return answer
