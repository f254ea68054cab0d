"""Whoever presses whatever, in whatever order: no matter is lost, no stage is skipped, a refused step changes nothing."""

import shutil
from collections.abc import Callable
from itertools import count, pairwise
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import make_url, select

from handlers import (
    assigning,
    closing_out,
    joining,
    linking,
    loop_people,
    organ,
    requests,
    returning,
    studying,
)
from handlers.assignment_life import covered, of_issue
from handlers.desk import Refusal
from models.assignment import Assignment, LoopClock, OrganState, Part, RequestKind
from models.db import Database
from models.issue import ActorKind, Issue, Result
from models.linking import IssueLink
from models.people import Contact, Resident
from models.rules.assignment_state import ENDED, MOVES, AssignmentAct, AssignmentState
from models.rules.issue_state import IssueState
from tests.handlers.loop.far_steps import FarSteps
from tests.handlers.loop.office import Office, dump

S = AssignmentState
CLERKS = st.sampled_from(["S9", "S9", "S9", "S1", "S1", "S2", "S8"])
BUREAUS = st.sampled_from(["the lead", "the lead", "the lead", "JT", "GD", "CZ"])
LEADS = st.sampled_from(["JT", "GD", "CZ"])
NUMBERS = st.sampled_from([1, 1, 1, 1, 2, 2, 3, 9])
ISSUES = st.sampled_from([1001, 1001, 1002, 1002, 1003, 1004, 1005])
PEOPLE = st.sampled_from(["o-ma", "o-liu", "o-wu"])
WORDS = st.sampled_from(["已核实", "已核实", "已核实", ""])
HELPERS = st.sampled_from([(), ("CZ",), ("GD",), ("CZ", "GD")])
RUNS = {S.STUDY: LoopClock.STUDY, S.HANDLING: LoopClock.REPLY, S.OBJECTED: LoopClock.REASSIGN}


class AnySequence(FarSteps):
    """One street, three neighbours, three organs, four clerks, and time."""

    template: Path

    @initialize()
    def opens(self) -> None:
        self.place = Path(mkdtemp(dir=self.template.parent))
        shutil.copy(self.template, self.place / "loop.sqlite3")
        self.office = Office(Database(f"sqlite:///{self.place / 'loop.sqlite3'}"))
        self.sits_in_three_congresses()
        self.told = count(1)
        self.office.reported()
        self.most = 1

    def teardown(self) -> None:
        self.office.db.close()
        shutil.rmtree(self.place)

    def tries(self, do: Callable[..., str], *given: Any, **named: Any) -> None:
        """A step; refused, it changes nothing."""
        before = dump(self.office.db)
        sentence = ""
        try:
            assert do(*given, **named)
        except Refusal as refusal:
            sentence = refusal.sentence
        if sentence:
            assert sentence.endswith(("。", "？"))
            assert dump(self.office.db) == before

    def bureau(self, act: Callable[..., str], code: str, number: int, *given: Any) -> str:
        """An organ does it; 「the lead」 is whoever has it now."""
        if code == "the lead":
            mine = (one for one in self.office.assignments() if one.id == number)
            lead = next((loop_people.lead_of(one) for one in mine), None)
            code = lead.organ.code if lead else "JT"
        return self.office.bureau(act, code, number, *given)

    @rule(number=NUMBERS, result=st.sampled_from(Result))
    def goes_on(self, number: int, result: Result) -> None:
        """The next step on the straight way, so that the far stages are reached."""
        state = next((one.state for one in self.office.assignments() if one.id == number), None)
        if state is S.STUDY:
            self.assigns("S9", number, "JT", ("CZ",), "请办")
        elif state is S.HANDLING:
            self.replies("the lead", number, result)
        elif state is S.OBJECTED:
            self.reassigns("S9", number, "GD", ())
        elif state is S.FED_BACK:
            for who in ("o-ma", "o-liu", "o-wu"):
                self.office.writes(who, "解决 是")
        elif state is S.EVALUATED:
            self.decides("S9", number, "已现场核实", closing_out.close_out)

    @rule(number=NUMBERS, result=st.sampled_from(Result))
    def goes_on_again(self, number: int, result: Result) -> None:
        self.goes_on(number, result)

    @rule(who=PEOPLE)
    def tells(self, who: str) -> None:
        if next(self.told) <= 3:
            self.office.tells(who, f"莲花村第{who}盏路灯坏了")

    @rule(number=ISSUES, word=st.sampled_from(["收到", "上报", "上报", "答复"]))
    def deputy_writes(self, number: int, word: str) -> None:
        self.office.writes("o-zhang", f"{word} {number} 已看过")

    @rule(
        who=PEOPLE,
        number=ISSUES,
        word=st.sampled_from(
            ["撤回 {}", "解决 {} 是", "解决 {} 否", "解决 {} 否", "评价 {} 满意", "评价 {} 不满意"]
        ),
    )
    def resident_writes(self, who: str, number: int, word: str) -> None:
        self.office.writes(who, word.format(number))

    @rule(who=PEOPLE, number=ISSUES)
    def resident_joins(self, who: str, number: int) -> None:
        with self.office.db.reading() as session:
            query = select(Resident).join(Contact, Contact.id == Resident.contact_id)
            found = session.scalars(query.where(Contact.openid == who)).one_or_none()
        if found is not None and len(self.office.issues()) < 5:
            self.tries(self._join, found.id, number)

    def _join(self, key: int, number: int) -> str:
        with self.office.db.transaction() as session:
            me = session.get_one(Resident, key)
            return joining.join(self.office.desk(session), me, number, "我家门口也黑")

    @rule(code=CLERKS, number=ISSUES)
    def takes_up(self, code: str, number: int) -> None:
        self.tries(self.office.clerk, studying.take_up, code, number)

    @rule(code=CLERKS, number=NUMBERS, words=st.sampled_from(["", "", "", "私路"]))
    def studies(self, code: str, number: int, words: str) -> None:
        self.tries(self.office.clerk, studying.not_take, code, number, words, "村委会")

    @rule(code=CLERKS, number=NUMBERS, act=st.sampled_from([studying.pass_up, studying.undo_not_take]))
    def restudies(self, code: str, number: int, act: Callable[..., str]) -> None:
        self.tries(self.office.clerk, act, code, number)

    @rule(code=CLERKS, number=NUMBERS, lead=LEADS, helpers=HELPERS, words=WORDS)
    def assigns(self, code: str, number: int, lead: str, helpers: tuple[str, ...], words: str) -> None:
        orders = assigning.Orders(lead, helpers, words)
        self.tries(self.office.clerk, assigning.assign, code, number, orders)

    @rule(code=CLERKS, number=NUMBERS, lead=LEADS, helpers=HELPERS)
    def reassigns(self, code: str, number: int, lead: str, helpers: tuple[str, ...]) -> None:
        orders = assigning.Orders(lead, helpers, "请办")
        self.tries(self.office.clerk, assigning.reassign, code, number, orders, "归他们管")

    @rule(
        code=CLERKS,
        number=NUMBERS,
        words=WORDS,
        act=st.sampled_from(
            [assigning.recall, assigning.uphold, assigning.cancel, returning.send_back, closing_out.close_out]
        ),
    )
    def decides(self, code: str, number: int, words: str, act: Callable[..., str]) -> None:
        self.tries(self.office.clerk, act, code, number, words)

    @rule(code=CLERKS, number=ISSUES, main=ISSUES)
    def links(self, code: str, number: int, main: int) -> None:
        self.tries(self.office.clerk, linking.link, code, number, main, "同一盏灯")

    @rule(code=CLERKS, number=ISSUES, words=WORDS)
    def unlinks(self, code: str, number: int, words: str) -> None:
        self.tries(self.office.clerk, linking.unlink, code, number, words)

    @rule(code=BUREAUS, number=NUMBERS)
    def accepts(self, code: str, number: int) -> None:
        self.tries(self.bureau, organ.accept, code, number)

    @rule(
        code=BUREAUS,
        number=NUMBERS,
        words=WORDS,
        act=st.sampled_from([organ.object_to, organ.report_progress, organ.give_opinion]),
    )
    def works(self, code: str, number: int, words: str, act: Callable[..., str]) -> None:
        self.tries(self.bureau, act, code, number, words)

    @rule(code=BUREAUS, number=NUMBERS, kind=st.sampled_from(RequestKind), days=st.integers(-5, 300))
    def asks(self, code: str, number: int, kind: RequestKind, days: int) -> None:
        day = self.office.today.fromordinal(self.office.today.toordinal() + days)
        self.tries(self.bureau, requests.ask, code, number, kind, "灯杆要定做", day)

    @rule(code=CLERKS, number=NUMBERS, granted=st.booleans(), words=WORDS)
    def answers(self, code: str, number: int, granted: bool, words: str) -> None:
        self.tries(self.office.clerk, requests.answer_request, code, number, granted=granted, words=words)

    @rule(code=BUREAUS, number=NUMBERS, result=st.sampled_from([None, *Result]))
    def replies(self, code: str, number: int, result: Result | None) -> None:
        spoken = organ.Contacted(self.office.today, "电话", "说了打算", "D1")
        self.tries(self.bureau, organ.feed_back, code, number, self.office.answer(result))
        self.tries(self.bureau, organ.log_contact, code, number, spoken)
        self.tries(self.bureau, organ.feed_back, code, number, self.office.answer(result))

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.office.passes(days=days)

    @invariant()
    def no_matter_is_lost(self) -> None:
        with self.office.db.reading() as session:
            issues = session.scalars(select(Issue)).all()
            assert len(issues) >= self.most
            self.most = len(issues)
            for issue in issues:
                if issue.state is IssueState.REPORTED:
                    follows = of_issue(self.office.desk(session), issue)
                    assert follows is not None, f"№ {issue.id} follows nothing"
                    assert follows.state not in ENDED, f"№ {issue.id} waits for what has ended"
                if issue.state is IssueState.NOT_ACCEPTED:
                    assert issue.events[-1].note, f"№ {issue.id} was refused without a reason"

    @invariant()
    def no_stage_is_skipped(self) -> None:
        for one in self.office.assignments():
            assert one.events[0].to_state == S.STUDY
            for before, after in pairwise(one.events):
                assert after.from_state == before.to_state
                if after.from_state != after.to_state:
                    assert MOVES[S(after.from_state)][after.act] == after.to_state  # type: ignore[index]  # by value
            assert one.events[-1].to_state == one.state

    @invariant()
    def somebody_has_it_and_a_clock_runs(self) -> None:
        for one in self.office.assignments():
            leads = [c for c in one.organs if c.part is Part.LEAD and c.state is not OrganState.RELEASED]
            assert len(leads) == (one.state not in {S.STUDY, S.NOT_TAKEN, S.CANCELLED}), one.state
            running = {clock.kind for clock in one.clocks if clock.stopped_at is None}
            assert RUNS.get(one.state) in {*running, None}
            assert not (one.state in ENDED and running), (one.state, running)

    @invariant()
    def no_organ_works_for_nobody(self) -> None:
        """Unless it came back for a deputy's marks, or staff, who went and saw, sent it back, after its resident had closed it."""
        with self.office.db.reading() as session:
            for one in session.scalars(select(Assignment).where(Assignment.state.in_(RUNS))):
                waiting = [i for i in covered(self.office.desk(session), one) if i.closed_at is None]
                assert waiting or sent_back_by_others(one), f"assignment {one.id} is {one.state} for nobody"

    @invariant()
    def a_main_matter_follows_none(self) -> None:
        with self.office.db.reading() as session:
            standing = session.scalars(select(IssueLink).where(IssueLink.undone_at.is_(None))).all()
        assert not {link.main_id for link in standing} & {link.issue_id for link in standing}


def sent_back_by_others(one: Assignment) -> bool:
    """Its newest round was begun by staff, or by a mark of a deputy."""
    back = [
        n for n, event in enumerate(one.events) if event.act in {AssignmentAct.RETURN, AssignmentAct.REOPEN}
    ]
    if not back:
        return False
    begun, before = (
        one.events[back[-1]],
        [event for event in one.events[: back[-1]] if event.act == AssignmentAct.RATE],
    )
    return begun.actor_kind is ActorKind.STAFF or (bool(before) and before[-1].actor_kind is ActorKind.DEPUTY)


@pytest.mark.slow
def test_any_sequence_of_steps(sqlite_url: str) -> None:
    AnySequence.template = Path(str(make_url(sqlite_url).database))
    run_state_machine_as_test(
        AnySequence,
        settings=settings(
            max_examples=20,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
