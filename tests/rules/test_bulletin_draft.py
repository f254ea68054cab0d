"""The bulletin's draft says what was counted, and nothing else."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.rules.bulletin_draft import draft
from models.rules.bulletin_facts import (
    BulletinFacts,
    Case,
    Count,
    KeyMatter,
    LateOrgan,
    OrganTimes,
    Ratings,
)
from models.rules.official_wording import ordinal

QUIET = BulletinFacts(place="西峡县", first_on=date(2026, 10, 1), last_on=date(2026, 10, 31), inflow=0)
BUSY = replace(
    QUIET,
    inflow=128,
    by_field=(Count("社会稳定", 12), Count("民生保障", 86), Count("经济发展", 30)),
    assigned=42,
    answered=38,
    closed_out=0,
    median_days=17.5,
    organs=(OrganTimes("县水利局", 12, 12), OrganTimes("县交通局", 14, 11), OrganTimes("县民政局", 3, 3)),
    results=(Count("已解决", 25), Count("列入计划", 5), Count("部分解决", 0)),
    residents=Ratings(30, 5, 3, 4),
    deputies=Ratings(6, 1, 0, 0),
    late=(LateOrgan("县民政局", 1, 4), LateOrgan("县交通局", 3, 21)),
    key_matters=(KeyMatter("1023", "修坝", "县水利局", "正在加固"),),
    cases=(Case("修坝", "十五天完成。"),),
    problems=("沟通不够。",),
)


def said(facts: BulletinFacts) -> dict[str, str]:
    return {section.title: section.text for section in draft(facts)}


def test_a_quiet_period_has_one_sentence() -> None:
    assert said(QUIET) == {"群众反映情况": "2026年10月1日至2026年10月31日，西峡县没有收到新的群众反映。"}


def test_a_busy_period() -> None:
    words = said(BUSY)
    assert list(words) == [
        "群众反映情况",
        "办理情况",
        "评价情况",
        "逾期情况",
        "重点督办事项",
        "典型事例",
        "存在问题",
    ]
    assert (
        "按领域分：民生保障86件，占67.2%；经济发展30件，占23.4%；社会稳定12件，占9.4%。"
        in words["群众反映情况"]
    )
    assert "本期交承办单位办理42件，作出答复38件，销号0件。" in words["办理情况"]
    assert "应在本期办结的29件中，按期办结26件，按期办结率89.7%。" in words["办理情况"]
    assert "中位数为17.5天" in words["办理情况"]
    assert "答复的办理结果：已解决25件，列入计划5件。" in words["办理情况"]
    assert "满意和基本满意合计占92.1%；另有4件未评价。" in words["评价情况"]
    assert words["逾期情况"].endswith("逾期未办结4件：县交通局3件，最长逾期21天；县民政局1件，最长逾期4天。")
    assert words["重点督办事项"] == "第1023号“修坝”，由县水利局办理：正在加固。"


def test_small_samples_are_neither_a_percentage_nor_ranked() -> None:
    words = said(BUSY)
    assert "代表评价7件：满意6件，基本满意1件，不满意0件。" in words["评价情况"]
    assert "全部按期办结的单位（应办结10件以上）：县水利局。" in words["办理情况"]
    few = said(
        replace(QUIET, inflow=3, by_field=(Count("民生保障", 3),), organs=(OrganTimes("县民政局", 3, 3),))
    )
    assert "%" not in "".join(few.values())
    assert "全部按期" not in few["办理情况"]


def test_townships_tied_for_the_last_place_are_all_named() -> None:
    towns = (*(Count(f"镇{n}", 9 if n > 3 else 20) for n in range(8)), Count("末镇", 1))
    words = said(replace(QUIET, inflow=117, by_township=towns))["群众反映情况"]
    assert all(f"镇{n}（" in words for n in range(8))
    assert "末镇" not in words


counts = st.integers(0, 500)


@given(st.builds(Ratings, counts, counts, counts, counts), st.lists(st.tuples(counts, counts), max_size=8))
def test_no_numbers_make_nonsense(ratings: Ratings, organs: list[tuple[int, int]]) -> None:
    times = tuple(OrganTimes(f"单位{n}", due, min(due, done)) for n, (due, done) in enumerate(organs))
    facts = replace(QUIET, residents=ratings, deputies=ratings, organs=times, assigned=len(organs))
    for section in draft(facts):
        assert section.text.strip()
        assert all(line.endswith("。") for line in section.text.split("\n"))
        assert "None" not in section.text


def test_headings_are_numbered_as_papers_do() -> None:
    assert [ordinal(number) for number in (1, 10, 11, 20, 21, 99)] == [
        "一",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
    ]
