"""WeChat's pushes in our words: XML and JSON, one item or several, strange and broken ones."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.inbound import Choice, Inbound, Said, read_push

RECEIVED = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


def read(**payload: Any) -> Inbound:
    return read_push({"FromUserName": "oMa", **payload}, inbox_id=7, received_at=RECEIVED)


def test_a_text_by_json_and_by_xml_is_the_same() -> None:
    by_json = read(MsgType="text", Content="路灯坏了", MsgId=1234567890123456, CreateTime=1773108000)
    by_xml = read(MsgType="text", Content="路灯坏了", MsgId="1234567890123456", CreateTime="1773108000")
    assert by_json == by_xml
    assert (by_json.said, by_json.text, by_json.message_id) == (Said.TEXT, "路灯坏了", "1234567890123456")
    assert by_json.said_at == datetime.fromtimestamp(1773108000, UTC)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SessionFrom", "grid=411323001001"),
        ("SessionFrom", "from=poster&grid=411323001001&v=2"),
        ("SessionFrom", "grid%3D411323001001"),
        ("EventKey", "qrscene_grid=411323001001"),
        ("EventKey", "grid=411323001001"),
    ],
)
def test_the_scene_names_the_grid(name: str, value: str) -> None:
    event = {"SessionFrom": "user_enter_tempsession", "EventKey": "SCAN"}[name]
    inbound = read(MsgType="event", Event=event, **{name: value})
    assert (inbound.said, inbound.scene_grid) == (Said.ENTERED, "411323001001")


def _popup(accepted: str) -> dict[str, str]:
    return {"TemplateId": "T1", "SubscribeStatusString": accepted, "PopupScene": "0"}


@pytest.mark.parametrize(
    "items",
    [
        {"List": _popup("accept")},
        {"List": [_popup("accept")]},
        {"SubscribeMsgPopupEvent": {"List": _popup("accept")}},
        {"SubscribeMsgPopupEvent": {"List": [_popup("accept")]}},
    ],
)
def test_a_popup_answer_in_all_its_shapes(items: dict[str, Any]) -> None:
    inbound = read(MsgType="event", Event="subscribe_msg_popup_event", **items)
    assert (inbound.said, inbound.choices) == (Said.CHOSE, (Choice("T1", accepted=True),))


def test_several_answers_at_once() -> None:
    several = [_popup("accept"), _popup("reject") | {"TemplateId": "T2"}]
    inbound = read(MsgType="event", Event="subscribe_msg_popup_event", List=several)
    assert inbound.choices == (Choice("T1", accepted=True), Choice("T2", accepted=False))


def test_a_later_refusal() -> None:
    item = {"TemplateId": "T1", "SubscribeStatusString": "reject"}
    for shape in ({"List": item}, {"SubscribeMsgChangeEvent": {"List": item}}):
        inbound = read(MsgType="event", Event="subscribe_msg_change_event", **shape)
        assert inbound.choices == (Choice("T1", accepted=False),)


def test_a_notice_that_failed_later_and_one_that_arrived() -> None:
    failed = {"TemplateId": "T1", "MsgID": "1864323726461255680", "ErrorCode": "42", "ErrorStatus": "system"}
    arrived = failed | {"ErrorCode": "0", "ErrorStatus": "success"}
    inbound = read(MsgType="event", Event="subscribe_msg_sent_event", List=[failed, arrived])
    assert inbound.failed_notices == (("1864323726461255680", "42 system"),)


@pytest.mark.parametrize(
    ("errcode", "suggest", "risky"), [(0, "risky", True), (0, "pass", False), (-1008, "pass", None)]
)
def test_a_photos_verdict(errcode: int, suggest: str, risky: bool | None) -> None:
    result = {"suggest": suggest, "label": 100}
    inbound = read(MsgType="event", Event="wxa_media_check", trace_id="t1", errcode=errcode, result=result)
    assert (inbound.media_trace, inbound.media_risky) == ("t1", risky)


def test_a_point_off_the_earth_is_no_point() -> None:
    assert read(MsgType="location", Location_X=91, Location_Y=0).point is None
    assert read(MsgType="location", Location_X="33.3", Location_Y="111.5").point is not None


def test_what_we_do_not_know_is_other() -> None:
    assert read(MsgType="hologram").said is Said.OTHER
    assert read(MsgType="event", Event="moon_landing").said is Said.OTHER


SOMETHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    [
        "ToUserName",
        "FromUserName",
        "CreateTime",
        "MsgType",
        "Event",
        "Content",
        "MsgId",
        "MediaId",
        "SessionFrom",
        "EventKey",
        "List",
        "Location_X",
        "Location_Y",
        "Label",
        "Recognition",
        "Title",
        "Url",
        "errcode",
        "result",
        "trace_id",
        "SubscribeMsgSentEvent",
    ]
)
KINDS = st.sampled_from(["text", "image", "voice", "location", "link", "event", "unparsed"])
EVENTS = st.sampled_from(["subscribe_msg_popup_event", "subscribe_msg_sent_event", "wxa_media_check", "SCAN"])


@given(st.dictionaries(FIELDS, SOMETHING), KINDS, EVENTS)
def test_nothing_strange_makes_it_raise(payload: dict[str, Any], kind: str, event: str) -> None:
    inbound = read_push(payload | {"MsgType": kind, "Event": event}, inbox_id=1, received_at=RECEIVED)
    assert isinstance(inbound.openid, str)
    assert inbound.said_at.tzinfo is not None
