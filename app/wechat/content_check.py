"""WeChat's content check of a person's words (文本内容安全识别, msg_sec_check v2), for texts of any length."""

import time
from collections.abc import Callable
from itertools import islice

import structlog

from app.wechat.client import WeChatApi
from app.wechat.errors import Failure, WeChatError
from app.wechat.rest import Rest
from scheduler.gateway import TextVerdict

PIECE, OVERLAP, MOST_PIECES = 2500, 50, 10
"""WeChat takes 2,500 characters; pieces overlap, so that a cut hides no word. Ten are enough for any chat message."""

log = structlog.get_logger()


class WeChatTextCheck:
    """Implements `TextCheck`: the worst verdict of all pieces. What cannot be checked is UNCHECKED, never PASSED.

    While WeChat does not answer at all, everything is UNCHECKED at once: a call that hangs for its eight seconds would
    hold up the queue of messages, and a web process on a phone page.
    """

    def __init__(self, api: WeChatApi, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._rest = Rest(monotonic)

    def check_text(self, openid: str, text: str) -> TextVerdict:
        text = text.strip()
        worst = TextVerdict.PASSED
        if len(text) > PIECE + (MOST_PIECES - 1) * (PIECE - OVERLAP):
            worst = TextVerdict.UNCHECKED
        starts = range(0, max(1, len(text) - OVERLAP), PIECE - OVERLAP) if text else range(0)
        for start in islice(starts, MOST_PIECES):
            match self._verdict(openid, text[start : start + PIECE]):
                case TextVerdict.RISKY:
                    return TextVerdict.RISKY
                case TextVerdict.UNCHECKED:
                    worst = TextVerdict.UNCHECKED
                case TextVerdict.PASSED:
                    pass
        return worst

    def _verdict(self, openid: str, piece: str) -> TextVerdict:
        if not self._rest.is_over():
            return TextVerdict.UNCHECKED
        try:
            suggest = self._api.check_text(openid, piece)
        except WeChatError as error:
            self._note(error)
            return TextVerdict.UNCHECKED
        self._rest.answered()
        # errcode 0 does not mean "pass"; "review" and anything new is for people to judge
        return {"pass": TextVerdict.PASSED, "risky": TextVerdict.RISKY}.get(suggest, TextVerdict.UNCHECKED)

    def _note(self, error: WeChatError) -> None:
        log.info("text not checked", reason=error.reason, code=error.code)
        if error.failure is Failure.ANSWERED:
            self._rest.answered()
        else:
            self._rest.failed()
