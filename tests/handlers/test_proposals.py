"""Study: staff are offered a category and the matters of the same content; what they choose is learnt, and forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, true
from sqlalchemy.orm import Session

from handlers import proposals, searching
from handlers.desk import BadInput, Desk
from models.db import Database
from models.issue import Issue
from models.people import StaffRole
from models.queries.search import Query, search
from models.rules.issue_state import IssueState
from models.search_writer import changed, index_issue, places_renamed
from models.words import CategoryChoice, CategoryWord, WordsDue
from scheduler.indexing import index_due
from tests.builders import LONG_AGO, a_deputy, a_grid, a_staff_member, an_issue
from tests.town import Town

LAMPS = "010204"


def told(session: Session, text: str, **columns: Any) -> Issue:
    issue = an_issue(session, text=text, **columns)
    index_issue(session, issue)
    return issue


def learnt(session: Session) -> dict[tuple[str, str], int]:
    return {(row.word, row.category): row.times for row in session.scalars(select(CategoryWord))}


def desk_of(town: Town, session: Session) -> Desk:
    return town.desk(session)


def test_staff_teach_and_the_next_matter_profits(town: Town) -> None:
    with town.db.transaction() as session:
        desk = desk_of(town, session)
        for number in range(3):
            issue = told(session, f"三组的晾晒棚又塌了{number}")
            assert proposals.category_proposals(desk, issue) == () or number
            proposals.learn(desk, issue, LAMPS, "staff:S1")
        assert (issue.category, issue.field) == (LAMPS, "livelihood")
        first = proposals.category_proposals(desk, told(session, "五组的晾晒棚也要修"))[0]
        assert first.code == LAMPS
        assert first.because


def test_a_changed_choice_forgets_the_earlier_one(town: Town) -> None:
    with town.db.transaction() as session:
        desk = desk_of(town, session)
        issue = told(session, "河边的喇叭太吵")
        proposals.learn(desk, issue, LAMPS, "staff:S1")
        proposals.learn(desk, issue, "040103", "staff:S2")
        assert {category for _, category in learnt(session)} == {"040103"}
        assert set(learnt(session).values()) == {1}
        choice = session.scalars(select(CategoryChoice)).one()
        assert (choice.category, choice.by) == ("040103", "staff:S2")


def test_an_unknown_category_changes_nothing(town: Town) -> None:
    with town.db.transaction() as session:
        issue = told(session, "河边的喇叭太吵")
        with pytest.raises(BadInput):
            proposals.learn(desk_of(town, session), issue, "9999", "staff:S1")
        assert (issue.category, learnt(session)) == ("", {})


def test_erased_words_are_neither_found_nor_remembered(town: Town) -> None:
    with town.db.transaction() as session:
        desk = desk_of(town, session)
        issue = told(session, "河边的喇叭太吵")
        proposals.learn(desk, issue, LAMPS, "staff:S1")
        for message in issue.messages:
            message.text = ""
        proposals.forget(session, issue.id)
        assert learnt(session) == {}
        assert searching.find(desk, Query(words="喇叭"), true()).total == 0
    assert index_due(town.db) == 1
    with town.db.reading() as session:
        assert searching.find(desk_of(town, session), Query(words="喇叭"), true()).total == 0


def test_the_same_matter_is_proposed_with_reasons(town: Town) -> None:
    with town.db.transaction() as session:
        lotus, stone = town.grid("LH01"), town.grid("SL01")
        first = told(session, "三桥旁边搅拌站夜里噪音大，粉尘也大", grid=lotus, created_at=LONG_AGO)
        near = told(
            session,
            "搅拌站半夜还在开，噪音吵得睡不着，三桥这边都是粉尘",
            grid=lotus,
            created_at=LONG_AGO + timedelta(days=3),
        )
        other = told(
            session,
            "搅拌站噪音粉尘污染，三桥的人都受不了",
            grid=stone,
            created_at=LONG_AGO + timedelta(days=40),
        )
        told(session, "三桥旁边自来水停水", grid=lotus)
        same = proposals.same_content(desk_of(town, session), near, true())
        assert {each.issue.id for each in same} == {first.id, other.id}
        assert same[0].issue.id == first.id
        assert same[0].likeness.reasons[0] == "同一个村（社区）"
        assert any("噪音" in reason for reason in same[0].likeness.reasons)
        assert "相隔 3 天" in same[0].likeness.reasons


def test_what_is_withdrawn_or_unseen_is_not_proposed_and_an_ended_one_is_marked(town: Town) -> None:
    with town.db.transaction() as session:
        lotus = town.grid("LH01")
        text = "村口搅拌站噪音大粉尘大，水泥罐车堵路"
        ended = told(
            session, text, grid=lotus, state=IssueState.CLOSED, created_at=LONG_AGO - timedelta(days=400)
        )
        told(session, text, grid=lotus, state=IssueState.WITHDRAWN)
        hidden = told(session, text, grid=lotus)
        issue = told(session, text, grid=lotus)
        same = proposals.same_content(desk_of(town, session), issue, Issue.id != hidden.id)
        assert [(each.issue.id, each.ended) for each in same] == [(ended.id, True)]
        assert "一年前也有人反映" in same[0].likeness.reasons


def test_another_countys_matters_are_never_proposed(town: Town) -> None:
    with town.db.transaction() as session:
        text = "村口搅拌站噪音大粉尘大，水泥罐车堵路"
        told(session, text, grid=a_grid(session, county="内乡县"))
        issue = told(session, text, grid=town.grid("LH01"))
        assert proposals.same_content(desk_of(town, session), issue, true()) == ()


def test_a_misspelt_village_and_a_deputys_name_are_understood(town: Town) -> None:
    with town.db.transaction() as session:
        desk = desk_of(town, session)
        lotus = town.grid("LH01")
        deputy = a_deputy(session, name="欧阳建设")
        issue = told(session, "路灯坏了", grid=lotus, deputy=deputy)
        told(session, "路灯坏了", grid=town.grid("SL01"))
        for village in ("莲花", "连花村", "莲花寺"):
            assert searching.find(desk, Query(words="路灯"), true(), village).issue_ids == (issue.id,), (
                village
            )
        assert searching.find(desk, Query(words="欧阳建设"), true()).issue_ids == (issue.id,)
        for nowhere in ("东京", "\0", "%", "_", "\ud800", "x" * 9_000):
            assert searching.find(desk, Query(), true(), nowhere).issue_ids == (), nowhere


def test_a_renamed_grid_has_its_matters_indexed_anew(db: Database) -> None:
    with db.transaction() as session:
        grid = a_grid(session, "旧庙村")
        issue = told(session, "路灯坏了", grid=grid)
        grid.name = "新庙村"
        session.flush()
        places_renamed(session, [grid.id])
        changed(session, issue)
        changed(session, issue)
    with db.reading() as session:
        assert len(session.scalars(select(WordsDue)).all()) == 2
    assert index_due(db) == 2
    with db.reading() as session:
        assert search(session, Query(words="新庙村"), true()).issue_ids == (issue.id,)
    assert index_due(db) == 0


def test_a_townships_staff_find_their_own_and_what_has_no_place(town: Town) -> None:
    with town.db.transaction() as session:
        desk = desk_of(town, session)
        own = told(session, "路灯坏了", grid=town.grid("LH01"))
        far = told(session, "路灯坏了", grid=town.grid("GH01"))
        nowhere = told(session, "路灯坏了")
        within = searching.townships_of(desk, session.merge(town.member("S1")))
        assert within == {"丹水镇"}
        found = searching.find(desk, Query(words="路灯", within=within), true())
        assert found.issue_ids == (nowhere.id, own.id)
        assert searching.find(desk, Query(words="路灯", township="城关街道"), true()).issue_ids == (far.id,)
        county = a_staff_member(session, StaffRole.COUNTY, "西峡县")
        assert searching.townships_of(desk, county) == frozenset()
