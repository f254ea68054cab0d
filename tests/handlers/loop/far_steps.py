"""The later steps of any sequence: marks, answers in the grid, promises, measures, suggestions; and who has what is open."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from handlers import confirming, escalating, promises, suggesting, suggestion_checks
from handlers.assignment_life import of_issue
from handlers.desk import Desk
from models.issue import Issue, Satisfaction
from models.people import Capacity, Deputy, DeputyCapacity, StaffMember
from models.queries.digest import scope_of
from models.queries.narrowing import Filters
from models.queries.worklist import Group, Moment, View, numbers
from models.reply import Solved
from models.rules.issue_state import IssueState
from models.suggestion import Publicity, Suggestion
from models.supervision import Commitment, Escalation, EscalationKind
from tests.handlers.loop.office import Office

CLERKS = st.sampled_from(["S9", "S9", "S9", "S1", "S1", "S2", "S8"])
BUREAUS = st.sampled_from(["JT", "JT", "GD", "CZ"])
ISSUES = st.sampled_from([1001, 1001, 1002, 1002, 1003, 1004, 1005])
GRADES = st.sampled_from(["满意", "基本满意", "不满意", "不满意"])
WORDS = st.sampled_from(["已核实", "已核实", "已核实", ""])
FEW = st.sampled_from([1, 1, 1, 2, 3])
OVER = (IssueState.CLOSED, IssueState.WITHDRAWN, IssueState.NOT_ACCEPTED)
BY_TIME = (Group.VERY_LATE, Group.LATE, Group.TODAY, Group.WEEK)


class FarSteps(RuleBasedStateMachine):
    """What `AnySequence` does besides."""

    office: Office
    tries: Callable[..., None]

    def sits_in_three_congresses(self) -> None:
        """张广民, whom the town knows as a deputy of the county."""
        with self.office.db.transaction() as session:
            me = session.scalars(select(Deputy).where(Deputy.code == "D1")).one()
            for capacity in (Capacity.CITY, Capacity.TOWNSHIP):
                me.capacities.append(DeputyCapacity(capacity=capacity))

    @rule(number=ISSUES, attitude=GRADES, result=GRADES)
    def deputy_marks(self, number: int, attitude: str, result: str) -> None:
        self.office.writes("o-zhang", f"评价 {number} 态度{attitude} 结果{result}")

    @rule(
        who=st.sampled_from(["o-ma", "o-liu", "o-wu"]),
        number=ISSUES,
        words=st.sampled_from(
            ["解决 {} 部分", "{} 修好了", "修好了", "还是不亮", "怎么还没修", "补充 {} 还是黑"]
        ),
    )
    def resident_says(self, who: str, number: int, words: str) -> None:
        self.office.writes(who, words.format(number))

    @rule(code=CLERKS, number=ISSUES, solved=st.sampled_from(Solved), words=WORDS)
    def checks(self, code: str, number: int, solved: Solved, words: str) -> None:
        grade = Satisfaction.FAIR if solved is Solved.PARTLY else None
        self.tries(self.office.clerk, confirming.check_on_spot, code, number, solved, grade, words)

    @rule(code=CLERKS, number=FEW)
    def makes_a_promise(self, code: str, number: int) -> None:
        self.tries(self.office.clerk, promises.promise, code, number)

    @rule(
        code=CLERKS,
        number=FEW,
        words=WORDS,
        act=st.sampled_from([promises.confirm_kept, promises.explain, promises.hold_broken]),
    )
    def ends_a_promise(self, code: str, number: int, words: str, act: Callable[..., str]) -> None:
        if number in _known(self.office, Commitment):
            self.tries(self.office.clerk, act, code, number, words)

    @rule(code=BUREAUS, number=FEW, words=WORDS)
    def says_it_is_kept(self, code: str, number: int, words: str) -> None:
        if number in _known(self.office, Commitment):
            self.tries(self.office.bureau, promises.report_kept, code, number, words)

    @rule(code=CLERKS, number=FEW, kind=st.sampled_from(EscalationKind), words=WORDS)
    def measures(self, code: str, number: int, kind: EscalationKind, words: str) -> None:
        if number in _known(self.office, Escalation):
            self.tries(self.office.clerk, escalating.decide, code, number, kind, words)
            today = self.office.today
            self.tries(self.office.clerk, escalating.record, code, number, today, "钱局长", words)

    @rule(number=ISSUES, capacity=st.sampled_from([Capacity.COUNTY, Capacity.TOWNSHIP, Capacity.CITY]))
    def suggests(self, number: int, capacity: Capacity) -> None:
        given = suggesting.Draft(
            title="关于修路灯的建议",
            text="路灯坏了很久，请县里修。",
            capacity=capacity,
            publicity=Publicity.FULL,
            issues=(number,),
        )
        self.tries(self._deputy, lambda desk, me: str(suggesting.draft(desk, me, given).id))

    @rule(number=FEW, act=st.sampled_from([suggesting.hand_in, suggesting.hand_in, suggesting.withdraw]))
    def hands_in(self, number: int, act: Callable[..., str]) -> None:
        if number in _known(self.office, Suggestion):
            more = {"declared": True} if act is suggesting.hand_in else {}
            self.tries(self._deputy, lambda desk, me: act(desk, me, number, **more))

    @rule(
        code=CLERKS,
        number=FEW,
        words=WORDS,
        act=st.sampled_from([suggestion_checks.forward, suggestion_checks.record_answer]),
    )
    def passes_a_suggestion_on(self, code: str, number: int, words: str, act: Callable[..., str]) -> None:
        if number in _known(self.office, Suggestion):
            self.tries(self.office.clerk, act, code, number, words)

    @rule(code=CLERKS, number=FEW, words=WORDS)
    def sends_a_suggestion_back(self, code: str, number: int, words: str) -> None:
        if number in _known(self.office, Suggestion):
            self.tries(self.office.clerk, suggestion_checks.send_back, code, number, words)

    def _deputy(self, act: Callable[[Desk, Deputy], str]) -> str:
        with self.office.db.transaction() as session:
            me = session.scalars(select(Deputy).where(Deputy.code == "D1")).one()
            return act(self.office.desk(session), me)

    @invariant()
    def somebody_has_every_open_matter(self) -> None:
        """A clock runs for it, or it stands in a group of the county's work list: nothing waits for ever unseen."""
        with self.office.db.reading() as session:
            desk = self.office.desk(session)
            issues, assignments = _listed(session, self.office)
            for issue in session.scalars(select(Issue).where(Issue.state.not_in(OVER))):
                runs = any(clock.stopped_at is None for clock in issue.clocks)
                follows = of_issue(desk, issue) if issue.state is IssueState.REPORTED else None
                followed = follows is not None and (
                    follows.id in assignments or any(clock.stopped_at is None for clock in follows.clocks)
                )
                assert runs or followed or issue.id in issues or issue.state is IssueState.DRAFT, (
                    f"№ {issue.id} is {issue.state} and nobody has it"
                )


def _known(office: Office, table: Any) -> list[int]:
    with office.db.reading() as session:
        return list(session.scalars(select(table.id)))


def _listed(session: Any, office: Office) -> tuple[set[int], set[int]]:
    """The numbers of the matters and of the assignments in the groups that name no deadline."""
    member = session.scalars(select(StaffMember).where(StaffMember.code == "S9")).one()
    moment = Moment(office.now, 14, office.now, office.now + timedelta(days=7))
    view = View(scope_of(session, member), Filters(), moment)
    found = [
        one
        for group in Group
        if group not in BY_TIME
        for one in numbers(session, group, view, None, 100).found
    ]
    issues = {one.number for one in found if not one.assignment}
    return issues, {one.number for one in found if one.assignment}
