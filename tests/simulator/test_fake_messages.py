"""Customer-service messages: their kinds, their windows, and what the resident's phone shows."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.errors import WeChatError
from app.simulator.fake_wechat.windows import Windows
from tests.simulator.account import APP_ID, Api, Clock

SEND = "/cgi-bin/message/custom/send"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32


def test_five_messages_within_48_hours_of_what_the_resident_wrote(
    api: Api, fake: FakeWeChat, clock: Clock
) -> None:
    fake.write("oWang", "路灯坏了")
    assert [api.text("oWang") for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    fake.write("oWang", "还没修")
    assert api.text("oWang") == 0
    clock.forward(hours=48)
    api.token = api.stable()["access_token"]
    assert api.text("oWang") == 45015


def test_two_messages_within_a_minute_of_entering(api: Api, fake: FakeWeChat, clock: Clock) -> None:
    fake.enter("oWang", "grid-12")
    assert [api.text("oWang") for _ in range(3)] == [0, 0, 45047]
    fake.enter("oWang")
    assert api.text("oWang") == 0
    clock.forward(minutes=1)
    assert api.text("oWang") == 45015


def test_the_entering_ledger_is_spent_first_while_it_is_open(
    api: Api, fake: FakeWeChat, clock: Clock
) -> None:
    fake.write("oWang", "路灯坏了")
    fake.enter("oWang")
    assert [api.text("oWang") for _ in range(8)] == [0] * 7 + [45047]
    fake.enter("oWang")
    fake.write("oWang", "还没修")
    assert [api.text("oWang") for _ in range(2)] == [0, 0]
    clock.forward(minutes=2)
    assert [api.text("oWang") for _ in range(6)] == [0] * 5 + [45047]


@settings(deadline=None)
@given(acts=st.lists(st.sampled_from(["writes", "enters", "wait", "sleep", "send"]), max_size=40))
def test_nothing_is_sent_but_what_the_acts_of_the_resident_allow(acts: list[str]) -> None:
    windows, clock = Windows(), Clock()
    allowed = sent = 0
    open_until = clock()
    for act in acts:
        if act == "writes":
            windows.user_wrote("oWang", clock())
            allowed, open_until = allowed + 5, max(open_until, clock() + timedelta(hours=48))
        elif act == "enters":
            windows.user_entered("oWang", clock())
            allowed, open_until = allowed + 2, max(open_until, clock() + timedelta(minutes=1))
        elif act == "send":
            code = spend(windows, clock)
            sent += code == 0
            assert (code == 45015) == (clock() >= open_until)
            assert sent <= allowed
        else:
            clock.forward(seconds=30, days=act == "sleep")


def spend(windows: Windows, clock: Clock) -> int:
    try:
        windows.spend("oWang", clock())
    except WeChatError as refusal:
        return refusal.code
    return 0


def test_a_refused_message_costs_nothing(api: Api, fake: FakeWeChat) -> None:
    fake.write("oWang", "路灯坏了")
    for _ in range(9):
        assert api.text("oWang", "长" * 683) == 45002
    assert [api.text("oWang") for _ in range(5)] == [0] * 5


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"touser": "oNobody", "msgtype": "text", "text": {"content": "x"}}, 40003),
        ({"touser": 12, "msgtype": "text", "text": {"content": "x"}}, 40003),
        ({"msgtype": "text", "text": {"content": "x"}}, 40003),
        ({"touser": "oWang", "msgtype": "voice", "voice": {"media_id": "M"}}, 40008),
        ({"touser": "oWang"}, 40008),
        ({"touser": "oWang", "msgtype": "text"}, 47001),
        ({"touser": "oWang", "msgtype": "text", "text": {"content": ""}}, 44004),
        ({"touser": "oWang", "msgtype": "text", "text": {"content": 7}}, 44004),
        ({"touser": "oWang", "msgtype": "text", "text": {"content": "a" * 2049}}, 45002),
        (
            {
                "touser": "oWang",
                "msgtype": "text",
                "text": {"content": '<a data-miniprogram-appid="wx0">去</a>'},
            },
            45166,
        ),
        ({"touser": "oWang", "msgtype": "image", "image": {"media_id": "none"}}, 40007),
        (
            {"touser": "oWang", "msgtype": "link", "link": {"title": "t", "description": "d", "url": "u"}},
            40097,
        ),
        (
            {
                "touser": "oWang",
                "msgtype": "miniprogrampage",
                "miniprogrampage": {"title": "t", "pagepath": "p", "thumb_media_id": "none"},
            },
            40007,
        ),
    ],
)
def test_messages_that_are_refused(api: Api, fake: FakeWeChat, message: dict[str, Any], code: int) -> None:
    fake.write("oWang", "在吗")
    assert api.code(SEND, **message) == code
    assert [item.by for item in fake.shown("oWang")] == ["me"]


def test_the_phone_shows_the_chat_both_ways_in_order(api: Api, fake: FakeWeChat, clock: Clock) -> None:
    fake.write("oWang", "路灯坏了")
    fake.send_photo("oWang", PNG)
    thumb = fake.media.add("image", PNG, clock()).media_id
    own = f'<a data-miniprogram-appid="{APP_ID}" data-miniprogram-path="pages/a">看看</a>'
    assert api.text("oWang", own) == 0
    page = {"title": "我的反映", "pagepath": "pages/issue?n=1023", "thumb_media_id": thumb}
    link = {"title": "我的反映", "description": "第1023号", "url": "https://x", "thumb_url": "https://x/p"}
    for kind, content in (("image", {"media_id": thumb}), ("miniprogrampage", page), ("link", link)):
        assert api.code(SEND, touser="oWang", msgtype=kind, **{kind: content}) == 0
    fake.write("oLi", "别人的事")
    shown = fake.shown("oWang")
    assert [(item.by, item.kind) for item in shown] == [
        ("me", "text"),
        ("me", "image"),
        ("account", "text"),
        ("account", "image"),
        ("account", "miniprogrampage"),
        ("account", "link"),
    ]
    assert shown[2].content == {"text": own}
    assert fake.shown("oWang", since=shown[4].id) == shown[5:]


def test_strangers_are_served_only_when_welcome(api: Api, fake: FakeWeChat) -> None:
    assert api.text("oStranger") == 40003
    fake.phones.strangers_welcome = True
    assert [api.text("oStranger") for _ in range(9)] == [0] * 9
