"""The applications that are compared, each made by gunicorn in its workers: `benchmarks.views:application()`."""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from wsgiref.types import WSGIApplication

import redis
import werobot
from flask import Flask, request
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature
from werobot.contrib.flask import make_view
from werobot.session.redisstorage import RedisStorage
from werobot.session.sqlitestorage import SQLiteStorage

from app import logs
from app.service import build
from app.web.application import create_app
from benchmarks.account import AES_KEY, APP_ID, TOKEN, settings

NO_SESSION = False  # WeRoBot's way to say so
CASE = "BENCHMARK_CASE"
DATABASE, REDIS, FOLDER = "BENCHMARK_DATABASE", "BENCHMARK_REDIS", "BENCHMARK_FOLDER"


def application() -> WSGIApplication:
    """The case that the environment names."""
    return _CASES[os.environ[CASE]]()


def _bare() -> Flask:
    app = Flask(__name__)

    @app.post("/wechat")
    def view() -> str:
        return "success"

    return app


def _wechatpy() -> Flask:
    """wechatpy as its documentation shows it; the message is looked at and forgotten."""
    app = Flask(__name__)
    crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)

    @app.post("/wechat")
    def view() -> str:
        query = request.args
        check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
        text = crypto.decrypt_message(
            request.data, query["msg_signature"], query["timestamp"], query["nonce"]
        )
        return "success" if parse_message(text).content else ""

    return app


def _werobot(session: object) -> Flask:
    robot = werobot.WeRoBot(token=TOKEN, logger=logging.getLogger("werobot"))
    robot.config["APP_ID"], robot.config["ENCODING_AES_KEY"] = APP_ID, AES_KEY
    robot.config["SESSION_STORAGE"] = session
    if session:
        robot.text(_count_with_session)
    else:
        robot.text(lambda message: message.content)
    app = Flask(__name__)
    app.add_url_rule("/wechat", "werobot", make_view(robot), methods=["GET", "POST"])
    return app


def _count_with_session(message: werobot.messages.messages.TextMessage, session: dict[str, int]) -> str:
    session["count"] = session.get("count", 0) + 1
    return str(message.content)


def _gridvoice() -> Flask:
    logs.configure("web", level=logging.ERROR)
    return create_app(build(settings(os.environ[DATABASE], _folder(), os.environ[REDIS])))


def _folder() -> Path:
    return Path(os.environ[FOLDER])


_CASES: dict[str, Callable[[], WSGIApplication]] = {
    "bare": _bare,
    "wechatpy": _wechatpy,
    "werobot": lambda: _werobot(NO_SESSION),
    "werobot-redis": lambda: _werobot(RedisStorage(redis.Redis.from_url(os.environ[REDIS]))),
    "werobot-sqlite": lambda: _werobot(SQLiteStorage(f"{os.environ[FOLDER]}/werobot.sqlite3")),
    "gridvoice": _gridvoice,
}
