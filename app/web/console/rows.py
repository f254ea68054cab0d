"""Matters and assignments as lines of a list: frozen, in plain words, only what this reader may see."""

from dataclasses import dataclass

from app.web.console.deadlines import NOBODY_IS_LATE, Deadline, deadline
from app.web.console.event_words import happened
from handlers import wording
from models.assignment import Assignment, AssignmentOrgan, OrganState, Part
from models.issue import Check, ClockKind, Issue
from models.queries.matter import Names
from models.queries.worklist_lines import Clock, Line
from models.rules import assignment_state
from models.suggestion import Suggestion

LONGEST = 80


@dataclass(frozen=True)
class Row:
    """`path` opens it; `marks` are short words of what is special about it."""

    number: str
    path: str
    words: str
    place: str
    organ: str
    state: str
    deadline: Deadline | None
    last: str
    marks: tuple[tuple[str, str], ...]


def row(line: Line, names: Names, *, held_shown: bool) -> Row:
    """One line; `held_shown`: the reader decides on words the content check holds back."""
    issue, assignment = line.issue, line.assignment
    organs = {one.organ_id: one.organ.name for one in assignment.organs} if assignment else {}
    clock = next((clock for clock in line.clocks if _is_owed(clock)), None)
    return Row(
        number=_number(issue, assignment),
        path=path_of(issue, assignment),
        words=_words(issue, assignment, held_shown=held_shown),
        place=wording.place(issue.grid) if issue else _where(assignment),
        organ=lead_of(assignment.organs) if assignment else "",
        state=state_in_words(issue, assignment),
        deadline=deadline(clock, organs) if clock else None,
        last=_last(line, names),
        marks=tuple(_marks(issue, assignment)),
    )


def path_of(issue: Issue | None, assignment: Assignment | None) -> str:
    if issue is not None:
        return f"/console/issues/{issue.id}"
    return f"/console/assignments/{assignment.id if assignment else 0}"


def _number(issue: Issue | None, assignment: Assignment | None) -> str:
    if issue is not None:
        return f"№ {issue.id}"
    return suggestion_number(assignment.suggestion) if assignment and assignment.suggestion else ""


def suggestion_number(suggestion: Suggestion) -> str:
    """建议〔2026〕12 号; 建议（未编号）before it has one."""
    return f"建议〔{suggestion.year}〕{suggestion.number} 号" if suggestion.number else "建议（未编号）"


def _words(issue: Issue | None, assignment: Assignment | None, *, held_shown: bool) -> str:
    if issue is None:
        return assignment.suggestion.title if assignment and assignment.suggestion else ""
    if any(message.check is not Check.PASSED for message in issue.messages) and not held_shown:
        return "（内容等工作人员查看）"
    return wording.snippet(wording.said(issue, to_others=not held_shown), LONGEST) or "（照片）"


def _where(assignment: Assignment | None) -> str:
    return (assignment.township or assignment.county) if assignment else ""


def lead_of(organs: list[AssignmentOrgan]) -> str:
    """县交通局 等2家: the lead, and how many assist; empty while nobody has it."""
    living = [one for one in organs if one.state is not OrganState.RELEASED]
    lead = next((one.organ.name for one in living if one.part is Part.LEAD), "")
    return f"{lead} 等{len(living)}家" if lead and len(living) > 1 else lead


def state_in_words(issue: Issue | None, assignment: Assignment | None) -> str:
    """The assignment's state once there is one: it says more."""
    if assignment is not None and (issue is None or assignment.state not in assignment_state.ENDED):
        return assignment_state.IN_WORDS[assignment.state]
    return wording.state(issue) if issue else ""


def _is_owed(clock: Clock) -> bool:
    return clock.kind is not ClockKind.RECHECK and clock.kind not in NOBODY_IS_LATE


def _last(line: Line, names: Names) -> str:
    if line.last is None:
        return ""
    said = happened(line.last, names)
    return f"{said.when} {said.who}{said.what}"


def _marks(issue: Issue | None, assignment: Assignment | None) -> list[tuple[str, str]]:
    found = []
    if issue is not None and any(message.check is Check.RISKY for message in issue.messages):
        found.append(("内容待查看", "soon"))
    if assignment is not None:
        if assignment.key_since is not None:
            found.append(("重点督办", "late"))
        if assignment.supervised_since is not None:
            found.append(("督办", "soon"))
        if assignment.round > 1:
            found.append((f"第 {assignment.round} 次办理", "soon"))
    photos = sum(one.check is not Check.RISKY for one in issue.attachments) if issue else 0
    return [*found, (f"附件 {photos}", "plain")] if photos else found
