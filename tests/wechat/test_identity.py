"""One push, one key: WeChat's repeats are recognised, and nothing else is taken for a repeat."""

from typing import Any

import pytest

from app.wechat.identity import identity
from app.wechat.payload import parse
from handlers.inbound import subscription_items

WORDS = {
    "ToUserName": "gh_1",
    "FromUserName": "o1",
    "CreateTime": 1714112445,
    "MsgType": "text",
    "Content": "路灯坏了",
    "MsgId": 24538900112233445,
}
TAP = {"ToUserName": "gh_1", "FromUserName": "o1", "CreateTime": 1714112445, "MsgType": "event"}
ENTERED = TAP | {"Event": "user_enter_tempsession", "SessionFrom": "grid=411323001001"}
ACCEPTED = {"TemplateId": "t1", "SubscribeStatusString": "accept", "PopupScene": 0}
REFUSED = ACCEPTED | {"TemplateId": "t2", "SubscribeStatusString": "reject"}


def as_xml(payload: dict[str, Any]) -> dict[str, Any]:
    cells = "".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in payload.items())
    return parse(f"<xml>{cells}</xml>".encode())


@pytest.mark.parametrize("payload", [WORDS, TAP, ENTERED])
def test_a_repeat_has_the_same_key_in_json_and_xml(payload: dict[str, Any]) -> None:
    assert identity(payload) == identity(dict(reversed(payload.items())))
    assert identity(payload) == identity(as_xml(payload))
    assert len(identity(payload)) == 40


@pytest.mark.parametrize(
    "other",
    [
        {"ToUserName": "gh_2"},
        {"FromUserName": "o2"},
        {"CreateTime": 1714112446},
        {"MsgType": "image"},
        {"MsgId": 24538900112233446},
        {"Event": "CLICK"},
        {"EventKey": "a"},
        {"SessionFrom": "grid=411323001002"},
        {"List": ACCEPTED},
        {"MsgId": "49d72d67b16d115e7935ac386f2f0fa41535298877_1555684067"},
    ],
)
def test_anything_else_in_the_same_second_has_another(other: dict[str, Any]) -> None:
    assert identity(WORDS) != identity(WORDS | other)


def test_words_without_a_number_are_known_by_what_they_say() -> None:
    unnumbered = WORDS | {"MsgId": ""}
    assert identity(unnumbered) == identity(as_xml(unnumbered))
    assert identity(unnumbered) != identity(unnumbered | {"Content": "还有水管"})
    assert identity(unnumbered) != identity(unnumbered | {"Content": "", "MediaId": "m1"})


def test_where_one_value_ends_and_the_next_begins_matters() -> None:
    one = TAP | {"Event": "CLICK|a", "EventKey": ""}
    assert identity(one) != identity(TAP | {"Event": "CLICK", "EventKey": "a"})


def test_all_numbers_of_a_push_count() -> None:
    assert identity(TAP | {"MsgID": 1}) != identity(TAP | {"MsgID": 2})
    assert identity(TAP | {"trace_id": "a"}) != identity(TAP | {"trace_id": "b"})
    assert identity(TAP | {"MsgID": "1"}) == identity(TAP | {"MsgID": 1})


def test_subscriptions_are_told_apart_by_their_items() -> None:
    popup = TAP | {"Event": "subscribe_msg_popup_event"}
    assert identity(popup | {"List": ACCEPTED}) != identity(popup | {"List": REFUSED})
    assert identity(popup | {"List": ACCEPTED}) == identity(popup | {"List": [ACCEPTED]})
    nested = parse(
        b"<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>1714112445</CreateTime>"
        b"<MsgType>event</MsgType><Event>subscribe_msg_popup_event</Event><SubscribeMsgPopupEvent><List>"
        b"<TemplateId>t1</TemplateId><SubscribeStatusString>accept</SubscribeStatusString><PopupScene>0</PopupScene>"
        b"</List></SubscribeMsgPopupEvent></xml>"
    )
    assert identity(nested) == identity(popup | {"List": ACCEPTED})


@pytest.mark.parametrize(
    "written",
    [
        {"List": [ACCEPTED, REFUSED]},
        {"SubscribeMsgPopupEvent": {"List": [ACCEPTED, REFUSED]}},
        {"SubscribeMsgChangeEvent": [{"List": ACCEPTED}, {"List": REFUSED}]},
        {"List": [ACCEPTED, "", None, 3, REFUSED], "SubscribeMsgSentEvent": ""},
    ],
)
def test_items_are_found_however_they_are_written(written: dict[str, Any]) -> None:
    assert subscription_items(TAP | written) == [ACCEPTED, REFUSED]


def test_what_was_kept_raw_is_told_apart_by_its_text() -> None:
    one = {"MsgType": "unparsed", "Raw": "a"}
    assert identity(one) == identity(dict(one))
    assert identity(one) != identity(one | {"Raw": "b"})


@pytest.mark.parametrize("odd", [None, True, 1.5, [], {}, {"a": [1, {"b": None}]}, ["x", ["y"]]])
def test_values_of_any_type_have_a_key(odd: Any) -> None:
    assert identity(dict.fromkeys(WORDS, odd)) == identity(dict.fromkeys(WORDS, odd))
