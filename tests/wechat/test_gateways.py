"""Notices go out and photos come in; whatever WeChat says becomes an outcome, never an exception."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import Template
from app.wechat.client import WeChatApi
from app.wechat.content_check import WeChatTextCheck
from app.wechat.errors import Failure, TokenError, WeChatError
from app.wechat.gateway import ChatGateway, WeChatMedia, chat_text
from app.wechat.outcomes import outcome_of
from scheduler.gateway import (
    Channel,
    Fetched,
    Gone,
    Notice,
    NotReachable,
    Outcome,
    Sent,
    TextVerdict,
    TryLater,
    Unknown,
    Wrong,
)
from tests.wechat.far_end import Asked, FarEnd, Reply, refuses, says

OPENID = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"
CUSTOM, SUBSCRIBE = "/cgi-bin/message/custom/send", "/cgi-bin/message/subscribe/send"
CHECK, MEDIA = "/wxa/msg_sec_check", "/cgi-bin/media/get"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LINK = "https://minsheng.example.gov.cn/m/issues/1023?s=abc"
FINE = says(errcode=0, errmsg="ok")
RECEIPT = Template(id="TMPL", fields={"character_string1": "number", "thing2": "place", "time3": "when"})


@pytest.fixture
def gateway(api: WeChatApi) -> ChatGateway:
    return ChatGateway(api, {"receipt": RECEIPT}, link=lambda _: LINK)


def chat(text: str, page: str = "") -> Notice:
    return Notice(1, OPENID, Channel.CHAT, text, page=page)


def card(template: str = "receipt", **fields: str) -> Notice:
    return Notice(2, OPENID, Channel.TEMPLATE, "", template, fields, "/m/issues/1023")


def test_a_chat_message_ends_with_the_link_to_its_page(far_end: FarEnd, gateway: ChatGateway) -> None:
    far_end.plan(CUSTOM, FINE)
    assert gateway.notify(chat("您反映的路灯已收到", "/m/issues/1023")) == Sent()
    assert gateway.notify(chat("谢谢")) == Sent()
    first, second = (one.body["text"]["content"] for one in far_end.at(CUSTOM))
    assert first == f'您反映的路灯已收到\n<a href="{LINK}">点这里打开</a>'
    assert second == "谢谢"


def test_a_card_is_filled_from_the_facts(far_end: FarEnd, gateway: ChatGateway) -> None:
    far_end.plan(SUBSCRIBE, says(errcode=0, msgid=77))
    outcome = gateway.notify(card(number="1023", place="西坪镇\n下营村", when="2026-11-23T01:30:00+00:00"))
    assert outcome == Sent("77")
    assert far_end.at(SUBSCRIBE)[0].body["data"] == {
        "character_string1": {"value": "1023"},
        "thing2": {"value": "西坪镇 下营村"},
        "time3": {"value": "2026年11月23日 09:30"},
    }


def test_a_card_nobody_configured_is_our_mistake(far_end: FarEnd, gateway: ChatGateway) -> None:
    assert gateway.notify(card("digest")) == Wrong("no [wechat.templates.digest] in the configuration")
    assert far_end.asked == []


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (refuses(-1), TryLater),
        (says(status=503), TryLater),
        (refuses(40001), TryLater),
        *((refuses(code), NotReachable) for code in (45015, 45047, 43101, 48002, 43004, 70000, 40003)),
        *((refuses(code), Wrong) for code in (43107, 40037, 47003, 48001, 40013, 40164, 45168, 45002, 99999)),
        (refuses(43108), TryLater),
        (Reply(b"<html>", kind="text/html"), Unknown),
        (Reply(b"{}", cut=-1), Unknown),
    ],
)
def test_what_wechat_says_becomes_an_outcome(
    far_end: FarEnd, gateway: ChatGateway, reply: Reply, expected: type[Outcome]
) -> None:
    far_end.plan(CUSTOM, reply)
    far_end.plan(SUBSCRIBE, reply)
    assert isinstance(gateway.notify(chat("好")), expected)
    assert isinstance(gateway.notify(card()), expected)


def test_how_long_to_wait() -> None:
    def seconds(code: int, at: datetime = NOON) -> float:
        outcome = outcome_of(WeChatError(Failure.ANSWERED, "no", code), at)
        assert isinstance(outcome, TryLater)
        return outcome.seconds

    assert seconds(45011) >= 60
    assert 1 <= seconds(43108) <= 10
    assert seconds(45009) == 12 * 3600 + 300
    assert seconds(45009, datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)) == 301
    assert seconds(45009, datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == 24 * 3600 + 300


def test_parking_keeps_wechats_code_and_no_openid(far_end: FarEnd, gateway: ChatGateway) -> None:
    far_end.plan(CUSTOM, refuses(45015, f"out of time limit for {OPENID}"))
    outcome = gateway.notify(chat("好"))
    assert isinstance(outcome, NotReachable)
    assert outcome.code == 45015
    assert OPENID not in outcome.reason


@pytest.mark.parametrize(
    ("failure", "code", "expected"),
    [
        (Failure.BUSY, 0, TryLater),
        (Failure.NOT_SENT, 0, TryLater),
        (Failure.ANSWERED, -1, TryLater),
        (Failure.ANSWERED, 40001, Wrong),
        (Failure.ANSWERED, 40125, Wrong),
        (Failure.ANSWERED, 40164, Wrong),
        (Failure.ANSWERED, 48002, Wrong),
    ],
)
def test_no_token_says_nothing_about_the_person(failure: Failure, code: int, expected: type[Outcome]) -> None:
    assert isinstance(outcome_of(TokenError(failure, "no token", code), NOON), expected)


def test_a_token_call_without_an_answer_is_no_doubt_about_the_message(
    far_end: FarEnd, gateway: ChatGateway
) -> None:
    far_end.plan("/cgi-bin/stable_token", Reply(b"{}", cut=-1))
    assert isinstance(gateway.notify(chat("好")), TryLater)
    assert far_end.at(CUSTOM) == []


@given(st.text(max_size=3000), st.sampled_from(["", LINK]))
def test_a_text_of_any_length_fits_and_keeps_its_link(text: str, link: str) -> None:
    written = chat_text(text, link)
    assert len(written.encode()) <= 2048
    assert written.endswith(f'<a href="{link}">点这里打开</a>' if link else "")
    assert chat_text("村" * 2000, link).count("村") > 600


@pytest.mark.parametrize("words", ['<a href="http://evil">领奖</a>', "< A href=x>", "</a >", "<\na>"])
def test_a_residents_words_make_no_link(words: str) -> None:
    assert "<" not in chat_text(words, "")
    assert chat_text("3<5 <b> <abc>", "") == "3<5 <b> <abc>"


# The content check


def verdicts(by_word: dict[str, str]) -> Any:
    def answer(asked: Asked) -> Reply:
        suggest = next((v for word, v in by_word.items() if word in asked.body["content"]), "pass")
        return says(errcode=0, result={"suggest": suggest, "label": 100})

    return answer


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("路灯坏了", TextVerdict.PASSED),
        ("骂人的话", TextVerdict.RISKY),
        ("上访", TextVerdict.UNCHECKED),
        ("新的说法", TextVerdict.UNCHECKED),
        ("", TextVerdict.PASSED),
        ("  \n", TextVerdict.PASSED),
        ("好" * 2499 + "骂人" + "好" * 3000, TextVerdict.RISKY),
        ("上访" + "好" * 6000 + "骂人", TextVerdict.RISKY),
        ("好" * 6000 + "上访", TextVerdict.UNCHECKED),
        ("好" * 24_550, TextVerdict.PASSED),
        ("好" * 24_551, TextVerdict.UNCHECKED),
    ],
)
def test_the_worst_of_all_pieces_counts(
    far_end: FarEnd, api: WeChatApi, text: str, verdict: TextVerdict
) -> None:
    far_end.plan(CHECK, verdicts({"骂人": "risky", "上访": "review", "新的": "something new"}))
    assert WeChatTextCheck(api).check_text(OPENID, text) is verdict
    pieces = [one.body["content"] for one in far_end.at(CHECK)]
    assert all(0 < len(piece) <= 2500 for piece in pieces)
    assert len(pieces) <= 10


@pytest.mark.parametrize(
    "reply",
    [
        refuses(61010),
        refuses(-1),
        refuses(45009),
        says(errcode=0),
        says(errcode=0, result=[1]),
        Reply(b"<html>"),
    ],
)
def test_a_check_that_cannot_be_made_is_unchecked(far_end: FarEnd, api: WeChatApi, reply: Reply) -> None:
    far_end.plan(CHECK, reply)
    assert WeChatTextCheck(api).check_text(OPENID, "路灯坏了") is TextVerdict.UNCHECKED


@pytest.mark.parametrize("silence", [says(503), Reply(b"", cut=-1)])
def test_a_wechat_that_does_not_answer_is_left_alone(far_end: FarEnd, api: WeChatApi, silence: Reply) -> None:
    """Else every message would wait for its own time-out, and the queue with them."""
    clock = [0.0]
    check = WeChatTextCheck(api, lambda: clock[0])
    far_end.plan(CHECK, silence)
    assert {check.check_text(OPENID, "路灯坏了") for _ in range(9)} == {TextVerdict.UNCHECKED}
    assert len(far_end.at(CHECK)) == 2
    clock[0] = 31.0
    assert check.check_text(OPENID, "路灯坏了") is TextVerdict.UNCHECKED
    assert len(far_end.at(CHECK)) == 3
    far_end.plan(CHECK, says(errcode=0, result={"suggest": "pass"}))
    assert check.check_text(OPENID, "路灯坏了") is TextVerdict.UNCHECKED
    clock[0] = 62.0
    assert {check.check_text(OPENID, "路灯坏了") for _ in range(3)} == {TextVerdict.PASSED}


# Photos


def test_a_photo_is_fetched_whole(far_end: FarEnd, api: WeChatApi) -> None:
    photo = b"\xff\xd8" + bytes(range(256)) * 900
    far_end.plan(MEDIA, Reply(photo, kind="image/jpeg; charset=x"))
    assert WeChatMedia(api, 10**6).fetch("m-1") == Fetched(photo, "image/jpeg")
    assert far_end.at(MEDIA)[0].query == {"access_token": "TOKEN-1", "media_id": "m-1"}


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (refuses(40007, "invalid media_id"), Gone),
        (Reply(b'{"errcode":40007,"errmsg":"no"}', kind="text/plain"), Gone),
        (Reply(b"\xff" * 2001, kind="image/jpeg"), Gone),
        (refuses(-1), TryLater),
        (refuses(45009), TryLater),
        (refuses(48001), TryLater),
        (says(status=500), TryLater),
        (Reply(b"<html>", kind="text/html"), TryLater),
        (Reply(b"", kind="image/jpeg"), TryLater),
        (Reply(b'{"errcode":', kind="image/jpeg"), TryLater),
        (Reply(b'{"errcode":[]}', kind="image/jpeg"), TryLater),
        (Reply(b"\xff" * 100, kind="image/jpeg", cut=50), TryLater),
        (Reply(b"", cut=-1), TryLater),
    ],
)
def test_a_photo_that_does_not_come(
    far_end: FarEnd, api: WeChatApi, reply: Reply, expected: type[Gone | TryLater]
) -> None:
    far_end.plan(MEDIA, reply)
    assert isinstance(WeChatMedia(api, 2000).fetch("m-1"), expected)


def test_a_video_is_fetched_from_where_it_lies(far_end: FarEnd, api: WeChatApi) -> None:
    far_end.plan(MEDIA, says(video_url=f"{far_end.url}/films/1"))
    far_end.plan("/films/1", Reply(b"\x00\x00 ftyp", kind="video/mp4"))
    assert WeChatMedia(api, 2000).fetch("m-1") == Fetched(b"\x00\x00 ftyp", "video/mp4")
    assert far_end.at("/films/1")[0].query == {}
    assert isinstance(WeChatMedia(api, 3).fetch("m-1"), Gone)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x",
        "file:///etc/passwd",
        "http://evilqq.com/",
        "http://a.qq.com:x@127.0.0.1/",
        "http://[",
        "",
    ],
)
def test_a_video_anywhere_else_is_not_fetched(far_end: FarEnd, api: WeChatApi, url: str) -> None:
    far_end.plan(MEDIA, says(video_url=url))
    assert isinstance(WeChatMedia(api, 2000).fetch("m-1"), TryLater)


def test_a_video_that_leads_on_to_somewhere_else_is_not_followed(far_end: FarEnd, api: WeChatApi) -> None:
    far_end.plan(MEDIA, says(video_url=f"{far_end.url}/films/1"))
    far_end.plan("/films/1", Reply(b"", status=302, headers={"Location": f"{far_end.url}/inner"}))
    assert isinstance(WeChatMedia(api, 2000).fetch("m-1"), TryLater)
    assert far_end.at("/inner") == []
