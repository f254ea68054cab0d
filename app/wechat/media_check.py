"""Asking WeChat to check a photo: it fetches the picture itself, from an address of ours that soon expires."""

from collections.abc import Callable

import structlog

from app.wechat.client import WeChatApi
from app.wechat.errors import WeChatError

log = structlog.get_logger()


class WeChatMediaCheck:
    """`MediaCheck` by media_check_async v2; `address` gives the public, signed URL of an attachment."""

    def __init__(self, api: WeChatApi, address: Callable[[int], str]) -> None:
        self._api = api
        self._address = address

    def ask(self, openid: str, attachment_id: int) -> str | None:
        try:
            return self._api.check_media(openid, self._address(attachment_id)) or None
        except WeChatError as error:
            log.warning("photo not checked", attachment=attachment_id, reason=error.reason, code=error.code)
            return None
