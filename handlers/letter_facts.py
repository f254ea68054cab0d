"""What a letter says, taken from the matter, its organs and its clocks as they are now."""

from dataclasses import dataclass
from datetime import date, timedelta

from handlers import assignment_clocks, wording
from handlers.assignment_life import covered
from handlers.desk import Desk
from handlers.letter_register import number_of
from handlers.letter_when import Standing, in_round
from handlers.letter_wish import LetterWish
from handlers.loop_people import deputies_of, living
from models.assignment import Assignment, AssignmentOrgan, Level, LoopClock, Part
from models.issue import Issue
from models.people import Deputy
from models.reply import Reply
from models.rules.clocks import due_on
from models.rules.letter_content import (
    AssignLetter,
    Course,
    LetterContent,
    Letterhead,
    Matter,
    RemindLetter,
    ReplyLetter,
    SuperviseLetter,
)
from models.rules.letter_office import Issuer, county_issuer, township_issuer
from models.rules.local_time import local_date
from models.rules.result_class import class_of
from models.suggestion import Suggestion
from models.supervision import Letter, LetterKind

TOPIC = 40
ISSUE, SUGGESTION, BETWEEN_SESSIONS = "群众反映", "代表建议", "闭会期间代表建议"


@dataclass(frozen=True)
class Sheet:
    """What every letter of an act shares: who issues it, under which number, what the clerk wished."""

    issuer: Issuer
    number: str
    wish: LetterWish


def topic(assignment: Assignment) -> str:
    """The suggestion's title, or the first of the residents' words that the organ may read."""
    if assignment.suggestion is not None:
        return assignment.suggestion.title
    words = wording.passed_words(assignment.issue) if assignment.issue else []
    return wording.snippet(words[0], TOPIC) if words else "群众反映的问题"


def summary(desk: Desk, assignment: Assignment) -> str:
    """The suggestion's text, or where it is and what residents said of it, each on a line; nothing unchecked, no names."""
    if assignment.suggestion is not None:
        return assignment.suggestion.text
    return "\n".join(f"{wording.place(issue.grid)}：{_said(issue)}" for issue in covered(desk, assignment))


def _said(issue: Issue) -> str:
    return "；".join(" ".join(words.split()) for words in wording.passed_words(issue)) or "（照片）"


def matter(desk: Desk, assignment: Assignment, title: str, content: str) -> Matter:
    zone, raised = desk.rules.zone, assignment.suggestion
    key = assignment.key_since is not None
    if raised is not None:
        at = raised.submitted_at or raised.created_at
        return Matter(
            source=SUGGESTION if raised.at_session else BETWEEN_SESSIONS,
            number=str(raised.number or assignment.id),
            title=title,
            summary=content,
            raised_by=_raisers(desk, assignment, raised),
            raised_on=local_date(at, zone),
            key=key,
        )
    issues = covered(desk, assignment)
    first = assignment.issue or issues[0]
    return Matter(
        source=ISSUE,
        number=str(first.id),
        title=title,
        summary=content,
        raised_by=f"{len(issues)}名群众" if len(issues) > 1 else "群众",
        raised_on=local_date(first.submitted_at or first.created_at, zone),
        key=key,
    )


def _raisers(desk: Desk, assignment: Assignment, raised: Suggestion) -> str:
    signed = len(deputies_of(desk, assignment))
    return f"{raised.deputy.name}等{signed}名代表" if signed > 1 else f"{raised.deputy.name}代表"


def head(desk: Desk, sheet: Sheet, to: str) -> Letterhead:
    return Letterhead(
        organ=sheet.issuer.organ,
        number=sheet.number,
        addressees=(to,),
        dated=local_date(desk.now, desk.rules.zone),
        copies=sheet.wish.copies,
        contact=sheet.wish.contact,
        phone=sheet.wish.phone,
    )


def assign_letter(desk: Desk, assignment: Assignment, sheet: Sheet, charge: AssignmentOrgan) -> AssignLetter:
    """To one of the organs charged; all of them are named in it."""
    charged = living(assignment)
    due = _running(desk, assignment, LoopClock.REPLY)
    return AssignLetter(
        head=head(desk, sheet, charge.organ.name),
        matter=matter(desk, assignment, sheet.wish.title, sheet.wish.summary),
        lead=next(one.organ.name for one in charged if one.part is Part.LEAD),
        assisting=tuple(one.organ.name for one in charged if one.part is Part.ASSIST),
        due_on=due or sheet.wish.answer_by or local_date(desk.now, desk.rules.zone),
        requirement=sheet.wish.requirement,
        object_by=_running(desk, assignment, LoopClock.OBJECT) if charge.part is Part.LEAD else None,
        opinion_by=_running(desk, assignment, LoopClock.ASSIST),
        basis=_basis(desk, assignment),
    )


def course_letter(
    desk: Desk, assignment: Assignment, sheet: Sheet, kind: LetterKind, now: Standing
) -> LetterContent:
    """A reminder or a supervision letter: what was asked, when, and by when it is asked again."""
    head_ = head(desk, sheet, now.charge.organ.name)
    about = matter(desk, assignment, sheet.wish.title, sheet.wish.summary)
    given = [
        one for one in in_round(desk, assignment, LetterKind.ASSIGN) if one.organ_id == now.charge.organ_id
    ]
    course = Course(
        lead=now.charge.organ.name,
        assigned_on=local_date(assignment.assigned_at or now.charge.given_at, desk.rules.zone),
        assign_number=number_of(given[-1]) if given else "",
        assigned_by=_assigned_by(desk, assignment, given, sheet.issuer),
        due_on=now.due_on,
        answer_by=sheet.wish.answer_by or answer_by(desk, now),
        requirement=sheet.wish.requirement,
        basis=_basis(desk, assignment),
        reminders=len(in_round(desk, assignment, LetterKind.REMIND)),
        replied=now.replied,
    )
    if kind is LetterKind.REMIND:
        return RemindLetter(head=head_, matter=about, course=course)
    return SuperviseLetter(head=head_, matter=about, course=course, reasons=sheet.wish.reasons)


def _assigned_by(desk: Desk, assignment: Assignment, given: list[Letter], issuer: Issuer) -> str:
    """By its letter, or by the level that has it; empty when it is who writes now."""
    organ = given[-1].content.get("发文机关", "") if given else issuer_of(desk, assignment).organ
    return "" if organ == issuer.organ else str(organ)


def issuer_of(desk: Desk, assignment: Assignment) -> Issuer:
    """The organ of the level that studies it."""
    office = desk.rules.letters
    if assignment.level is Level.TOWNSHIP and assignment.township:
        return township_issuer(office, assignment.county, assignment.township)
    return county_issuer(office, assignment.county)


SOON_WORKING_DAYS = 5


def answer_by(desk: Desk, now: Standing) -> date:
    """The proposal: the day that holds, or five working days when that is past (or a full answer is asked once more)."""
    today = local_date(desk.now, desk.rules.zone)
    if now.replied or now.due_on < today + timedelta(days=1):
        return desk.rules.calendar.add(today, SOON_WORKING_DAYS)
    return now.due_on


def reply_letter(
    desk: Desk, assignment: Assignment, sheet: Sheet, reply: Reply, deputy: Deputy
) -> ReplyLetter:
    """To one deputy, also when several signed (代表法 art. 51: each is answered)."""
    signers = len(reply.marks) if assignment.suggestion is not None else 1
    return ReplyLetter(
        head=head(desk, sheet, deputy.name),
        matter=matter(desk, assignment, sheet.wish.title, sheet.wish.summary),
        deputy=deputy.name,
        signers=signers,
        result_class=class_of(reply.result),
        result=wording.RESULT_IN_WORDS[reply.result],
        text=reply.text,
        handled_by=reply.handler,
        signer=reply.signer,
    )


def _running(desk: Desk, assignment: Assignment, kind: LoopClock) -> date | None:
    clock = assignment_clocks.running(assignment, kind)
    return due_on(clock.due_at, desk.rules.zone) if clock else None


def _basis(desk: Desk, assignment: Assignment) -> str:
    office = desk.rules.letters
    return office.suggestion_basis if assignment.suggestion_id else office.issue_basis
