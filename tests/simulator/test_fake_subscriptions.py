"""Subscription messages: who allowed them, what may stand in each field, one at a time to one person."""

import threading
from typing import Any

import pytest

from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.templates import ONE_TIME, FakeTemplate
from app.simulator.fake_wechat.web import create_fake
from tests.simulator.account import Api, Webhook

SEND = "/cgi-bin/message/subscribe/send"
NOTICE = {"character_string1": {"value": "1023"}, "thing2": {"value": "白羽街道"}}
DUTY = {"thing1": {"value": "半月收集"}, "time2": {"value": "2026年3月15日 18:00"}}


def send(api: Api, template_id: str = "NOTICE", **changes: Any) -> dict[str, Any]:
    data = DUTY if template_id == "DUTY" else NOTICE
    message = {"touser": "oWang", "template_id": template_id, "data": data, "page": "pages/issue?n=1023"}
    return api.post(SEND, **{**message, "miniprogram_state": "formal", "lang": "zh_CN", **changes})


def test_a_one_time_accept_is_good_for_one_message(api: Api, fake: FakeWeChat, webhook: Webhook) -> None:
    fake.phone("oWang")
    assert send(api)["errcode"] == 43101
    fake.accept("oWang", "NOTICE")
    fake.accept("oWang", "NOTICE")
    sent = [send(api) for _ in range(3)]
    assert [answer["errcode"] for answer in sent] == [0, 0, 43101]
    fake.sender.settle()
    told = [event["List"] for event in webhook.events() if event["Event"] == "subscribe_msg_sent_event"]
    assert {item["MsgID"] for item in told} == {str(answer["msgid"]) for answer in sent[:2]}
    assert all((item["TemplateId"], item["ErrorCode"]) == ("NOTICE", "0") for item in told)


def test_a_long_term_accept_lasts_until_withdrawn(api: Api, fake: FakeWeChat, webhook: Webhook) -> None:
    fake.accept("oWang", "DUTY")
    assert [send(api, "DUTY")["errcode"] for _ in range(5)] == [0] * 5
    fake.withdraw("oWang", "DUTY")
    assert send(api, "DUTY")["errcode"] == 43101
    fake.sender.settle()
    (change,) = [event for event in webhook.events() if event["Event"] == "subscribe_msg_change_event"]
    assert change["List"] == {"TemplateId": "DUTY", "SubscribeStatusString": "reject"}


def test_the_popup_is_pushed_with_every_choice(fake: FakeWeChat, webhook: Webhook) -> None:
    fake.choose("oWang", {"NOTICE": "accept", "RESULT": "reject"})
    event = webhook.events()[0]
    assert event["Event"] == "subscribe_msg_popup_event"
    assert [(item["TemplateId"], item["SubscribeStatusString"]) for item in event["List"]] == [
        ("NOTICE", "accept"),
        ("RESULT", "reject"),
    ]
    assert fake.grants.of("oWang") == {"NOTICE": 1}


@pytest.mark.parametrize(
    "choices",
    [{}, {"NONE": "accept"}, {"NOTICE": "accept", "DUTY": "accept"}, {"NOTICE": "perhaps"}],
)
def test_dialogues_the_phone_does_not_open(
    fake: FakeWeChat, choices: dict[str, Any], webhook: Webhook
) -> None:
    with pytest.raises(ValueError):
        fake.choose("oWang", choices)
    assert webhook.got == []


def test_the_card_on_the_phone(api: Api, fake: FakeWeChat) -> None:
    fake.accept("oWang", "NOTICE")
    send(api)
    (card,) = fake.shown("oWang")
    assert (card.by, card.kind) == ("account", "subscription")
    assert card.content["lines"] == [
        {"label": "编号", "value": "1023"},
        {"label": "地点", "value": "白羽街道"},
    ]


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"touser": "oNobody"}, 40003, "invalid openid"),
        ({"template_id": "NONE"}, 40037, "invalid template_id"),
        ({"miniprogram_state": "release"}, 47003, "miniprogram_state"),
        ({"miniprogram_state": None}, 47003, "miniprogram_state"),
        ({"lang": "zh"}, 47003, "lang"),
        ({"page": "pages/unknown"}, 41030, "invalid page"),
        ({"data": None}, 47003, "argument invalid! data"),
        (
            {"data": {"thing2": {"value": "x"}}},
            47003,
            "argument invalid! data.character_string1.value is empty",
        ),
        ({"data": {**NOTICE, "thing2": {"value": ""}}}, 47003, "data.thing2.value is empty"),
        ({"data": {**NOTICE, "thing2": "x"}}, 47003, "data.thing2.value is empty"),
        ({"data": {**NOTICE, "thing2": {"value": "长" * 21}}}, 47003, "argument invalid! data.thing2.value"),
        ({"data": {**NOTICE, "thing3": {"value": "x"}}}, 47003, "data.thing3"),
        ({"data": {**NOTICE, "thing2": {"value": "看赌博网站"}}}, 45168, "sensitive"),
    ],
)
def test_messages_that_are_refused_cost_no_credit(
    api: Api, fake: FakeWeChat, changes: dict[str, Any], code: int, words: str
) -> None:
    fake.pages = {"pages/issue"}
    fake.accept("oWang", "NOTICE")
    answer = send(api, **changes)
    assert answer["errcode"] == code
    assert words in answer["errmsg"]
    assert fake.grants.of("oWang") == {"NOTICE": 1}
    assert fake.shown("oWang") == []


def test_a_banned_template(api: Api, fake: FakeWeChat) -> None:
    fake.accept("oWang", "NOTICE")
    fake.templates["NOTICE"].banned = True
    assert send(api)["errcode"] == 43107


def test_a_second_message_to_the_same_person_while_one_is_on_its_way(api: Api, fake: FakeWeChat) -> None:
    for openid in ("oWang", "oWang", "oLi"):
        fake.accept(openid, "NOTICE")
    fake.faults.latency_ms = 60_000
    slow: list[int] = []
    other = Api(create_fake(fake).test_client(), api.token)
    thread = threading.Thread(target=lambda: slow.append(send(other)["errcode"]))
    thread.start()
    while not fake._being_sent_to:
        assert thread.is_alive()
    assert send(api)["errcode"] == 43108
    fake.faults.closing.set()  # ends the wait of the first
    thread.join()
    assert slow == [0]
    assert send(api)["errcode"] == send(api, touser="oLi")["errcode"] == 0


def test_the_templates_are_listed_as_the_console_has_them(api: Api, fake: FakeWeChat) -> None:
    fake.templates["LEVEL"] = FakeTemplate("级别", ONE_TIME, {"级别": "enum1"}, enums={"enum1": ["高", "低"]})
    listed = {
        one["priTmplId"]: one
        for one in api.get("/wxaapi/newtmpl/gettemplate", access_token=api.token)["data"]
    }
    assert listed["DUTY"]["type"] == 3
    assert listed["NOTICE"]["type"] == 2
    assert listed["NOTICE"]["content"] == "编号:{{character_string1.DATA}}\n地点:{{thing2.DATA}}\n"
    assert listed["LEVEL"]["keywordEnumValueList"] == [
        {"enumValueList": ["高", "低"], "keywordCode": "enum1"}
    ]


FITS = {
    "thing1": (["长" * 20, "路灯坏了!", "😀" * 20], ["长" * 21, "两\n行", "a\tb"]),
    "number1": (["1", "-2.50", "9" * 32, 12, 1.5], ["1,000", "9" * 33, "一", "１", ".5"]),
    "letter1": (["abcXYZ", "a" * 32], ["a1", "a" * 33, "é"]),
    "symbol1": (["!!", "★★★★★"], ["a", "！！！！！！", "好", "1"]),
    "character_string1": (["GV-2026/03 #7", "a" * 32], ["编号7", "a" * 33]),
    "time1": (
        ["15:01", "2019年10月1日 15:01", "2019-10-01 15:01:30", "09:00~10:30"],
        ["25:01", "15:60", "2019年10月1日", "2019年13月1日 15:01", "9点", "1:00~2:00~3:00"],
    ),
    "date1": (
        [
            "2019年10月1日",
            "2019-10-01",
            "2019/10/1 15:01",
            "2019.10.01",
            "2024年2月29日",
            "2019-10-01~2019-10-03",
        ],
        ["10月1日", "2023年2月29日", "2019-10/01", "15:01", "２019-10-01x"],
    ),
    "amount1": (["¥100", "100元", "99.50", "1234567890"], ["¥¥1", "12345678901", "一百", "100 元"]),
    "phone_number1": (["+86-0766-66888866", "13800000000"], ["1" * 18, "电话"]),
    "car_number1": (["豫R12345", "豫R1234挂", "粤A8Z888挂"], ["豫R·12345", "豫R12345678", "豫"]),
    "name1": (
        ["王建国", "一二三四五六七八九十", "John O'Brien"],
        ["一二三四五六七八九十一", "a" * 21, "王建国1", "王 abcdefghij"],
    ),
    "phrase1": (["已办结", "五个汉字整"], ["六个汉字太多", "ok", "已办结!"]),
    "enum1": (["高"], ["中"]),
}


@pytest.mark.parametrize("field", FITS)
def test_the_limits_of_each_value_type(api: Api, fake: FakeWeChat, field: str) -> None:
    fake.templates["NOTICE"] = FakeTemplate("样", ONE_TIME, {"样": field}, enums={"enum1": ["高", "低"]})
    good, bad = FITS[field]
    for value in good:
        fake.accept("oWang", "NOTICE")
        assert send(api, data={field: {"value": value}})["errcode"] == 0, value
    fake.accept("oWang", "NOTICE")
    for value in bad:
        answer = send(api, data={field: {"value": value}})
        assert answer["errcode"] == 47003, value
        assert answer["errmsg"].startswith(f"argument invalid! data.{field}.value")
