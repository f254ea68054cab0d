"""The content of every kind of push WeChat sends to a mini-program or an official account, before packing."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from app.simulator.fake_wechat.push import Payload

SESSION_FROM_CHARS = 1024
Choice = Literal["accept", "reject", "ban"]


def new_msg_id() -> int:
    """A 64-bit id nobody had before (62 random bits: no counter to lose in a restart)."""
    return (1 << 61) | secrets.randbits(61)


@dataclass(frozen=True)
class Source:
    """Whose phone speaks, to which account, and when."""

    openid: str
    original_id: str
    at: datetime

    def message(self, kind: str, fields: Mapping[str, Any], msg_id: int | None = None) -> Payload:
        """A message; give `msg_id` to repeat one."""
        return {**self._head(kind), **fields, "MsgId": new_msg_id() if msg_id is None else msg_id}

    def event(self, name: str, fields: Mapping[str, Any] | None = None) -> Payload:
        return {**self._head("event"), "Event": name, **(fields or {})}

    def _head(self, kind: str) -> Payload:
        return {
            "ToUserName": self.original_id,
            "FromUserName": self.openid,
            "CreateTime": int(self.at.timestamp()),
            "MsgType": kind,
        }


def text(source: Source, content: str, msg_id: int | None = None) -> Payload:
    return source.message("text", {"Content": content}, msg_id)


def image(source: Source, media_id: str, pic_url: str) -> Payload:
    return source.message("image", {"PicUrl": pic_url, "MediaId": media_id})


def voice(source: Source, media_id: str, recognition: str = "") -> Payload:
    """`recognition`: WeChat's own transcript, where the account has it switched on."""
    heard = {"Recognition": recognition} if recognition else {}
    return source.message("voice", {"MediaId": media_id, "Format": "amr", **heard})


def video(source: Source, media_id: str, thumb_media_id: str) -> Payload:
    return source.message("video", {"MediaId": media_id, "ThumbMediaId": thumb_media_id})


def location(source: Source, latitude: float, longitude: float, label: str = "") -> Payload:
    place = {"Location_X": latitude, "Location_Y": longitude, "Scale": 16, "Label": label}
    return source.message("location", place)


def link(source: Source, title: str, description: str, url: str) -> Payload:
    return source.message("link", {"Title": title, "Description": description, "Url": url})


def mini_program_page(source: Source, title: str, app_id: str, page_path: str) -> Payload:
    page = {"Title": title, "AppId": app_id, "PagePath": page_path, "ThumbUrl": "", "ThumbMediaId": ""}
    return source.message("miniprogrampage", page)


def enter_session(source: Source, session_from: str = "") -> Payload:
    """The customer-service button was tapped. Raises `ValueError` over WeChat's 1,024 characters."""
    if len(session_from) > SESSION_FROM_CHARS:
        raise ValueError(f"session-from has at most {SESSION_FROM_CHARS} characters")
    return source.event("user_enter_tempsession", {"SessionFrom": session_from})


def popup(source: Source, choices: Mapping[str, Choice]) -> Payload:
    """The resident answered the subscription dialogue: template id → choice."""
    items = [
        {"TemplateId": template_id, "SubscribeStatusString": choice, "PopupScene": "0"}
        for template_id, choice in choices.items()
    ]
    return _subscribe_event(source, "subscribe_msg_popup_event", items)


def change(source: Source, template_ids: Sequence[str]) -> Payload:
    """The resident switched templates off in the settings (WeChat pushes only refusals)."""
    items = [{"TemplateId": template_id, "SubscribeStatusString": "reject"} for template_id in template_ids]
    return _subscribe_event(source, "subscribe_msg_change_event", items)


def sent(source: Source, template_id: str, msg_id: int, error: tuple[int, str] = (0, "success")) -> Payload:
    """What became of a subscription message; `error` is (code, status)."""
    item = {
        "TemplateId": template_id,
        "MsgID": str(msg_id),
        "ErrorCode": str(error[0]),
        "ErrorStatus": error[1],
    }
    return _subscribe_event(source, "subscribe_msg_sent_event", [item])


def _subscribe_event(source: Source, name: str, items: list[dict[str, str]]) -> Payload:
    # these events alone carry CreateTime as a string
    return {**source.event(name, {"List": items}), "CreateTime": str(int(source.at.timestamp()))}


@dataclass(frozen=True)
class MediaVerdict:
    """`errcode` -1008: the picture could not be downloaded, so nothing was judged."""

    suggest: Literal["pass", "review", "risky"]
    label: int
    errcode: int = 0


def media_check(source: Source, app_id: str, trace_id: str, verdict: MediaVerdict) -> Payload:
    """The later answer to `media_check_async` v2."""
    judged = {"suggest": verdict.suggest, "label": verdict.label}
    detail = {"strategy": "content_model", "errcode": verdict.errcode, **judged, "prob": 90}
    fields = {
        "appid": app_id,
        "trace_id": trace_id,
        "version": 2,
        "detail": [detail],
        "errcode": verdict.errcode,
        "errmsg": "ok" if verdict.errcode == 0 else "download failed",
        "result": judged,
    }
    return source.event("wxa_media_check", fields)


def follow(source: Source, scene: str = "") -> Payload:
    """An official account was followed, by QR code when `scene` is given."""
    return source.event("subscribe", {"EventKey": f"qrscene_{scene}" if scene else "", "Ticket": scene})


def scan(source: Source, scene: str) -> Payload:
    """A follower scanned a QR code of the official account."""
    return source.event("SCAN", {"EventKey": scene, "Ticket": scene})
