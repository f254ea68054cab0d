"""From the words of a villager to the grid that is meant."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.place_names import grid_label, short_name
from models.rules.places import Gazetteer, Guess, Place, nearest

MUZHAI = Place("D1", "木寨村民委员会", "丁河镇", ("老木寨子",))
DINGHE = Place("D2", "丁河村民委员会", "丁河镇")
JIANCUN = Place("D3", "简村村民委员会", "丁河镇")
QIUSHUGOU = Place("D4", "楸树沟村民委员会", "丁河镇")
XIGOU_1 = Place("H1", "西沟村第一网格", "回车镇")
XIGOU_2 = Place("H2", "西沟村第二网格", "回车镇")
HUAYUAN = Place("H3", "花园村民委员会", "回车镇")
HETOU = Place("S1", "河头村民委员会", "丹水镇")
HENAN = Place("L1", "河南村民委员会", "双龙镇")
LIANHUA = Place("A1", "莲花社区居民委员会", "莲花街道")
XINXING = Place("A2", "新兴社区居民委员会", "莲花街道")
FUNIU = Place("Z1", "伏牛路社区居民委员会", "紫金街道")
TAIPING = Place("T1", "太平镇村民委员会", "太平镇")
DONGPING = Place("T2", "东坪村民委员会", "太平镇")
BAIGUO = Place("J1", "白果村民委员会", "军马河镇")
BAIGUOSHU = Place("L2", "白果树村民委员会", "双龙镇")
HANGSHANG = Place("M1", "行上村民委员会", "米坪镇")
WANG_M = Place("M2", "王家寨村民委员会", "米坪镇")
WANG_S = Place("S2", "王家寨村民委员会", "丹水镇")
COUNTY = (
    *(MUZHAI, DINGHE, JIANCUN, QIUSHUGOU, XIGOU_1, XIGOU_2, HUAYUAN, HETOU, HENAN, LIANHUA),
    *(XINXING, FUNIU, TAIPING, DONGPING, BAIGUO, BAIGUOSHU, HANGSHANG, WANG_M, WANG_S),
)
GAZETTEER = Gazetteer(COUNTY)


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("木寨村民委员会", "木寨"),
        ("东湖社区居民委员会", "东湖"),
        ("碧沙岗社区居委会", "碧沙岗"),
        ("西坪居民委员会", "西坪"),
        ("长兴村村民委员会", "长兴"),
        ("简村村民委员会", "简村"),
        ("方庄新村村民委员会", "方庄新村"),
        ("木寨村第一网格", "木寨"),
        ("木寨村（2）网格", "木寨"),
        ("木寨村", "木寨"),
    ],
)
def test_official_names_have_the_short_form_people_use(official: str, short: str) -> None:
    assert short_name(official) == short


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("木寨村第一网格", 1),
        ("木寨村第十二网格", 12),
        ("木寨村2网格", 2),
        ("木寨村第二十网格", 20),
        ("木寨村", None),
    ],
)
def test_the_grids_of_a_large_village_are_numbered(name: str, label: int | None) -> None:
    assert grid_label(name) == label


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("丁河镇木寨村三组路灯坏了", [MUZHAI]),
        ("丁河木寨的路灯坏了", [MUZHAI]),
        ("木寨的路坏了", [MUZHAI]),
        ("我们木寨没水", [MUZHAI]),
        ("老木寨子那口井干了", [MUZHAI]),
        ("楸树沟桥塌了", [QIUSHUGOU]),
        ("花园三组没水", [HUAYUAN]),
        ("回车镇花园没水", [HUAYUAN]),
        ("河南村的路", [HENAN]),
        ("白果树村的路", [BAIGUOSHU]),
        ("白果村的路", [BAIGUO]),
        ("简村没信号", [JIANCUN]),
        ("太平镇村停电", [TAIPING]),
        ("太平镇东坪村停电", [DONGPING]),
        ("莲花街道莲花社区下水道堵了", [LIANHUA]),
        ("莲花社區下水道堵了", [LIANHUA]),
        ("西沟村垃圾没人清", [XIGOU_1, XIGOU_2]),
        ("西沟村第二网格垃圾没人清", [XIGOU_2]),
        ("木寨村和东坪村都没水，木寨村更久", [MUZHAI, DONGPING]),
        ("王家寨村没水", [WANG_M, WANG_S]),
        ("丹水镇王家寨村没水", [WANG_S]),
    ],
)
def test_a_story_names_its_places(text: str, places: list[Place]) -> None:
    assert list(GAZETTEER.mentioned(text)) == places


@pytest.mark.parametrize(
    "text",
    [
        *(
            "花园的灯坏了",
            "小区花园里有蛇",
            "河南省的政策",
            "白果树倒了",
            "新兴产业补贴",
            "伏牛路路灯不亮",
            "朵朵莲花",
        ),
        *("丁河的路", "回车的路", "丁河镇的路", "太平镇停电", "莲花街道太吵", "路灯坏了", ""),
    ],
)
def test_words_that_are_also_names_do_not_send_a_story_astray(text: str) -> None:
    assert GAZETTEER.mentioned(text) == ()


def test_a_story_may_name_only_its_township() -> None:
    assert GAZETTEER.township_mentioned("丁河镇的路灯坏了") == "丁河镇"
    assert GAZETTEER.township_mentioned("从丁河镇到太平镇的路坏了") is None
    assert GAZETTEER.township_mentioned("路灯坏了") is None


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        *[("木寨村", MUZHAI), ("木寨", MUZHAI), ("木 寨。", MUZHAI), ("老木寨子", MUZHAI), ("花园", HUAYUAN)],
        *[
            ("我是丁河镇木寨村三组的", MUZHAI),
            ("西峡县丁河镇木寨", MUZHAI),
            ("丁河村", DINGHE),
            ("太平镇村", TAIPING),
        ],
        *[("连花村", LIANHUA), ("lianhua cun", LIANHUA), ("ＬＩＡＮＨＵＡ社区", LIANHUA), ("muzhai", MUZHAI)],
        *[("邱树沟", QIUSHUGOU), ("hangshang", HANGSHANG), ("xingshang", HANGSHANG), ("东平", DONGPING)],
        *[
            ("西沟村第一网格", XIGOU_1),
            ("丹水王家寨", WANG_S),
            ("我们木寨，花园旁边", MUZHAI),
            ("楸树沟沟", QIUSHUGOU),
        ],
    ],
)
def test_an_answer_that_can_mean_only_one_place_is_sure(answer: str, place: Place) -> None:
    guess = GAZETTEER.guess(answer)

    assert guess.sure == place
    assert place in guess.candidates


@pytest.mark.parametrize(
    ("answer", "places"),
    [
        ("西沟", {XIGOU_1, XIGOU_2}),
        ("西沟村", {XIGOU_1, XIGOU_2}),
        ("王家寨", {WANG_M, WANG_S}),
        ("木赛村", {MUZHAI}),
        ("我是丁河镇木赛村三组的", {MUZHAI}),
        ("秋树", set()),
        ("楸树木沟", {QIUSHUGOU}),
        ("楸木沟", {QIUSHUGOU}),
        ("qiushugo", {QIUSHUGOU}),
        ("qsg", {QIUSHUGOU}),
        ("在花园那边", {HUAYUAN}),
        ("下河头村", {HETOU}),
        ("太平镇木寨村", {MUZHAI}),
    ],
)
def test_an_answer_in_doubt_is_asked_again_with_a_short_list(answer: str, places: set[Place]) -> None:
    guess = GAZETTEER.guess(answer)

    assert guess.sure is None
    assert set(guess.candidates) == places


@pytest.mark.parametrize(
    "answer", ["丁河镇", "丁河乡", "丁合镇", "我是丁河镇的", "丁河镇某某村", "dinghezhen", "丁河"]
)
def test_only_a_township_offers_all_its_places(answer: str) -> None:
    guess = GAZETTEER.guess(answer)

    assert guess.sure is None
    assert guess.township == "丁河镇"
    assert set(guess.candidates) == {MUZHAI, DINGHE, JIANCUN, QIUSHUGOU}


def test_a_name_shared_with_its_township_offers_that_village_first() -> None:
    assert GAZETTEER.guess("丁河").candidates[0] == DINGHE


def test_a_known_township_decides_between_namesakes() -> None:
    assert GAZETTEER.guess("王家寨", within="丹水镇").sure == WANG_S
    assert GAZETTEER.guess("木寨", within="丹水镇").sure == MUZHAI


@pytest.mark.parametrize(
    "answer", ["", "我不知道", "哈哈", "ok", "火星", "张三", "1023", "👍", "。。。", "路灯坏了"]
)
def test_nonsense_has_no_candidates(answer: str) -> None:
    assert GAZETTEER.guess(answer) == Guess()


def test_a_story_in_place_of_an_answer_is_not_read_by_ear() -> None:
    story = "木材涨价的事我说过好几回了，乡亲们都等着有人出来管一管，不能总是这样拖下去吧"

    assert GAZETTEER.guess(story) == Guess()
    assert GAZETTEER.guess("丁河镇" + story).township == "丁河镇"
    assert GAZETTEER.guess("木寨村" + story).sure == MUZHAI


_SCRAPS = [
    "木寨",
    "西沟",
    "花园",
    "丁河镇",
    "村",
    "第一网格",
    "我是",
    "三组",
    "cun",
    "mu",
    "，",
    " ",
    "\ud83d",
    "行",
]


@given(st.text() | st.lists(st.sampled_from(_SCRAPS), max_size=10).map("".join))
def test_whatever_is_answered_a_guess_is_made(answer: str) -> None:
    guess = GAZETTEER.guess(answer)

    assert guess.sure is None or guess.sure in guess.candidates
    assert len(guess.candidates) <= 6 or guess.township is not None
    assert set(GAZETTEER.mentioned(answer)) <= set(COUNTY)


@given(st.sampled_from(COUNTY))
def test_every_place_is_found_by_its_own_name(place: Place) -> None:
    assert place in GAZETTEER.guess(place.name).candidates
    assert place in GAZETTEER.guess(place.township + place.name).candidates
    assert place in GAZETTEER.mentioned(f"{place.township}{place.name}的路灯坏了")


def test_a_county_without_places_knows_none() -> None:
    assert Gazetteer(()).guess("木寨") == Guess()
    assert Gazetteer(()).mentioned("木寨村") == ()


def test_a_location_finds_the_nearest_grid_within_thirty_kilometres() -> None:
    grids = [("A", 33.30, 111.48), ("B", 33.40, 111.48), ("C", None, None)]

    code, metres = nearest(33.31, 111.48, grids) or ("", 0.0)

    assert code == "A"
    assert metres == pytest.approx(1_112, abs=2)  # one hundredth of a degree of latitude
    assert nearest(33.75, 111.48, grids) is None
    assert nearest(math.nan, 111.48, grids) is None
    assert nearest(6.1e16, 6.2e16, grids) is None
    assert nearest(33.3, 111.48, []) is None


@given(st.floats(), st.floats())
def test_no_location_is_too_strange(latitude: float, longitude: float) -> None:
    found = nearest(latitude, longitude, [("A", 33.3, 111.48)])

    assert found is None or (found[0] == "A" and 0 <= found[1] <= 30_000)
