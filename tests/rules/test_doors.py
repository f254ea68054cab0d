"""Emergencies, court matters and the like are shown the right door; what only sounds like one is not."""

import pytest

from models.rules.doors import DoorKind, door


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("着火了快来人", "119"),
        ("三组老王家失火了！", "119"),
        ("楼道里燃气泄漏，味道很大", "119"),
        ("有人触电了", "120"),
        ("爷爷晕倒了叫不醒", "120"),
        ("刚刚路口出车祸有人受伤", "120"),
        ("孩子掉进水库了", "110"),
        ("我不想活了", "110"),
        ("有人持刀砍人", "110"),
        ("救命", "110"),
        ("如果再没人管，我就不想活了", "110"),
    ],
)
def test_whoever_is_in_danger_is_told_whom_to_call(text: str, number: str) -> None:
    found = door(text)

    assert found is not None
    assert found.kind is DoorKind.EMERGENCY
    assert found.number == number
    assert f"{number}" in found.in_words


def test_danger_now_is_heard_in_a_long_story_too() -> None:
    story = "我们小区的电动车一直乱停在楼道里，物业收了钱从来不管，找过他们很多回，每家每户都有意见，大家心里都不踏实。"

    assert door(story * 2) is None
    assert door(story * 2 + "现在楼下着火了！") is not None


@pytest.mark.parametrize(
    ("text", "kind", "whom"),
    [
        ("法院已经判了，对方不给钱", DoorKind.COURT, "人民法院"),
        ("劳动仲裁已经裁决，老板不执行", DoorKind.COURT, "12348"),
        ("我们已经向县法院起诉了", DoorKind.COURT, "法律援助"),
        ("行政复议决定下来了我不服", DoorKind.COURT, "12348"),
        ("信访局已经受理了，一直没下文", DoorKind.PETITION, "信访局"),
        ("我要举报村主任贪污低保钱", DoorKind.DISCIPLINE, "12388"),
        ("这份是机密文件，发给你看", DoorKind.SECRET, "不要在微信里写"),
    ],
)
def test_what_belongs_elsewhere_is_shown_the_right_door(text: str, kind: DoorKind, whom: str) -> None:
    found = door(text)

    assert found is not None
    assert found.kind is kind
    assert whom in found.in_words


@pytest.mark.parametrize(
    "text",
    [
        *("法院门口的路灯坏了", "我想起诉怎么办", "再不解决我们就只能到法院起诉了", "信访局门口没地方停车"),
        *(
            "消防通道被占",
            "仓库火灾隐患很大",
            "如果晚上起火，人都跑不出来",
            "昨天旁边小区着火了",
            "去年着过火，消防栓还没修",
            "110千伏线路从房顶过",
            "119路口的灯坏了",
        ),
        *(
            "小区门口经常打架",
            "水塘边没护栏，怕孩子掉进水里",
            "防溺水的牌子倒了",
            "路口经常出车祸",
            "老板侵吞押金",
        ),
        *("医保是老百姓的救命钱", "堵了救命通道", "煤气罐涨价了", "路灯坏了", ""),
    ],
)
def test_what_only_sounds_like_it_stays_a_matter(text: str) -> None:
    assert door(text) is None
