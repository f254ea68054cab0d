"""The demo county: real places, the right numbers, and a past that the service itself has made."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, true

from app.documents.registry_template import write_registry
from app.documents.registry_workbook import read
from app.security import CodeMaker, Vault
from app.simulator.demo import accounts
from app.simulator.demo import seed as seeding
from app.simulator.demo.county import demo_county
from app.simulator.demo.residents import demo_residents
from app.simulator.demo.seed import Secrets, seed
from app.simulator.demo.stage import Stage
from app.simulator.demo.stories import EVERY_STORY
from handlers.closing_out import state_of
from handlers.desk import Desk, Refusal
from handlers.placebook import PlaceBook
from handlers.registry import apply
from models.all import METADATA
from models.assignment import Assignment, AssignmentClock, LoopClock, OrganRequest, RequestKind, RequestState
from models.db import Database
from models.duty import DutyPeriod, DutyState, DutyTask, HandbookEntry
from models.inbox import InboxMessage
from models.issue import ActorKind, Asking, Check, Issue, IssueClock, IssueEvent, IssueMessage, Result
from models.linking import IssueLink
from models.outbox import NoticeKind, OutboxNotice, OutboxState
from models.people import Capacity, Contact, Deputy, GridDeputy, Resident, StaffMember
from models.place import Grid
from models.queries.dashboard import Span, organs
from models.queries.search import Query, search
from models.rules.assignment_state import AssignmentState
from models.rules.close_out import missing
from models.rules.issue_state import IssueState
from models.rules.local_time import local_date
from models.rules.suggestion_state import SuggestionState
from models.schema import migrate
from models.statistics import StatisticMonth
from models.suggestion import Suggestion
from models.supervision import (
    Commitment,
    Escalation,
    EscalationState,
    Instruction,
    InstructionState,
    PromiseState,
)
from scheduler.clocks import Clockwork, move_clocks
from scheduler.digests import send_due
from scheduler.duties import open_due
from scheduler.indexing import index_due
from scheduler.statistics import count_due
from tests.builders import RULES

NOON = datetime(2026, 3, 11, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SECRET = "a secret of the tests, long enough"
SECRETS = Secrets(Vault(SECRET).seal, CodeMaker(SECRET))
COUNTY = demo_county()


def test_the_places_are_xixias() -> None:
    townships = {grid.township for grid in COUNTY.grids}
    villages = {grid.code[:12] for grid in COUNTY.grids}
    assert (len(townships), len(villages), len(COUNTY.grids)) == (19, 295, 338)
    twice = [code for code, grids in Counter(grid.code[:12] for grid in COUNTY.grids).items() if grids == 2]
    assert len(twice) == 43
    names = [grid.name for grid in COUNTY.grids]
    assert "东湖社区第一网格" in names
    assert not any("委员会" in name for name in names)
    assert all(110 < grid.longitude < 113 and 32 < grid.latitude < 35 for grid in COUNTY.grids)


def test_no_grid_without_deputies_and_no_deputy_without_a_grid() -> None:
    served, serving = Counter(), Counter()
    firsts = Counter(row.grid_code for row in COUNTY.grid_deputies if row.rank == 1)
    for row in COUNTY.grid_deputies:
        served[row.grid_code] += 1
        serving[row.deputy_code] += 1
    assert set(served) == {grid.code for grid in COUNTY.grids}
    assert set(serving) == {deputy.code for deputy in COUNTY.deputies}
    assert set(firsts.values()) == {1}
    assert min(served.values()) >= 4
    assert max(served.values()) <= 6


def test_1235_deputies_of_four_levels_and_123_consultative_ones() -> None:
    consultative = [d for d in COUNTY.deputies if d.capacities == (Capacity.CONSULTATIVE,)]
    others = [d for d in COUNTY.deputies if Capacity.CONSULTATIVE not in d.capacities]
    assert (len(others), len(consultative)) == (1235, 123)
    assert {capacity for d in others for capacity in d.capacities} == set(Capacity) - {Capacity.CONSULTATIVE}
    assert sum(len(d.capacities) > 1 for d in others) > 50
    assert all(d.phone.startswith("100") for d in COUNTY.deputies)


def test_the_county_passes_its_own_import(tmp_path: Path) -> None:
    write_registry(tmp_path / "demo.xlsx", COUNTY)
    reading = read(tmp_path / "demo.xlsx")
    assert (reading.bad, reading.warnings) == ((), ())
    assert reading.registry == COUNTY


def test_it_is_the_same_county_every_time() -> None:
    assert demo_county() == COUNTY
    residents = demo_residents(COUNTY.grids)
    assert residents == demo_residents(COUNTY.grids)
    assert len({one.openid for one in residents}) == 200


def test_the_stories_are_many() -> None:
    assert len({words for _trouble, words in EVERY_STORY}) >= 60


def test_the_demo_accounts_belong_together() -> None:
    resident = demo_residents(COUNTY.grids)[0]
    assert resident.openid == accounts.RESIDENT_OPENID
    link = next(row for row in COUNTY.grid_deputies if row.deputy_code == accounts.DEPUTY_CODE)
    assert (link.grid_code, link.rank) == (resident.grid.code, 1)
    staff = next(row for row in COUNTY.staff if row.code == accounts.STAFF_CODE)
    assert staff.territories == (resident.grid.township,)


@pytest.fixture(scope="module")
def refusals() -> Iterator[list[str]]:
    """What the handlers refused while the history was played."""
    said, played = list[str](), Stage.act

    def act(stage: Stage, what: Callable[[Desk], Any]) -> Any:
        def heard(desk: Desk) -> Any:
            try:
                return what(desk)
            except Refusal as refusal:
                said.append(refusal.sentence)
                raise

        return played(stage, heard)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stage, "act", act)
        yield said


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory, refusals: list[str]) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.sqlite3'}")
    migrate(database)
    assert seed(database, RULES, SECRETS, NOON)
    assert refusals == []
    yield database
    database.close()


@pytest.mark.slow
@pytest.mark.xdist_group("lived_in")
class TestLivedIn:
    """Six weeks of history, played once for all of these."""

    def test_everybody_is_there(self, lived_in: Database) -> None:
        with lived_in.reading() as session:
            counts = [
                session.scalar(select(func.count()).select_from(m)) for m in (Grid, Deputy, StaffMember)
            ]
            residents = session.scalar(select(func.count()).select_from(Resident)) or 0
            empty = select(func.count()).where(Grid.id.not_in(select(GridDeputy.grid_id)))
            assert session.scalar(empty) == 0
        assert counts == [338, 1358, 76]
        assert residents >= 200

    def test_every_state_of_a_matter_is_there(self, lived_in: Database) -> None:
        with lived_in.reading() as session:
            states = Counter(session.scalars(select(Issue.state)))
            held = select(func.count()).where(Issue.check == Check.RISKY)
            assert session.scalar(held) == 1
            assert session.scalar(select(func.min(Issue.id))) == 1001
        assert set(states) == set(IssueState)
        assert 230 <= sum(states.values()) <= 280

    def test_clocks_ran_late_and_matters_were_handed_on(self, lived_in: Database) -> None:
        with lived_in.reading() as session:
            late = select(func.count()).where(IssueClock.late_at.is_not(None))
            acts = Counter(session.scalars(select(IssueEvent.act)))
            assert session.scalar(late)
            assert session.scalar(select(func.max(Asking.rank))) > 1
        assert {"handed_on", "rated", "report_up", "unsolved", "withdraw", "released"} <= set(acts)

    def test_nothing_lies_in_the_future(self, lived_in: Database) -> None:
        columns = (
            Issue.created_at,
            IssueEvent.at,
            HandbookEntry.at,
            OutboxNotice.created_at,
            DutyPeriod.opened_at,
        )
        with lived_in.reading() as session:
            assert all(session.scalar(select(func.max(column))) <= NOON for column in columns)

    def test_nothing_old_goes_out_at_the_first_start(self, lived_in: Database) -> None:
        with lived_in.reading() as session:
            states = Counter(session.scalars(select(OutboxNotice.state)))
            assert session.scalar(select(func.count()).select_from(InboxMessage)) == 0
        assert states[OutboxState.PENDING] == 0
        assert states[OutboxState.SENT] > 1000

    def test_duties_were_met_by_many_and_missed_by_some(self, lived_in: Database) -> None:
        with lived_in.reading() as session:
            closed = (
                select(DutyTask.state, func.count())
                .join(DutyPeriod, DutyPeriod.id == DutyTask.period_id)
                .where(DutyPeriod.closed_at.is_not(None))
                .group_by(DutyTask.state)
            )
            states = dict(session.execute(closed).all())
        assert set(states) == {DutyState.MET, DutyState.MISSED}
        assert 0.4 < states[DutyState.MET] / sum(states.values()) < 0.9

    def test_the_demo_deputy_is_bound_and_some_people_cannot_be_reached(self, lived_in: Database) -> None:
        with lived_in.reading() as session:
            deputy = session.scalars(select(Deputy).where(Deputy.code == accounts.DEPUTY_CODE)).one()
            assert deputy.contact is not None
            assert deputy.contact.openid == accounts.DEPUTY_OPENID
            lost = select(func.count()).where(Contact.unreachable_since.is_not(None))
            assert session.scalar(lost)

    def test_every_chat_word_of_the_history_was_understood(self, lived_in: Database) -> None:
        """No 「上报 1103 …」 became a matter of its own."""
        words = select(IssueMessage.text).where(
            IssueMessage.text.regexp_match(r"^(收到|答复|上报|解决|评价|撤回)")
        )
        with lived_in.reading() as session:
            assert session.scalars(words).all() == []

    def test_the_demo_phones_have_something_to_show(self, lived_in: Database) -> None:
        with lived_in.reading() as session:
            deputy = session.scalars(select(Deputy).where(Deputy.code == accounts.DEPUTY_CODE)).one()
            charge = Counter(session.scalars(select(Issue.state).where(Issue.deputy_id == deputy.id)))
            mine = (
                select(Issue.state)
                .join(Resident)
                .join(Contact)
                .where(Contact.openid == accounts.RESIDENT_OPENID)
            )
            own = Counter(session.scalars(mine))
        assert charge[IssueState.SUBMITTED] == 1
        assert own[IssueState.CLOSED] == own[IssueState.RECEIVED] == 1

    def test_digests_have_been_sent_and_none_is_left_for_the_first_start(self, lived_in: Database) -> None:
        with lived_in.reading() as session:
            digests = select(func.count()).where(OutboxNotice.kind == NoticeKind.DIGEST)
            assert (session.scalar(digests) or 0) > 20
        assert send_due(lived_in, RULES, NOON) == 0
        assert move_clocks(Clockwork(lived_in, RULES, PlaceBook()), NOON) == 0
        assert open_due(lived_in, RULES, NOON) == 0

    def test_a_second_start_adds_nothing(self, lived_in: Database) -> None:
        def rows() -> list[int | None]:
            with lived_in.reading() as session:
                tables = METADATA.sorted_tables
                return [session.scalar(select(func.count()).select_from(table)) for table in tables]

        before = rows()
        assert not seed(lived_in, RULES, SECRETS, NOON + timedelta(hours=1))
        assert rows() == before


@pytest.mark.slow
@pytest.mark.xdist_group("lived_in")
class TestTheLoop:
    """The closed loop in the same history: at least one of each, and nothing that the rules would not have let pass."""

    def test_every_state_and_every_end(self, lived_in: Database) -> None:
        with lived_in.reading() as session:
            every = session.scalars(select(Assignment)).all()
            closed = {one.result for one in every if one.state is AssignmentState.CLOSED_OUT}
            assert {one.state for one in every} == set(AssignmentState)
            assert {Result.SOLVED, Result.PARTLY, Result.NOT_POSSIBLE, Result.FOR_HIGHER_LEVEL} <= closed
            with_organ = [one for one in every if one.state is AssignmentState.HANDLING]
            assert {one.round for one in with_organ} == {1, 2, 3}
            assert all(one.supervised_since for one in with_organ if one.round > 1)
            assert any(one.key_since for one in with_organ)

    def test_clocks_in_time_late_and_very_late_and_a_study_due_next(self, lived_in: Database) -> None:
        with lived_in.reading() as session:
            running = session.scalars(
                select(AssignmentClock).where(AssignmentClock.stopped_at.is_(None))
            ).all()
            replies = [one for one in running if one.kind is LoopClock.REPLY]
            studies = [one.due_at for one in running if one.kind is LoopClock.STUDY and not one.late_at]
        assert {(bool(one.late_at), bool(one.very_late_at)) for one in replies} == {
            (False, False),
            (True, False),
            (True, True),
        }
        assert any(one.paused_at for one in replies)
        assert local_date(min(studies), RULES.zone) == RULES.calendar.add(local_date(NOON, RULES.zone), 1)
        assert any(one.late_at for one in running if one.kind is LoopClock.PROMISE)

    def test_what_organs_asked_and_what_supervision_did(self, lived_in: Database) -> None:
        def pairs(model: Any) -> set[tuple[str, str]]:
            with lived_in.reading() as session:
                return {(one.kind, one.state) for one in session.scalars(select(model))}

        def states(model: Any) -> set[str]:
            with lived_in.reading() as session:
                return set(session.scalars(select(model.state)))

        asked, granted = RequestState.ASKED, RequestState.GRANTED
        assert pairs(OrganRequest) == {(kind, state) for kind in RequestKind for state in (asked, granted)}
        assert {state for _, state in pairs(Escalation)} == {
            EscalationState.PROPOSED,
            EscalationState.DECIDED,
            EscalationState.DONE,
        }
        assert states(Commitment) == {PromiseState.OPEN, PromiseState.REPORTED, PromiseState.KEPT}
        assert states(Instruction) == set(InstructionState)
        assert states(Suggestion) == {
            SuggestionState.GATHERING,
            SuggestionState.SUBMITTED,
            SuggestionState.ASSIGNED,
            SuggestionState.FORWARDED,
            SuggestionState.CLOSED,
        }
        with lived_in.reading() as session:
            late = select(Instruction).where(Instruction.due_on < NOON.date())
            assert session.scalars(late.where(Instruction.state == InstructionState.OPEN)).all()
            assert {link.by_kind for link in session.scalars(select(IssueLink))} == {
                ActorKind.STAFF,
                ActorKind.RESIDENT,
            }

    def test_nothing_was_closed_out_that_the_check_list_would_have_held(self, lived_in: Database) -> None:
        with lived_in.reading() as session:
            desk = Desk(session, RULES, PlaceBook(), NOON)
            ended = (AssignmentState.CLOSED_OUT, AssignmentState.EVALUATED)
            lacking = [
                (one.state, missing(state_of(desk, one)))
                for one in session.scalars(select(Assignment).where(Assignment.state.in_(ended)))
            ]
        assert not [lines for state, lines in lacking if state is AssignmentState.CLOSED_OUT and lines]
        waiting = [lines for state, lines in lacking if state is AssignmentState.EVALUATED]
        assert () in waiting
        assert any(waiting)

    def test_the_first_page_has_figures_and_the_first_search_finds(self, lived_in: Database) -> None:
        assert count_due(lived_in, RULES, NOON) == index_due(lived_in) == 0
        with lived_in.reading() as session:
            months = session.scalars(select(StatisticMonth.month).order_by(StatisticMonth.month)).all()
            ranked = [one for one in organs(session, Span(months[0], months[-1])) if not one.effect.small]
            found = search(session, Query(words="路灯"), true())
        assert len(months) >= 3
        assert len(ranked) >= 3
        assert found.total > 1


def interrupted(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A filling that ended half way."""

    def stop(_stage: Stage, *_who: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(seeding, "play", stop)
    with pytest.raises(KeyboardInterrupt):
        seed(db, RULES, SECRETS, NOON)


def test_a_real_county_is_left_alone(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(db, monkeypatch)
    with db.transaction() as session:
        apply(session, COUNTY, NOON, seal=SECRETS.seal)
    assert not seed(db, RULES, SECRETS, NOON)


def test_an_interrupted_filling_is_begun_anew(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(db, monkeypatch)
    interrupted(db, monkeypatch)
    monkeypatch.setattr(seeding, "play", lambda _stage, *_who: None)
    assert seed(db, RULES, SECRETS, NOON)
    assert not seed(db, RULES, SECRETS, NOON)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Deputy)) == 1358
