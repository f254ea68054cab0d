"""Content checks (文本内容安全识别, 多媒体内容安全识别, both v2) and the mini-program codes."""

import io
import re
import uuid
from typing import Any

import segno

from app.simulator.fake_wechat import payloads
from app.simulator.fake_wechat.api_messages import page_exists
from app.simulator.fake_wechat.calls import Answer, Blob, Call, Fields, required
from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.errors import WeChatError
from app.simulator.fake_wechat.phones import Phone

CONTENT_CHARS = 2500
VERSION = 2
SCENES = (1, 2, 3, 4)
AUDIO_OR_IMAGE = (1, 2)
SCENE_CHARS = 32
SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]*")
WIDTHS = range(280, 1281)
VERSIONS = {"release", "trial", "develop"}


def check_text(fake: FakeWeChat, call: Call) -> Answer:
    """errcode 0 only says that it was checked: what was found is in `result`."""
    fields = call.json
    _checked_person(fake, fields)
    content = required(fields, "content")
    if len(content) > CONTENT_CHARS:
        raise WeChatError(45002)
    parts = [content, *(str(fields.get(name, "")) for name in ("title", "nickname", "signature"))]
    judged = fake.content.judge("\n".join(parts))
    return {"errcode": 0, "errmsg": "ok", "trace_id": _trace_id(), **judged}


def check_media(fake: FakeWeChat, call: Call) -> Answer:
    """The verdict comes later, as a push of `wxa_media_check` with this trace id."""
    fields = call.json
    phone = _checked_person(fake, fields)
    if not _is_one_of(fields.get("media_type"), AUDIO_OR_IMAGE):
        raise WeChatError(40097, "media_type")
    verdict = fake.content.judge_media(required(fields, "media_url"))
    trace_id = _trace_id()
    source = fake.source(phone.openid)
    fake.push_later(payloads.media_check(source, fake.app_id, trace_id, verdict))
    return {"errcode": 0, "errmsg": "ok", "trace_id": trace_id}


def _checked_person(fake: FakeWeChat, fields: Fields) -> Phone:
    if not _is_one_of(fields.get("version"), (VERSION,)):
        raise WeChatError(40097, "version")
    if not _is_one_of(fields.get("scene"), SCENES):
        raise WeChatError(40129)
    phone = fake.phones.known(fields.get("openid"), code=43104)
    if not phone.stranger and not fake.phones.recently_inside(phone, fake.now()):
        raise WeChatError(61010)
    return phone


def _is_one_of(value: Any, allowed: tuple[int, ...]) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in allowed


def _trace_id() -> str:
    return str(uuid.uuid4())


def mini_program_code(fake: FakeWeChat, call: Call) -> Answer:
    """获取不限制的小程序码: a picture, or JSON when refused."""
    fields = call.json
    scene = fields.get("scene")
    if not isinstance(scene, str) or not 1 <= len(scene) <= SCENE_CHARS:
        raise WeChatError(40169)
    if SCENE.fullmatch(scene) is None:
        raise WeChatError(40129)
    page = _code_page(fake, fields)
    width = fields.get("width", 430)
    if not isinstance(width, int) or width not in WIDTHS:
        raise WeChatError(40097, "width")
    return Blob(_picture(f"weixin://fake/{fake.app_id}/{page}?scene={scene}", width), "image/png", "code.png")


def _code_page(fake: FakeWeChat, fields: Fields) -> str:
    if fields.get("env_version", "release") not in VERSIONS:
        raise WeChatError(40097, "env_version")
    page, check = fields.get("page", ""), fields.get("check_path", True)
    if not isinstance(check, bool):
        raise WeChatError(40097, "check_path")
    if not isinstance(page, str) or page.startswith("/") or "?" in page:
        raise WeChatError(41030)
    if check and not page_exists(fake, page):
        raise WeChatError(41030)
    return page


def _picture(content: str, width: int) -> bytes:
    code = segno.make(content, error="m", micro=False)
    picture = io.BytesIO()
    code.save(picture, kind="png", scale=max(1, width // code.symbol_size()[0]))
    return picture.getvalue()
