"""What the dashboard counts from: right after whatever happened, counted anew only where something changed."""

from datetime import date

import pytest
from sqlalchemy import func, select

from models.db import Database
from models.queries import dashboard
from models.queries.dashboard import Span
from models.statistics import Measure, Statistic, StatisticMonth, Timeliness
from scheduler.statistics import count_due
from tests.builders import RULES
from tests.town import Town

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
SPRING = Span(MARCH, APRIL)


@pytest.fixture
def town(db: Database) -> Town:
    return Town(db)


def counted(town: Town) -> int:
    """Count all that is due; how many months that was."""
    months = 0
    while count_due(town.db, RULES, town.now):
        months += 1
    return months


def writes_in(town: Town, resident: str, village: str, words: str) -> None:
    town.enters(resident, village)
    town.writes(resident, words)
    town.settles()


def test_a_matter_is_counted_in_the_month_it_came_in(town: Town) -> None:
    writes_in(town, "o-granny", "LH01", "村口路灯坏了")
    assert counted(town) == 1
    with town.db.reading() as session:
        assert dashboard.by_month(session, SPRING) == {MARCH: {"": 1}}
        assert dashboard.by_township(session, SPRING, Measure.ISSUES) == {"丹水镇": {"": 1}}
        assert [(spot.name, spot.count) for spot in dashboard.spots(session, SPRING)] == [("莲花村", 1)]


def test_nothing_new_is_not_counted_again(town: Town) -> None:
    writes_in(town, "o-granny", "LH01", "村口路灯坏了")
    counted(town)
    assert counted(town) == 0


def test_what_happens_later_changes_the_month_it_came_in(town: Town) -> None:
    writes_in(town, "o-granny", "LH01", "村口路灯坏了")
    counted(town)
    town.writes("o-zhang", "收到 1001")
    town.until("2026-04-02 10:00")
    town.writes("o-zhang", "答复 1001 已换新灯")
    town.writes("o-granny", "解决 1001 是")
    town.writes("o-granny", "评价 1001 满意")
    assert counted(town) == 1
    with town.db.reading() as session:
        assert dashboard.counts(session, SPRING, Measure.RESULT) == {"solved": 1}
        assert dashboard.counts(session, SPRING, Measure.SATISFACTION) == {"satisfied": 1}
        assert dashboard.median(session, SPRING, Measure.RECEIPT_DAYS) == 0
        assert dashboard.median(session, SPRING, Measure.CLOSING_DAYS) == 23
        assert dashboard.open_by_month(session, SPRING, ("closed",)) == {}


def test_late_is_counted_as_late(town: Town) -> None:
    writes_in(town, "o-granny", "LH01", "村口路灯坏了")
    town.until("2026-03-20 10:00")
    counted(town)
    with town.db.reading() as session:
        timely = dashboard.parts(session, SPRING, Measure.TIMELY)["receipt"]
    assert timely[Timeliness.LATE] >= 1


def test_a_month_that_changed_while_it_was_counted_stays_due(town: Town) -> None:
    writes_in(town, "o-granny", "LH01", "村口路灯坏了")
    counted(town)
    town.passes(minutes=1)
    writes_in(town, "o-uncle", "LH01", "水井没有水")
    with town.db.transaction() as session:  # as the other scheduler would, whose reading came before
        session.get_one(StatisticMonth, MARCH).changed_at = town.now
    assert counted(town) >= 1
    with town.db.reading() as session:
        total = session.scalar(select(func.sum(Statistic.count)).where(Statistic.measure == Measure.ISSUES))
        assert total == 2
        assert session.get_one(StatisticMonth, MARCH).changed_at is None


def test_a_township_sees_only_its_own(town: Town) -> None:
    writes_in(town, "o-granny", "LH01", "村口路灯坏了")
    writes_in(town, "o-uncle", "GH01", "井盖丢了")
    counted(town)
    with town.db.reading() as session:
        mine = Span(MARCH, APRIL, ("城关街道",))
        assert [spot.name for spot in dashboard.spots(session, mine)] == ["灌河社区"]
        assert sum(dashboard.counts(session, mine, Measure.ISSUES).values()) == 1
