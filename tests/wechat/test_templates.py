"""Cards: whatever the facts, WeChat takes every value; and `check` says in plain words what does not fit."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import Template
from app.wechat.templates import doctor, fill

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HAN = "\u3400-\u4dbf\u4e00-\u9fff"
DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
RULES: dict[str, Callable[[str], bool]] = {
    # 发送订阅消息, 参数值限制, as a checker of its own
    "thing": lambda v: utf16(v) <= 20,
    "number": lambda v: re.fullmatch(r"-?\d+(\.\d+)?", v, re.ASCII) is not None and len(v) <= 32,
    "letter": lambda v: re.fullmatch("[A-Za-z]{1,32}", v) is not None,
    "symbol": lambda v: utf16(v) <= 5 and not any(c.isalnum() or c.isspace() for c in v),
    "character_string": lambda v: re.fullmatch(r"[\x20-\x7e]{1,32}", v) is not None,
    "time": lambda v: all(re.fullmatch(rf"({DAY} )?([01]\d|2[0-3]):[0-5]\d", e, re.ASCII) for e in ends(v)),
    "date": lambda v: all(re.fullmatch(rf"{DAY}( ([01]\d|2[0-3]):[0-5]\d)?", e, re.ASCII) for e in ends(v)),
    "amount": lambda v: (
        re.fullmatch(r"\d+(\.\d+)?元", v, re.ASCII) is not None and sum(c.isdigit() for c in v) <= 10
    ),
    "phone_number": lambda v: re.fullmatch(r"[0-9+() -]{1,17}", v) is not None,
    "car_number": lambda v: (
        re.fullmatch(f"[{HAN}A-Za-z0-9][A-Za-z0-9]{{0,6}}[{HAN}A-Za-z0-9]", v) is not None
    ),
    "name": lambda v: not re.search(r"\d", v) and utf16(v) <= (20 if v.isascii() else 10),
    "phrase": lambda v: re.fullmatch(f"[{HAN}]{{1,5}}", v) is not None,
    "unheard_of": lambda v: utf16(v) <= 20,
}
FIELDS = {f"{kind}{n}": kind for n, kind in enumerate(RULES, 1)}
MOMENTS = st.datetimes(timezones=st.sampled_from([None, UTC, timezone(timedelta(hours=-12))])).map(
    datetime.isoformat
)
FACTS = (
    st.text(max_size=60)
    | st.text("0123456789.-,元¥~:年月日 村张李AbC\n\t\u200b😀", max_size=60)
    | MOMENTS
    | st.builds("{}~{}".format, MOMENTS, MOMENTS)
    | st.dates().map(str)
    | st.times().map(str)
    | st.decimals(allow_nan=True).map(str)
    | st.integers().map(str)
)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def ends(text: str) -> list[str]:
    found = text.split("~")
    return found if len(found) <= 2 else [""]


def value(kind: str, fact: str) -> str:
    template = Template(id="T", fields={f"{kind}1": "fact"})
    return fill(template, {"fact": fact}, NOON)[f"{kind}1"]["value"]


@given(fact=FACTS)
def test_whatever_the_fact_wechat_takes_it(fact: str) -> None:
    filled = fill(Template(id="T", fields=dict.fromkeys(FIELDS, "fact")), {"fact": fact}, NOON)
    assert set(filled) == set(FIELDS)
    for field, kind in FIELDS.items():
        given_value = filled[field]["value"]
        assert given_value == given_value.strip()
        assert given_value
        assert not re.search(r"[\x00-\x1f\x7f-\x9f]", given_value)
        assert RULES[kind](given_value), (field, given_value)
        given_value.encode()


@pytest.mark.parametrize("facts", [{}, {"fact": ""}, {"fact": " \n\u200b"}])
def test_a_fact_that_is_missing_leaves_no_hole(facts: dict[str, str]) -> None:
    filled = fill(Template(id="T", fields=dict.fromkeys(FIELDS, "fact")), facts, NOON)
    assert {FIELDS[field]: one["value"] for field, one in filled.items()} == {
        "thing": "无",
        "number": "0",
        "letter": "NA",
        "symbol": "-",
        "character_string": "-",
        "time": "2026年11月23日 12:00",
        "date": "2026年11月23日",
        "amount": "0元",
        "phone_number": "-",
        "car_number": "暂无",
        "name": "无",
        "phrase": "无",
        "unheard_of": "无",
    }


@pytest.mark.parametrize(
    ("kind", "fact", "shown"),
    [
        ("thing", "西坪镇下营村三组路灯坏了已有十多天无人修理", "西坪镇下营村三组路灯坏了已有十多天无人…"),
        ("thing", "正好二十个字的一句话写在这里不多也不少", "正好二十个字的一句话写在这里不多也不少"),
        ("thing", "第一行\r\n第二行\t完", "第一行 第二行 完"),
        ("thing", "好" * 18 + "😀好", "好" * 18 + "…"),
        ("name", "张三", "张三"),
        ("name", "阿卜杜拉·买买提江·艾合买提", "阿卜杜拉·买买提江…"),
        ("name", "李四2", "李四"),
        ("name", "Alexander Hamilton Jr", "Alexander Hamilton J"),
        ("phrase", "待确认（超期）", "待确认超期"),
        ("phrase", "已经超过期限了", "已经超过期"),
        ("character_string", "№ 1023号", "No 1023"),
        ("character_string", "２０２６", "2026"),
        ("number", "1,023 件", "1023"),
        ("amount", "¥1,234.567", "1234.56元"),
        ("amount", "12345678901", "0元"),
        ("phone_number", "138-0000-0000（张三）", "138-0000-0000()"),
        ("car_number", "豫R·12345", "豫R12345"),
        ("time", "2026-11-23T01:30:00Z", "2026年11月23日 09:30"),
        ("time", "2026-11-23", "2026年11月23日 00:00"),
        ("time", "09:30", "09:30"),
        ("time", "2026-11-23T09:00~2026-11-23T11:00", "2026年11月23日 09:00~2026年11月23日 11:00"),
        ("time", "2026年1月5日 9:05", "2026年1月5日 09:05"),
        ("date", "2026-12-31T16:00:00+00:00", "2027年1月1日 00:00"),
        ("date", "2026-02-30", "2026年11月23日"),
        ("date", "2026/3/1", "2026年3月1日"),
        ("enum", "待处理", "待处理"),
    ],
)
def test_facts_as_people_see_them(kind: str, fact: str, shown: str) -> None:
    assert value(kind, fact) == shown


LISTED: list[dict[str, Any]] = [
    {
        "priTmplId": "T1",
        "title": "受理通知",
        "content": "编号:{{character_string1.DATA}}\n地点:{{thing2.DATA}}\n",
        "type": 3,
    },
    {"priTmplId": "T2", "title": "提醒", "content": "{{thing1.DATA}}{{odd7.DATA}}", "type": "2"},
]


def told(**template: Any) -> list[str]:
    return doctor({"receipt": Template.model_validate(template)}, LISTED)


def test_a_template_that_fits_needs_no_doctor() -> None:
    assert told(id="T1", kind="long_term", fields={"character_string1": "number", "thing2": "place"}) == []
    assert doctor({}, LISTED) == []


def test_what_does_not_fit_is_said_in_plain_words() -> None:
    place = "[wechat.templates.receipt]"
    assert told(id="T9", fields={}) == [
        f"{place} id T9 is not among the account's templates; choose it in WeChat's console"
    ]
    assert told(id="T1", kind="one_time", fields={"character_string1": "number", "thing3": "place"}) == [
        f'{place} field thing3 is not in the template "受理通知"; remove it',
        f'{place} field thing2 of the template "受理通知" has no fact; add it',
        f'{place} kind is one_time, but WeChat says "受理通知" is long_term',
    ]
    assert told(id="T2", fields={"thing1": "a", "odd7": "b"}) == [
        f"{place} field odd7 is of a type this version does not know; its value may be refused"
    ]


@pytest.mark.parametrize("odd", [{}, {"priTmplId": None}, {"priTmplId": "T1", "content": 3, "type": []}])
def test_an_odd_answer_of_wechat_does_not_stop_the_doctor(odd: dict[str, Any]) -> None:
    found = doctor({"receipt": Template(id="T1", fields={"thing1": "a"})}, [odd])
    assert found
    assert all(line.startswith("[wechat.templates.receipt] ") for line in found)
