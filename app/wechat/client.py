"""WeChat's server API as this service uses it: one method a call, one fresh token at most, `WeChatError` for failures."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from app.settings import WeChat
from app.wechat.errors import Failure, TokenError, WeChatError
from app.wechat.outcomes import STALE_TOKEN
from app.wechat.token import TokenBroker
from app.wechat.transport import ElsewhereError, Transport
from scheduler.gateway import Fetched

SOCIAL_LOG = 4
"""`scene` of the content check: 1 资料, 2 评论, 3 论坛, 4 社交日志."""

IMAGE, AUDIO = 2, 1
_SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
_CODE_BYTES = 4_194_304
_ENVIRONMENTS = {"formal": "release", "trial": "trial", "developer": "develop"}

T = TypeVar("T")


@dataclass(frozen=True)
class Login:
    """Who tapped. The session key stays at WeChat's: nothing here needs it."""

    openid: str
    unionid: str = ""


@dataclass(frozen=True)
class PhoneNumber:
    """`number` without the country's code, `country` as digits (86)."""

    number: str
    country: str


class WeChatApi:
    """Thread-safe; one for a process. Each method makes one call and raises `WeChatError`."""

    def __init__(
        self,
        settings: WeChat,
        broker: TokenBroker,
        now: Callable[[], datetime],
        transport: Transport | None = None,
    ) -> None:
        self.settings = settings
        self.now = now
        self._broker = broker
        self._transport = transport or Transport(settings)

    def send_text(self, openid: str, content: str) -> str:
        """A customer-service message (客服消息). Returns WeChat's number for it, if it gives one."""
        body = {"touser": openid, "msgtype": "text", "text": {"content": content}}
        return _message_id(self._post("cgi-bin/message/custom/send", body))

    def send_subscribe(
        self, openid: str, template_id: str, data: Mapping[str, Mapping[str, str]], page: str = ""
    ) -> str:
        """A subscription message (订阅消息); `page` is a page of the mini-program. Returns WeChat's number, if any."""
        body: dict[str, Any] = {
            "touser": openid,
            "template_id": template_id,
            "data": data,
            "miniprogram_state": self.settings.miniprogram_state,
            "lang": "zh_CN",
        }
        if page:
            body["page"] = page
        return _message_id(self._post("cgi-bin/message/subscribe/send", body))

    def check_text(self, openid: str, text: str, scene: int = SOCIAL_LOG) -> str:
        """msg_sec_check v2 on at most 2,500 characters: "pass", "review" or "risky"."""
        body = {"version": 2, "openid": openid, "scene": scene, "content": text}
        result = self._post("wxa/msg_sec_check", body).get("result")
        return _text(result if isinstance(result, dict) else {}, "suggest")

    def check_media(self, openid: str, url: str, media_type: int = IMAGE, scene: int = SOCIAL_LOG) -> str:
        """media_check_async v2: the trace_id under which `wxa_media_check` will bring the result."""
        body = {"version": 2, "openid": openid, "scene": scene, "media_url": url, "media_type": media_type}
        return _text(self._post("wxa/media_check_async", body), "trace_id")

    def login(self, js_code: str) -> Login:
        """jscode2session: whose login code this is. Needs no access token; 40029 is a bad or used code."""
        answer = self._transport.ask(
            "get",
            "sns/jscode2session",
            {
                "appid": self.settings.app_id,
                "secret": self.settings.app_secret,
                "js_code": js_code,
                "grant_type": "authorization_code",
            },
        )
        unionid = answer.get("unionid")
        return Login(_text(answer, "openid"), unionid if isinstance(unionid, str) else "")

    def phone_number(self, code: str, openid: str = "") -> PhoneNumber:
        """The number behind the code of the phone button; with `openid` WeChat checks that they belong together."""
        body = {"code": code} | ({"openid": openid} if openid else {})
        info = self._post("wxa/business/getuserphonenumber", body).get("phone_info")
        info = info if isinstance(info, dict) else {}
        return PhoneNumber(_text(info, "purePhoneNumber"), str(info.get("countryCode", "")))

    def scene_code(self, scene: str, page: str, width: int = 430, *, check_path: bool = True) -> bytes:
        """A picture of a mini-program code (小程序码) that leads to `page` with `scene`. Raises ValueError for a bad scene."""
        if not _SCENE.fullmatch(scene):
            raise ValueError("a scene has 1 to 32 letters, digits or !#$&'()*+,/:;=?@-._~")
        body = {
            "scene": scene,
            "page": page.removeprefix("/"),
            "check_path": check_path,
            "env_version": _ENVIRONMENTS[self.settings.miniprogram_state],
            "width": width,
        }
        return self._with_token(
            lambda token: self._transport.download(
                "post", "wxa/getwxacodeunlimit", token, body, most_bytes=_CODE_BYTES
            )
        ).content

    def templates(self) -> list[dict[str, Any]]:
        """The templates chosen in the console (gettemplate), as WeChat describes them."""
        answer = self._with_token(
            lambda token: self._transport.ask("get", "wxaapi/newtmpl/gettemplate", token)
        )
        found = answer.get("data")
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def media(self, media_id: str, most_bytes: int) -> Fetched:
        """A temporary file; 40007 when WeChat no longer has it. A video is fetched from where it lies."""
        try:
            return self._with_token(
                lambda token: self._transport.download(
                    "get", "cgi-bin/media/get", token | {"media_id": media_id}, most_bytes=most_bytes
                )
            )
        except ElsewhereError as elsewhere:
            url = elsewhere.url
        return self._transport.film(url, most_bytes)

    def check_credentials(self) -> None:
        """Get a token, for `python -m app check`. Raises `TokenError` with WeChat's words."""
        self._broker.get()

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._with_token(lambda token: self._transport.ask("post", path, token, body))

    def _with_token(self, call: Callable[[dict[str, str]], T]) -> T:
        """Call, and once more with another token if WeChat no longer takes this one. Never a third time."""
        token = self._broker.get()
        try:
            return call({"access_token": token})
        except WeChatError as error:
            if isinstance(error, TokenError) or error.code not in STALE_TOKEN:
                raise
        return call({"access_token": self._broker.renew(token)})


def _message_id(answer: Mapping[str, Any]) -> str:
    return str(answer.get("msgid", ""))


def _text(answer: Mapping[str, Any], key: str) -> str:
    value = answer.get(key)
    if not isinstance(value, str) or not value:
        raise WeChatError(Failure.UNCLEAR, f"an answer without {key}")
    return value
