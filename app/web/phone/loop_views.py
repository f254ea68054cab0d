"""How far the closed loop of a matter is, as a resident's or a deputy's page shows it: frozen, in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.web.console.loop_words import SHOWS_IN_WORDS
from app.web.phone.house import now, service
from handlers import loop_news, wording
from handlers.assignment_clocks import running
from handlers.evaluating import SOLVED_IN_WORDS
from handlers.replies import CLAIMS
from handlers.suggestion_life import assigned_elsewhere
from handlers.verdict import asked_again
from models.assignment import Assignment, Level, LoopClock, OrganState, Part, RequestKind, RequestState
from models.issue import Issue
from models.queries.loop_phone import Record
from models.reply import AnswerState, ContactLog, DeputyMark, Evidence, MarkState, Reply, ResidentAnswer
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from models.rules.suggestion_state import SuggestionState
from models.suggestion import Suggestion

_GRADE = wording.SATISFACTION_IN_WORDS


@dataclass(frozen=True)
class Shot:
    """A photo of the work, before or after, with its link of an hour."""

    url: str
    shows: str
    words: str


@dataclass(frozen=True)
class Round:
    """One reply of an organ. `verdict`: what this reader said of it, empty while they have not."""

    title: str
    when: str
    result: str
    words: str
    photos: tuple[Shot, ...]
    verdict: str


@dataclass(frozen=True)
class Loop:
    """One assignment for one reader."""

    number: int
    subject: str
    state: str
    lead: str
    assist: str
    due: str
    late: bool
    extensions: tuple[str, ...]
    rounds: tuple[Round, ...]
    photos: tuple[Shot, ...]
    """Of the round in hand, before its reply."""
    contacts: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One assignment in a list."""

    number: int
    subject: str
    about: str
    when: str


@dataclass(frozen=True)
class Asked:
    """What a resident is asked now: whether it is truly solved, and how satisfied they are."""

    solved: bool = False
    grade: bool = False


def for_resident(found: Record, issue: Issue) -> Loop:
    """Of the replies those that were sent to this resident, in plain words; nothing of what others said."""
    sent = [reply for reply in found.replies if _answer(reply, issue) is not None]
    rounds = [
        _round(reply, found.evidence, reply.plain_words, _resident_said(reply, issue)) for reply in sent
    ]
    return _loop(found, rounds)


def for_deputy(found: Record, deputy_id: int) -> Loop:
    """Every reply in full, with this deputy's own marks, and what organs wrote of speaking with them."""
    rounds = [
        _round(reply, found.evidence, _in_full(reply), _deputy_said(reply, deputy_id))
        for reply in found.replies
    ]
    replied = {reply.round for reply in found.replies}
    return replace(
        _loop(found, rounds),
        subject=loop_news.subject(found.assignment),
        photos=_shots(one for one in found.evidence if one.round not in replied),
        contacts=tuple(contact(log, organ) for log, organ in found.contacts if log.deputy_id == deputy_id),
    )


def _loop(found: Record, rounds: Iterable[Round]) -> Loop:
    """What every reader may see: nothing of what residents said, and no photo without its reply."""
    assignment = found.assignment
    clock = running(assignment, LoopClock.REPLY)
    moving = clock is not None and clock.paused_at is None
    return Loop(
        number=assignment.id,
        subject="",
        state=in_words(assignment),
        lead=_organs(assignment, Part.LEAD),
        assist=_organs(assignment, Part.ASSIST),
        due=wording.last_day(clock.due_at, service().rules.zone) if clock and moving else "",
        late=clock is not None and moving and clock.due_at <= now(),
        extensions=_extensions(assignment),
        rounds=tuple(rounds),
        photos=(),
        contacts=(),
    )


def in_words(assignment: Assignment) -> str:
    """How far it is, for somebody who knows no office language."""
    if higher := _at_higher(assignment.suggestion):
        return higher
    lead = _organs(assignment, Part.LEAD) or "承办单位"
    who = "乡镇" if assignment.level is Level.TOWNSHIP else "县里"
    again = "重新" if assignment.round > 1 else ""
    return {
        AssignmentState.STUDY: f"{who}正在研究交给谁办",
        AssignmentState.HANDLING: f"{lead}正在{again}办理",
        AssignmentState.OBJECTED: f"{lead}说不归他们办，工作人员正在核实",
        AssignmentState.FED_BACK: f"{lead}已答复，等大家评价",
        AssignmentState.EVALUATED: f"{lead}已答复，工作人员正在核对",
        AssignmentState.PROMISED: f"{lead}列入计划，办好以前不算办结",
        AssignmentState.CLOSED_OUT: "已办完并销号",
        AssignmentState.NOT_TAKEN: "不予受理，原因见下面的经过",
        AssignmentState.CANCELLED: "不再继续办理",
    }[assignment.state]


def _at_higher(suggestion: Suggestion | None) -> str:
    """Of what a higher congress assigns: whether it has been passed on, and answered."""
    if suggestion is None or not assigned_elsewhere(suggestion):
        return ""
    said = {
        SuggestionState.SUBMITTED: "等县里转给上级人大",
        SuggestionState.FORWARDED: "已转上级人大，等上级答复",
        SuggestionState.CLOSED: "上级人大已答复",
    }
    return said.get(suggestion.state, "")


def in_a_line(assignment: Assignment) -> str:
    """The same for a list, with the day by which the organ replies."""
    clock = running(assignment, LoopClock.REPLY)
    if clock is None or clock.paused_at is not None:
        return in_words(assignment)
    late = "，已超期" if clock.due_at <= now() else ""
    return f"{in_words(assignment)}，{wording.last_day(clock.due_at, service().rules.zone)}前答复{late}"


def line(assignment: Assignment) -> Line:
    """For a deputy's lists."""
    clock = running(assignment, LoopClock.REPLY)
    when = wording.last_day(clock.due_at, service().rules.zone) if clock else ""
    return Line(assignment.id, loop_news.subject(assignment), _organs(assignment, Part.LEAD), when)


def contact(log: ContactLog, organ: str) -> str:
    """县交通局 3月12日 电话：说了办理打算."""
    return f"{organ} {_day(log.on)} {log.how}：{log.words}"


def asked(issue: Issue, found: Record | None) -> Asked:
    """The two questions that are open for this resident now; four weeks after the end the first is put again."""
    return replace(_asked(issue, found), solved=True) if asked_again(issue) else _asked(issue, found)


def _asked(issue: Issue, found: Record | None) -> Asked:
    reply = found.replies[-1] if found and found.replies else None
    answer = _answer(reply, issue) if reply else None
    if found is None or reply is None or answer is None or reply.round != found.assignment.round:
        closed = issue.state is IssueState.CLOSED and issue.satisfaction is None
        return Asked(issue.state is IssueState.ANSWERED, closed)
    if issue.state is IssueState.CLOSED:
        return Asked(grade=answer.satisfaction is None)
    if issue.state is not IssueState.REPORTED:
        return Asked(issue.state is IssueState.ANSWERED)
    still = answer.state is AnswerState.ASKED
    graded = answer.satisfaction is not None
    return Asked(still, not graded and (not still or reply.result not in CLAIMS))


def _answer(reply: Reply, issue: Issue) -> ResidentAnswer | None:
    return next((one for one in reply.answers if one.issue_id == issue.id), None)


def _resident_said(reply: Reply, issue: Issue) -> str:
    answer = _answer(reply, issue)
    if answer is None or (answer.solved is None and answer.satisfaction is None):
        return ""
    parts = [SOLVED_IN_WORDS[answer.solved]] if answer.solved else []
    parts += [_GRADE[answer.satisfaction]] if answer.satisfaction else []
    who = "工作人员向您核实" if answer.state is AnswerState.CHECKED else "您说"
    return f"{who}：{'，'.join(parts)}"


def mark_of(reply: Reply, deputy_id: int) -> DeputyMark | None:
    return next((mark for mark in reply.marks if mark.deputy_id == deputy_id), None)


def _deputy_said(reply: Reply, deputy_id: int) -> str:
    mark = mark_of(reply, deputy_id)
    if mark is None or mark.state is MarkState.ASKED:
        return ""
    if mark.attitude is None or mark.result is None:
        return "您没有评价这次答复"
    said = f"您的评价：态度{_GRADE[mark.attitude]}，结果{_GRADE[mark.result]}"
    return f"{said}。{mark.words}" if mark.words else said


def _round(reply: Reply, evidence: Iterable[Evidence], words: str, verdict: str) -> Round:
    again = f"（第{reply.round}次）" if reply.round > 1 else ""
    until = f"，{_day(reply.planned_until)}前办好" if reply.planned_until else ""
    return Round(
        title=f"{reply.organ.name}的答复{again}",
        when=wording.day_and_time(reply.at, service().rules.zone),
        result=wording.RESULT_IN_WORDS[reply.result] + until,
        words=words,
        photos=_shots(one for one in evidence if one.round == reply.round),
        verdict=verdict,
    )


def _in_full(reply: Reply) -> str:
    return f"{reply.text}\n（签发：{reply.signer}　承办：{reply.handler}）"


def _shots(evidence: Iterable[Evidence]) -> tuple[Shot, ...]:
    links = service().photos
    return tuple(
        Shot(links.evidence_path(one.id, now()), SHOWS_IN_WORDS[one.shows], one.words) for one in evidence
    )


def _organs(assignment: Assignment, part: Part) -> str:
    living = (one for one in assignment.organs if one.part is part and one.state is not OrganState.RELEASED)
    return "、".join(one.organ.name for one in living)


def _extensions(assignment: Assignment) -> tuple[str, ...]:
    """Every one that was agreed to, with its reason."""
    return tuple(
        f"办理时间延到{_day(one.granted_until)}，原因：{one.reason}"
        for one in assignment.requests
        if one.kind is RequestKind.EXTENSION and one.state is RequestState.GRANTED and one.granted_until
    )


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
