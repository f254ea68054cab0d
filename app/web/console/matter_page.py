"""The page of one matter, and that of an assignment raised by a suggestion: put together, and shown again after a refusal."""

from dataclasses import dataclass

from flask import Response, make_response, redirect
from sqlalchemy.orm import Session

from app.web.console import offers
from app.web.console.acting import CONFLICT
from app.web.console.choices import choices_for
from app.web.console.event_words import Event, in_order
from app.web.console.house import NOTHING_KEPT, Clerk, Kept, missing, now, page, service
from app.web.console.instruction_lines import instructed
from app.web.console.panel import panel
from app.web.console.proposals import alike, proposed
from app.web.console.story import Story, story
from app.web.suggestion_sheet import sheet
from handlers import access, wording
from handlers.assignment_life import of_issue
from handlers.audit_words import act_in_words
from handlers.desk import Desk
from handlers.suggestion_checks import sees as may_check
from models.issue import Issue
from models.people import StaffMember
from models.queries import accounts, matter, suggestions
from models.queries.matter import Record
from models.rules.issue_state import IssueState
from models.rules.permissions import Permit


@dataclass(frozen=True)
class Neighbour:
    """A matter of the same content, handled together."""

    number: int
    words: str
    place: str
    reason: str
    main: bool


def desk_for(session: Session) -> Desk:
    """For looking only."""
    house = service()
    return Desk(session, house.rules, house.places, now())


def show_issue(
    clerk: Clerk, number: int, kept: Kept = NOTHING_KEPT, status: int = 200, preview: str = ""
) -> Response:
    """The whole story; the 404 page for what is not in the clerk's territory."""
    with service().db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        issue = matter.issue(session, number)
        if issue is None or not access.sees(me, issue):
            return missing()
        desk = desk_for(session)
        assignment = of_issue(desk, issue)
        record = matter.record(session, assignment.id) if assignment else None
        linked = matter.linked(session, number)
        follows = linked.main != number
        offered = offers.on_issue(desk, me, issue, record.assignment if record else None, follows=follows)
        offered |= offers.on_assignment(me, record) if record else frozenset()
        values = {
            "story": _story(session, clerk, issue, record),
            "panel": panel(session, desk, record) if record else None,
            "offers": offered,
            "choices": choices_for(desk, me, offered, issue, record),
            "proposed": proposed(desk, issue) if "categorise" in offered else (),
            "alike": alike(desk, me, issue) if "link" in offered else (),
            "neighbours": _neighbours(session, me, linked, number),
            "instructions": instructed(session, me, [number], None),
            "checkable": _checkable(issue, record),
            "audit": _audit(session, clerk, number, record),
        }
    return page(clerk, "issue", status, kept=kept, preview=preview, lost=_lost(kept, status), **values)


def _checkable(issue: Issue, record: Record | None) -> bool:
    """The resident of this very matter was asked and has not said a word: of the deputy's answer, or of an organ's reply."""
    silent = offers.silent_answers(record) if record else []
    return issue.state is IssueState.ANSWERED or issue.id in silent


_NOT_WORDS = frozenset({"csrf", "seen", "item"})


def _lost(kept: Kept, status: int) -> tuple[str, ...] | None:
    """What was typed into a form that may be gone, because somebody else was first; None when nothing is lost."""
    if status != CONFLICT:
        return None
    typed = (kept.typed or {}).items()
    return tuple(words for name, words in typed if name not in _NOT_WORDS and words.strip())


def _story(session: Session, clerk: Clerk, issue: Issue, record: Record | None) -> Story:
    logs: list[Event] = [*issue.events, *(record.assignment.events if record else ())]
    return story(
        issue,
        record.assignment if record else None,
        matter.names(session, logs),
        matter.around(session, issue.grid) if issue.grid else (),
        decides=clerk.may(Permit.RELEASE),
        phone_shown=clerk.may(Permit.ENTER_ISSUE),
    )


def _neighbours(
    session: Session, me: StaffMember, linked: matter.Linked, number: int
) -> tuple[Neighbour, ...]:
    """The others of its group; the main one first."""
    found = [
        _neighbour(me, issue, reason, main=False) for issue, reason in linked.following if issue.id != number
    ]
    if linked.main == number:
        return tuple(found)
    mains = matter.in_short(session, [linked.main])
    return (*(_neighbour(me, one, "", main=True) for one in mains), *found)


def _neighbour(me: StaffMember, issue: Issue, reason: str, *, main: bool) -> Neighbour:
    """Of another territory's matter only that there is one, and where."""
    if not access.sees(me, issue):
        return Neighbour(issue.id, "不在您的辖区，内容不显示", wording.place(issue.grid), "", main)
    words = wording.snippet(wording.said(issue)) or "（照片）"
    return Neighbour(issue.id, words, wording.place(issue.grid), reason, main)


def _audit(
    session: Session, clerk: Clerk, number: int | None, record: Record | None
) -> tuple[tuple[str, str, str], ...]:
    """When, who, what; for staff who may act, not for readers."""
    if not clerk.may(Permit.SUPERVISE):
        return ()
    zone = service().rules.zone
    entries = matter.audit(session, number, record.assignment.id if record else None)
    names = accounts.names(session, [entry.who for entry in entries])
    return tuple(
        (wording.day_and_time(entry.at, zone), names.get(entry.who, entry.who), act_in_words(entry.act))
        for entry in entries
    )


def show_assignment(
    clerk: Clerk, number: int, kept: Kept = NOTHING_KEPT, status: int = 200, preview: str = ""
) -> Response:
    """Of a matter: the matter's page. Of a suggestion: the same panel, and its text for whose it is to read (decision 0010)."""
    with service().db.reading() as session:
        me = session.get_one(StaffMember, clerk.staff_id)
        record = matter.record(session, number)
        if record is None or not _in_territory(me, record):
            return missing()
        issue_id = record.assignment.issue_id
        values = {} if issue_id is not None else _of_suggestion(session, clerk, me, record)
    if issue_id is None:
        lost = _lost(kept, status)
        return page(clerk, "assignment", status, kept=kept, preview=preview, lost=lost, **values)
    if kept is NOTHING_KEPT and not preview:
        return make_response(redirect(f"/console/issues/{issue_id}", 303))
    return show_issue(clerk, issue_id, kept, status, preview)


def _in_territory(me: StaffMember, record: Record) -> bool:
    return access.covers(me, record.assignment.township, record.assignment.county)


def _of_suggestion(session: Session, clerk: Clerk, me: StaffMember, record: Record) -> dict[str, object]:
    desk = desk_for(session)
    found = suggestions.whole(session, record.assignment.suggestion_id or 0)
    if found is None:
        raise RuntimeError(f"assignment {record.assignment.id} is of no matter and of no suggestion")
    issues = [one.issue_id for one in found.issues]
    offered = offers.on_assignment(me, record)
    names = matter.names(session, record.assignment.events)
    return {
        "found": found,
        "sheet": sheet(found, service().rules.zone) if may_check(me, found) else None,
        "office": may_check(me, found),
        "panel": panel(session, desk, record),
        "offers": offered,
        "choices": choices_for(desk, me, offered, None, record),
        "timeline": in_order((record.assignment.events,), names),
        "issues": tuple(_neighbour(me, one, "", main=False) for one in matter.in_short(session, issues)),
        "instructions": instructed(session, me, issues, record.assignment.id),
        "checkable": False,
        "audit": _audit(session, clerk, None, record),
    }
