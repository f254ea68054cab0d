"""The resident's verdict: was it truly solved, and are they satisfied? Nothing is pre-selected."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from handlers import evaluating, going_on, news, returning, wording
from handlers.crediting import credit
from handlers.desk import BadInput, Desk, NotFound, NotPossible
from handlers.issue_life import by_resident, log, move
from handlers.replies import answering_to
from handlers.resident import my_issue
from models.issue import Check, Issue, Result, Satisfaction
from models.people import Resident
from models.queries.asked import ANSWERS, ASKED_AGAIN, SAYS, waits_for_resident
from models.reply import Solved
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueAct, IssueState, Repeated

_ENDS = {Solved.YES: Result.SOLVED, Solved.PARTLY: Result.PARTLY}
_TURNS = {*SAYS, IssueAct.RETURN, IssueAct.CLOSE_OUT, ASKED_AGAIN}
RATED = (IssueState.ANSWERED, IssueState.REPORTED, IssueState.CLOSED)
_OVER = (AssignmentState.NOT_TAKEN, AssignmentState.CANCELLED)
HELD = "（附言等工作人员看过）"


JUST_ENDED = timedelta(days=1)
LISTED = 8


def to_judge(desk: Desk, resident: Resident, number: int | None) -> Issue:
    """The matter a 解决 means; without a number the only one we asked about, else reported, confirmed, closed."""
    asked, reported = waits_for_resident(desk.now), Issue.state == IssueState.REPORTED
    confirmed, closed = Issue.state == IssueState.RECEIVED, Issue.state == IssueState.CLOSED
    return _meant(desk, resident, number, (asked, reported, confirmed, closed), "解决 {} 是")


def to_rate(desk: Desk, resident: Resident, number: int | None) -> Issue:
    """The matter a 评价 means; without a number the one just ended, else the only one not yet rated."""
    ended = Issue.state.in_(RATED)
    unrated = ended & Issue.satisfaction.is_(None)
    just_ended = unrated & (Issue.closed_at > desk.now - JUST_ENDED)
    return _meant(desk, resident, number, (just_ended, unrated, ended), "评价 {} 满意")


def _meant(
    desk: Desk, resident: Resident, number: int | None, nearest: Sequence[ColumnElement[bool]], example: str
) -> Issue:
    """Never guesses between two: with several it asks which. Raises BadInput, NotFound."""
    if number is not None:
        return my_issue(desk, resident, number)
    for condition in nearest:
        mine = select(Issue.id).where(Issue.resident_id == resident.id, condition)
        numbers = desk.session.scalars(mine.order_by(Issue.id.desc()).limit(LISTED)).all()
        if len(numbers) == 1:
            return my_issue(desk, resident, numbers[0])
        if numbers:
            listed = "、".join(map(str, numbers))
            raise BadInput(f"您说的是哪一件？{listed}。请写上编号，比如：{example.format(numbers[0])}")
    raise NotFound("您还没有这样的事。有什么难处直接说就行。")


def rate(
    desk: Desk,
    resident: Resident,
    number: int | None,
    grade: Satisfaction,
    words: str,
    check: Check = Check.PASSED,
) -> str:
    """评价 N 满意|基本满意|不满意 words. 不满意 goes to the deputy and staff."""
    issue = to_rate(desk, resident, number)
    if issue.state not in RATED:
        raise NotPossible(f"№ {issue.id} {wording.state(issue)}，等有了答复再评价。")
    shown = _for_others(words, check)
    issue.satisfaction, issue.satisfaction_words = grade, shown[:500]
    grade_words = wording.SATISFACTION_IN_WORDS[grade]
    log(desk, issue, "rated", by_resident(resident), f"{grade_words} {shown}".strip())
    evaluating.resident_said(desk, issue, None, grade, shown)
    if grade is Satisfaction.UNSATISFIED:
        news.of_a_no(desk, issue, f"№ {issue.id} 群众评价：不满意。请再看看。")
    return f"谢谢，№ {issue.id} 已记下您的评价：{grade_words}。"


def say_solved(
    desk: Desk,
    resident: Resident,
    number: int | None,
    answer: Solved,
    words: str = "",
    check: Check = Check.PASSED,
) -> str:
    """解决 N 是|部分|否: whether it truly helped; "no" goes back to the deputy and the staff, and reopens."""
    issue = to_judge(desk, resident, number)
    shown = _for_others(words, check)
    if answer is Solved.NO and _answered_by_an_organ(desk, issue):
        return _organ_must_again(desk, issue, resident, shown)
    if answer is Solved.PARTLY and going_on.loop_lives(desk, issue):
        return going_on.said_partly(desk, issue, shown)
    said_before = _said_last(issue)
    verdict = move(desk, issue, ANSWERS[answer], by_resident(resident), shown)
    if isinstance(verdict, Repeated):
        if answer is Solved.NO or said_before == ANSWERS[answer]:
            return f"№ {issue.id} {wording.state(issue)}。"
        _closed_already(desk, issue, answer, resident, shown)
    follows = evaluating.resident_said(desk, issue, answer, None, shown)
    if answer is Solved.NO:
        news.of_a_no(desk, issue, f"№ {issue.id} 群众说没有解决，请继续办理。")
        return f"知道了，№ {issue.id} 没有解决，已告诉代表和工作人员。{follows or '继续办理。'}"
    if answer is Solved.YES:
        credit(desk, issue)
    more = f"如果还没办完，请发：解决 {issue.id} 否\n" if answer is Solved.PARTLY else ""
    return (
        f"好的，№ {issue.id} {wording.state(issue)}。\n{more}"
        f"您满意吗？请回复：评价 {issue.id} 满意（或 基本满意、不满意）"
    )


def asked_of(desk: Desk, resident: Resident) -> list[int]:
    """The matters whose resident has yet to say whether it is solved, newest first."""
    mine = select(Issue.id).where(Issue.resident_id == resident.id, waits_for_resident(desk.now))
    return list(desk.session.scalars(mine.order_by(Issue.id.desc())))


def asked_again(issue: Issue) -> bool:
    """Four weeks after its end the resident was asked whether it is still well, and has said nothing since."""
    return issue.state is IssueState.CLOSED and _said_last(issue) == ASKED_AGAIN


def _said_last(issue: Issue) -> str:
    """What the resident said last of whether it is solved, if nothing has been decided since."""
    return next((event.act for event in reversed(issue.events) if event.act in _TURNS), "")


def _closed_already(desk: Desk, issue: Issue, answer: Solved, resident: Resident, words: str) -> None:
    """Asked again after four weeks, or closed out without their word: it is on record, and how it ended goes by it."""
    log(desk, issue, ANSWERS[answer], by_resident(resident), words)
    issue.result = _ENDS[answer]


def _answered_by_an_organ(desk: Desk, issue: Issue) -> bool:
    """It ended by way of an assignment: "no" goes back to the organ, not to the deputy alone."""
    if issue.state is not IssueState.CLOSED:
        return False
    assignment = answering_to(desk, issue)
    return assignment is not None and assignment.assigned_at is not None and assignment.state not in _OVER


def _organ_must_again(desk: Desk, issue: Issue, resident: Resident, words: str) -> str:
    log(desk, issue, IssueAct.UNSOLVED, by_resident(resident), words)
    news.of_a_no(desk, issue, f"№ {issue.id} 群众说没有解决，请继续办理。")
    follows = evaluating.resident_said(desk, issue, Solved.NO, None, words)
    returning.revive(desk, issue)
    return f"知道了，№ {issue.id} 没有解决，已告诉代表和工作人员。{follows or '继续办理。'}"


def _for_others(words: str, check: Check) -> str:
    """What the timeline shows of the words: risky ones stay in the inbox, for staff."""
    return HELD if words and check is Check.RISKY else words
