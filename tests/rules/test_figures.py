"""Honest figures: medians off counts, and no rank for a handful."""

from collections import Counter
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from models.rules.figures import SMALL, Share, median_days, ranked


def test_nothing_has_no_median_and_no_share() -> None:
    assert median_days({}) is None
    assert Share(0, 0).percent is None


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_the_median_is_that_of_the_days_themselves(days: list[int]) -> None:
    assert median_days(Counter(days)) == median(days)


def test_one_long_case_does_not_move_the_median() -> None:
    assert median_days({3: 10, 4: 1, 900: 1}) == 3


def test_a_small_sample_is_listed_but_not_ranked() -> None:
    shares = {
        "交通局": Share(9, SMALL - 1),
        "水利局": Share(8, 10),
        "住建局": Share(9, 10),
        "教体局": Share(0, 0),
    }
    assert ranked(shares) == (("住建局", "水利局"), ("交通局", "教体局"))


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_everybody_stands_somewhere_exactly_once(counts: dict[str, tuple[int, int]]) -> None:
    shares = {name: Share(min(pair), max(pair)) for name, pair in counts.items()}
    first, small = ranked(shares)
    assert sorted((*first, *small)) == sorted(shares)
    percents = [shares[name].percent or 0 for name in first]
    assert percents == sorted(percents, reverse=True)
