"""Signed, encrypted pushes made beforehand: sixty Chinese characters each, no message id ever twice."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from app.simulator.fake_wechat.payloads import Source, text
from app.simulator.fake_wechat.push import PushRequest, build_push
from benchmarks.account import CHANNEL, ORIGINAL_ID

WORDS = "我们村口那条路下雨就积水，孩子上学、老人看病都要绕远路，已经反映过两回了，盼着早点有人来看看，把排水沟通一通，谢谢代表。"
RESIDENTS = 1000
if len(WORDS) != 60:
    raise ValueError(f"the message should have 60 characters, not {len(WORDS)}")


def fresh(count: int) -> list[PushRequest]:
    """`count` new messages of a thousand residents, as WeChat would push them now."""
    now = datetime.now(UTC)
    sources = [Source(f"oBench{number:022}", ORIGINAL_ID, now) for number in range(RESIDENTS)]
    return [
        build_push(text(sources[number % RESIDENTS], WORDS), now=now, **CHANNEL) for number in range(count)
    ]


def raw(push: PushRequest, port: int) -> bytes:
    """The whole HTTP request."""
    head = (
        f"POST /wechat?{urlencode(push.url_query)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Content-Type: {push.content_type}\r\nContent-Length: {len(push.body)}\r\n\r\n"
    )
    return head.encode() + push.body


def as_lines(pushes: list[PushRequest]) -> bytes:
    """One push a line, query and body: what `push.lua` reads."""
    return b"".join(b"%s\t%s\n" % (urlencode(push.url_query).encode(), push.body) for push in pushes)
