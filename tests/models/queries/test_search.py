"""Staff look for a matter: what was said is found whatever is typed, what is held back is not, and no typing breaks it."""

from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from models.db import Database
from models.issue import Check, Issue, IssueMessage
from models.queries.search import Page, Query, search
from models.rules.issue_state import IssueState
from models.schema import alembic_config, migrate
from models.search_writer import index_issue
from models.words import IssueWords
from scheduler.indexing import index_due
from tests.builders import LONG_AGO, a_deputy, a_grid, a_resident, an_issue
from tests.town import RISKY, Town


def indexed(session: Session, text: str, **columns: Any) -> Issue:
    issue = an_issue(session, text=text, **columns)
    index_issue(session, issue)
    return issue


def ids(session: Session, **parts: Any) -> tuple[int, ...]:
    return search(session, Query(**parts), true()).issue_ids


@pytest.mark.parametrize(
    "typed",
    [
        "路灯",
        "不亮 路灯",
        "路灯不亮",
        "坏",
        "三组的路灯",
        "ＬＥＤ",
        "led 路灯",
        "莲花村 路灯",
        "丹水镇",
        "亮",
    ],
)
def test_what_was_said_is_found_however_it_is_typed(db: Database, typed: str) -> None:
    with db.transaction() as session:
        grid = a_grid(session, "莲花村", "丹水镇")
        issue = indexed(session, "三组LED路灯坏了半个月，一直不亮", grid=grid)
        indexed(session, "水渠堵了没人管")
        assert ids(session, words=typed) == (issue.id,)


def test_words_that_are_not_all_there_find_nothing(db: Database) -> None:
    with db.transaction() as session:
        indexed(session, "三组路灯坏了半个月")
        assert ids(session, words="路灯 水渠") == ()
        assert ids(session, words="，。！") == ()


def test_a_number_finds_its_matter_and_otherwise_words_with_it(db: Database) -> None:
    with db.transaction() as session:
        first = indexed(session, "路灯坏了")
        bus = indexed(session, f"{first.id + 500}路公交车太少")
        assert ids(session, words=f"№ {first.id}") == (first.id,)
        assert ids(session, number=first.id) == (first.id,)
        assert ids(session, number=9 * 10**30) == ()
        assert ids(session, words=f"{first.id + 500}") == (bus.id,)


def test_only_what_the_caller_may_see_is_found(db: Database) -> None:
    with db.transaction() as session:
        mine = indexed(session, "路灯坏了", grid=a_grid(session))
        indexed(session, "路灯坏了", grid=a_grid(session))
        found = search(session, Query(words="路灯"), Issue.grid_id == mine.grid_id)
        assert found == Page((mine.id,), 1, more=False, next_cursor=None)
        assert search(session, Query(words=str(mine.id)), Issue.grid_id == -1).issue_ids == ()


def test_the_newest_come_first_and_page_after_page(db: Database) -> None:
    with db.transaction() as session:
        told = [indexed(session, f"路灯坏了{n}天").id for n in range(5)]
        first = search(session, Query(words="路灯"), true(), limit=2)
        assert (first.issue_ids, first.total) == (tuple(told[:2:-1]), 5)
        second = search(session, Query(words="路灯", cursor=first.next_cursor), true(), limit=2)
        last = search(session, Query(words="路灯", cursor=second.next_cursor), true(), limit=2)
        assert (*second.issue_ids, *last.issue_ids) == (told[2], told[1], told[0])
        assert last.next_cursor is None


def test_filters_narrow_what_the_words_found(db: Database) -> None:
    with db.transaction() as session:
        grid = a_grid(session, township="丹水镇")
        deputy = a_deputy(session, grid, name="张广民")
        issue = indexed(
            session,
            "路灯坏了",
            grid=grid,
            deputy=deputy,
            category="010204",
            field="livelihood",
            created_at=LONG_AGO,
        )
        other = indexed(session, "路灯坏了", state=IssueState.CLOSED, created_at=LONG_AGO + timedelta(days=9))
        narrowed = (
            {"township": "丹水镇"},
            {"grids": frozenset({grid.id})},
            {"person": "张广民"},
            {"category": "0102"},
            {"field": "livelihood"},
            {"states": frozenset({IssueState.SUBMITTED})},
            {"until": LONG_AGO + timedelta(days=1)},
        )
        for parts in narrowed:
            assert ids(session, words="路灯", **parts) == (issue.id,), parts
            assert ids(session, **parts) == (issue.id,), parts
        assert ids(session, since=LONG_AGO + timedelta(days=1)) == (other.id,)
        assert ids(session, late=True) == ids(session, organ="住建局") == ()


def test_an_anonymous_resident_is_not_found_by_name(db: Database) -> None:
    with db.transaction() as session:
        resident = a_resident(session, name="王小二")
        known = indexed(session, "路灯坏了", resident_id=resident.id)
        indexed(session, "路灯坏了", resident_id=resident.id, anonymous=True)
        assert ids(session, person="王小二") == (known.id,)


def test_indexing_twice_changes_nothing(db: Database) -> None:
    with db.transaction() as session:
        issue = indexed(session, "路灯坏了")
        before = session.execute(select(IssueWords.words, IssueWords.said)).all()
        index_issue(session, issue)
        assert session.execute(select(IssueWords.words, IssueWords.said)).all() == before
        assert session.scalar(select(func.count()).select_from(IssueWords)) == 1
        assert search(session, Query(words="路灯"), true()).total == 1


def test_what_is_no_longer_said_is_no_longer_found(db: Database) -> None:
    with db.transaction() as session:
        issue = indexed(session, "路灯坏了")
        for message in issue.messages:
            message.text = "水渠堵了"
        index_issue(session, issue)
        assert ids(session, words="路灯") == ()
        assert ids(session, words="水渠") == (issue.id,)


def test_held_words_are_found_only_once_released(town: Town) -> None:
    town.writes("o-liu", f"莲花村的{RISKY}天天有人推销")
    town.writes("o-liu", "就在小卖部门口")
    number = town.issues()[0].id
    index_all(town.db)
    with town.db.reading() as session:
        assert ids(session, words="推销") == ()
        assert ids(session, words="小卖部") == (number,)
    with town.db.transaction() as session:
        from_staff = session.scalars(select(IssueMessage).where(IssueMessage.check == Check.RISKY)).all()
        assert from_staff
    town.released(number)
    index_all(town.db)
    with town.db.reading() as session:
        assert ids(session, words="推销") == (number,)


def index_all(db: Database) -> None:
    while index_due(db):
        pass


@pytest.fixture
def town(db: Database) -> Town:
    return Town(db)


@given(
    st.text(max_size=300)
    | st.sampled_from(
        [
            '"',
            "' OR 1=1",
            "NEAR(a b)",
            "路灯*",
            "%",
            "\0",
            "^灯",
            "路灯" * 5000,
            "a AND",
            "{words}:x",
            "🀄" * 50,
            "\ud800",
        ]
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_just_words(db: Database, typed: str) -> None:
    with db.reading() as session:
        for query in (
            Query(words=typed),
            Query(words="路灯", person=typed, organ=typed, township=typed, category=typed),
        ):
            assert search(session, query, true()).total == 0


def test_a_database_from_before_the_index_becomes_searchable(db: Database) -> None:
    with db.transaction() as session:
        issue = indexed(session, "路灯坏了")
    command.downgrade(alembic_config(db), "0003")
    migrate(db)
    with db.reading() as session:
        assert ids(session, words="路灯") == ()
    index_all(db)
    with db.reading() as session:
        assert ids(session, words="路灯") == (issue.id,)


@pytest.mark.parametrize("most", [0, 1_000])
def test_few_open_matters_are_looked_through_with_the_same_result(
    db: Database, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("models.queries.search.MOST_LOOKED_THROUGH", most)
    monkeypatch.setattr("models.queries.search.FEW_WITH_WORDS", 0)
    with db.transaction() as session:
        told = [indexed(session, f"三组LED路灯坏了{n}天，还是不亮").id for n in range(4)]
        indexed(session, "路灯修好了", state=IssueState.CLOSED)
        indexed(session, "水渠堵了")
        open_ones = frozenset({IssueState.SUBMITTED})
        for typed in ("路灯 不亮", "led 灯 坏", "路灯"):
            assert ids(session, words=typed, states=open_ones) == tuple(reversed(told)), typed
        assert len(ids(session, states=open_ones)) == 5
        page = search(session, Query(words="路灯", states=open_ones, cursor=told[2]), true(), limit=1)
        assert (page.issue_ids, page.total, page.next_cursor) == ((told[1],), 4, told[1])


@pytest.mark.parametrize("walked", [0, 3, 1_000])
def test_the_newest_are_the_same_wherever_they_are_looked_for(
    db: Database, monkeypatch: pytest.MonkeyPatch, walked: int
) -> None:
    monkeypatch.setattr("models.queries.search.MOST_WALKED", walked)
    monkeypatch.setattr("models.queries.search.MOST_COUNTED", 2)
    with db.transaction() as session:
        told = [indexed(session, f"路灯坏了{n}天").id for n in range(6)]
        first = search(session, Query(words="路灯"), true(), limit=2)
        assert (first.issue_ids, first.total_in_words) == ((told[5], told[4]), "2+")
        second = search(session, Query(words="路灯", cursor=first.next_cursor), true(), limit=2)
        third = search(session, Query(words="路灯", cursor=second.next_cursor), true(), limit=2)
        assert (*second.issue_ids, *third.issue_ids) == (told[3], told[2], told[1], told[0])
        assert third.next_cursor is None
