"""The gateways of the queues, on WeChat's API: notices out, photos in. Never raise for what WeChat does."""

import re
from collections.abc import Callable, Mapping
from typing import assert_never

import structlog

from app.settings import Template
from app.wechat.client import WeChatApi
from app.wechat.errors import Failure, WeChatError
from app.wechat.outcomes import MEDIA_GONE, outcome_of
from app.wechat.templates import fill
from scheduler.gateway import (
    Channel,
    Fetched,
    Gone,
    Notice,
    NotReachable,
    Outcome,
    Sent,
    TryLater,
    Unknown,
    Wrong,
)

TEXT_BYTES = 2048
"""WeChat's limit for the content of a text message."""

_ELLIPSIS = "…"
_FOREIGN_LINK = re.compile(r"<(?=\s*/?\s*a\b)", re.IGNORECASE)
_MEDIA_RETRY_SECONDS = 600.0

log = structlog.get_logger()


class ChatGateway:
    """Implements `Gateway`. `link` gives the address that opens a notice's page; `card_page` the mini-program page
    a subscription message opens (none by default).
    """

    def __init__(
        self,
        api: WeChatApi,
        templates: Mapping[str, Template],
        link: Callable[[Notice], str],
        card_page: Callable[[Notice], str] = lambda _: "",
    ) -> None:
        self._api = api
        self._templates = templates
        self._link = link
        self._card_page = card_page

    def notify(self, notice: Notice) -> Outcome:
        try:
            outcome = self._sent(notice)
        except WeChatError as error:
            outcome = outcome_of(error, self._api.now())
        if not isinstance(outcome, Sent):
            log.info(
                "notice not sent", notice=notice.id, outcome=type(outcome).__name__, reason=outcome.reason
            )
        return outcome

    def _sent(self, notice: Notice) -> Outcome:
        match notice.channel:
            case Channel.CHAT:
                link = self._link(notice) if notice.page else ""
                return Sent(self._api.send_text(notice.openid, chat_text(notice.text, link)))
            case Channel.TEMPLATE:
                return self._card(notice)
            case _:
                assert_never(notice.channel)

    def _card(self, notice: Notice) -> Outcome:
        template = self._templates.get(notice.template)
        if template is None:
            return Wrong(f"no [wechat.templates.{notice.template}] in the configuration")
        data = fill(template, notice.fields, self._api.now())
        page = self._card_page(notice)
        return Sent(self._api.send_subscribe(notice.openid, template.id, data, page))


class WeChatMedia:
    """Implements `MediaSource`."""

    def __init__(self, api: WeChatApi, most_bytes: int) -> None:
        self._api = api
        self._most_bytes = most_bytes

    def fetch(self, media_id: str) -> Fetched | Gone | TryLater:
        try:
            return self._api.media(media_id, self._most_bytes)
        except WeChatError as error:
            if error.code == MEDIA_GONE or error.failure is Failure.TOO_LARGE:
                return Gone(error.reason)
            return self._again(error)

    def _again(self, error: WeChatError) -> TryLater:
        """A download may be repeated safely; what staff must mend is worth another try until the three days are over."""
        match outcome_of(error, self._api.now()):
            case TryLater() as later:
                return later
            case Sent():
                return TryLater(error.reason)
            case NotReachable() | Wrong() | Unknown() as other:
                log.warning("media not fetched", reason=other.reason)
                return TryLater(other.reason, 30.0 if isinstance(other, Unknown) else _MEDIA_RETRY_SECONDS)
            case never:
                assert_never(never)


def chat_text(text: str, link: str) -> str:
    """The text with the link on a line of its own, within WeChat's 2,048 bytes: the text is cut, never the link.

    WeChat turns `<a href>` in a text into a link. Only ours may: in a resident's words it is made harmless.
    """
    text = _FOREIGN_LINK.sub("＜", text)
    ending = f'\n<a href="{link}">点这里打开</a>' if link else ""
    return _cut(text, TEXT_BYTES - len(ending.encode())) + ending


def _cut(text: str, most_bytes: int) -> str:
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= most_bytes:
        return encoded.decode()
    room = max(0, most_bytes - len(_ELLIPSIS.encode()))
    return encoded[:room].decode("utf-8", "ignore") + _ELLIPSIS
