"""What the account may tell a resident: customer-service messages and subscription messages."""

import re
import secrets
from collections.abc import Callable
from typing import Any

from app.simulator.fake_wechat import payloads
from app.simulator.fake_wechat.calls import Answer, Call, Fields, required
from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.errors import WeChatError
from app.simulator.fake_wechat.text import TEXT_BYTES, size

STATES = {"developer", "trial", "formal"}
LANGUAGES = {"zh_CN", "en_US", "zh_HK", "zh_TW"}
OTHER_APP = re.compile(r"""data-miniprogram-appid=["']([^"']*)["']""")


def send_custom(fake: FakeWeChat, call: Call) -> Answer:
    """发送客服消息. A message that is refused for its content costs nothing."""
    fields = call.json
    phone = fake.phones.known(fields.get("touser"))
    kind = str(fields.get("msgtype"))
    read = READERS.get(kind)
    if read is None:
        raise WeChatError(40008)
    content = fields.get(kind)
    if not isinstance(content, dict):
        raise WeChatError(47001, kind)
    shown = read(fake, content)
    if not phone.stranger:
        fake.windows.spend(phone.openid, fake.now())
    fake.show(phone.openid, "account", kind, shown)
    return {"errcode": 0, "errmsg": "ok"}


def _text(fake: FakeWeChat, content: Fields) -> Fields:
    text = required(content, "content", 44004)
    if size(text) > TEXT_BYTES:
        raise WeChatError(45002)
    if any(app_id != fake.app_id for app_id in OTHER_APP.findall(text)):
        raise WeChatError(45166)
    return {"text": text}


def _image(fake: FakeWeChat, content: Fields) -> Fields:
    media = fake.media.get(content.get("media_id"), fake.now(), "image")
    return {"media_id": media.media_id, "url": fake.picture_url(media.media_id)}


def _link(fake: FakeWeChat, content: Fields) -> Fields:  # noqa: ARG001 - every reader has this shape
    return {name: required(content, name) for name in ("title", "description", "url", "thumb_url")}


def _mini_program_page(fake: FakeWeChat, content: Fields) -> Fields:
    shown = {name: required(content, name) for name in ("title", "pagepath", "thumb_media_id")}
    thumb = fake.media.get(shown["thumb_media_id"], fake.now(), "image")
    return {**shown, "thumb_url": fake.picture_url(thumb.media_id)}


READERS: dict[str, Callable[[FakeWeChat, Fields], Fields]] = {
    "text": _text,
    "image": _image,
    "link": _link,
    "miniprogrampage": _mini_program_page,
}


def send_subscription(fake: FakeWeChat, call: Call) -> Answer:
    """发送订阅消息. Success is also pushed, a moment later, as `subscribe_msg_sent_event`."""
    fields = call.json
    phone = fake.phones.known(fields.get("touser"))
    template_id = required(fields, "template_id", 40037)
    card = _card(fake, template_id, fields)
    if not phone.stranger:
        fake.grants.spend(phone.openid, template_id)
    msg_id = (1 << 60) | secrets.randbits(60)
    fake.show(phone.openid, "account", "subscription", card, msg_id)
    if fake.push_sent_events:
        fake.push_later(payloads.sent(fake.source(phone.openid), template_id, msg_id))
    return {"errcode": 0, "errmsg": "ok", "msgid": msg_id}


def _card(fake: FakeWeChat, template_id: str, fields: Fields) -> dict[str, Any]:
    template = fake.templates.get(template_id)
    if template is None:
        raise WeChatError(40037)
    if template.banned:
        raise WeChatError(43107)
    # the page marks both as required although it names defaults: a strict fake asks for them
    for name, allowed in (("miniprogram_state", STATES), ("lang", LANGUAGES)):
        if fields.get(name) not in allowed:
            raise WeChatError(47003, name)
    page = fields.get("page", "")
    if not isinstance(page, str) or not page_exists(fake, page.partition("?")[0]):
        raise WeChatError(41030)
    lines = template.card(fields.get("data"))
    if any(fake.content.is_risky(line["value"]) for line in lines):
        raise WeChatError(45168)
    return {"template_id": template_id, "title": template.title, "lines": lines, "page": page}


def page_exists(fake: FakeWeChat, page: str) -> bool:
    """No page at all is no jump; with no list of released pages, any goes."""
    return not page or not fake.pages or page in fake.pages


def list_templates(fake: FakeWeChat, call: Call) -> Answer:  # noqa: ARG001 - every endpoint has this shape
    """获取已有模板列表."""
    listed = [template.as_listed(template_id) for template_id, template in fake.templates.items()]
    return {"errcode": 0, "errmsg": "ok", "data": listed}
