"""What an organ sees of one assignment, frozen and in plain words.

Never who a resident is, never words or photos that the content check has not passed, and of the log only what the staff
and this organ did since it was charged.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.security import Vault
from app.web.console.deadlines import Deadline, deadline
from app.web.console.event_words import Happened, happened
from app.web.console.house import now, service
from app.web.console.loop_words import Photo, photos_of
from app.web.console.organ_history import Answered, Asked, Contacted, answered, asked, contacts_of
from app.web.console.organ_offers import Offer, object_until, offers
from app.web.console.rows import suggestion_number
from handlers import wording
from handlers.assignment_life import covered
from handlers.contacting import spoke_with_deputy
from handlers.desk import Desk
from handlers.loop_people import deputies_of
from models.assignment import Assignment, AssignmentEvent, AssignmentOrgan, LoopClock, OrganState, Part
from models.issue import ASIDE, ActorKind, Attachment, AttachmentState, Check, Issue
from models.queries.matter import names
from models.reply import Reply
from models.rules import category_tree
from models.rules.assignment_state import IN_WORDS, AssignmentAct, AssignmentState

_TOLD_WITH_WORDS = frozenset(
    {
        AssignmentAct.ASSIGN,
        AssignmentAct.REASSIGN,
        AssignmentAct.RECALL,
        AssignmentAct.UPHOLD,
        AssignmentAct.DECIDE,
        AssignmentAct.RETURN,
        AssignmentAct.REOPEN,
        AssignmentAct.PROMISE,
        AssignmentAct.EXPLAIN,
        AssignmentAct.CANCEL,
        "clarified",
        "extended",
        "supervised",
        "letter",
        "letter_void",
        "late",
        "very_late",
    }
)
"""What is addressed to the organ, or about its own work."""
_TOLD_ALONE = frozenset(
    {
        AssignmentAct.EVALUATE,
        AssignmentAct.KEEP,
        AssignmentAct.CLOSE_OUT,
        "unsupervised",
        "key_matter",
        "key_matter_ended",
    }
)
"""That it happened, not what staff noted of it."""


@dataclass(frozen=True)
class Said:
    """What residents said of one matter, word for word; what they added since the organ has it with its day."""

    number: int
    when: str
    place: str
    words: tuple[str, ...]
    added: tuple[tuple[str, str], ...]
    photos: tuple[str, ...]


@dataclass(frozen=True)
class Counterpart:
    """A deputy to speak to. `phone` is empty when there is none, or when the organ has no need of it any more."""

    code: str
    name: str
    phone: str


@dataclass(frozen=True)
class Work:
    """One assignment on the organ's page."""

    number: int
    kind: str
    title: str
    text: str
    place: str
    category: str
    round: int
    state: str
    part: str
    is_lead: bool
    waiting: bool
    requirement: str
    supervised_for: str
    deadlines: tuple[Deadline, ...]
    object_until: str
    organs: tuple[tuple[str, str], ...]
    opinions: tuple[tuple[str, str], ...]
    own_opinion: str
    said: tuple[Said, ...]
    deputies: tuple[Counterpart, ...]
    contacts: tuple[Contacted, ...]
    contacted_now: bool
    """The contact required before a reply is on record."""
    requests: tuple[Asked, ...]
    replies: tuple[Answered, ...]
    photos: tuple[Photo, ...]
    timeline: tuple[Happened, ...]
    offers: frozenset[Offer]

    @property
    def further(self) -> bool:
        """There is more to do than to accept it or to reply."""
        return bool(self.offers - {Offer.ACCEPT, Offer.REPLY})


def work(session: Session, assignment: Assignment, charge: AssignmentOrgan, replies: Iterable[Reply]) -> Work:
    """Everything the organ may see of it."""
    house = service()
    desk = Desk(session, house.rules, house.places, now())
    matters = covered(desk, assignment)
    suggestion = assignment.suggestion
    main = matters[0] if matters else None
    code = (suggestion.category if suggestion else main.category if main else "") or ""
    until = object_until(assignment)
    zone = house.rules.zone
    return Work(
        number=assignment.id,
        kind=_kind(assignment),
        title=suggestion.title if suggestion else _first_words(main),
        text=suggestion.text if suggestion else "",
        place=wording.place(main.grid) if main and main.grid else assignment.township or "全县",
        category=category_tree.in_words(code) or code,
        round=assignment.round,
        state=IN_WORDS[assignment.state],
        part="主办" if charge.part is Part.LEAD else "协办",
        is_lead=charge.part is Part.LEAD,
        waiting=charge.state is OrganState.WAITING,
        requirement=assignment.requirement,
        supervised_for=assignment.supervised_for if assignment.supervised_since else "",
        deadlines=tuple(_deadlines(assignment, charge)),
        object_until=wording.last_day(until, zone) if until else "",
        organs=tuple(_others(assignment, charge)),
        opinions=tuple(_opinions(assignment, charge)),
        own_opinion=charge.opinion,
        said=tuple(_said(issue, charge.given_at) for issue in matters),
        deputies=_counterparts(desk, assignment),
        contacts=contacts_of(session, assignment),
        contacted_now=spoke_with_deputy(desk, assignment),
        requests=tuple(asked(r) for r in assignment.requests if r.organ_id == charge.organ_id),
        replies=tuple(answered(reply) for reply in replies),
        photos=photos_of(session, assignment.id),
        timeline=_timeline(session, assignment, charge),
        offers=offers(assignment, charge),
    )


def _kind(assignment: Assignment) -> str:
    return f"代表{suggestion_number(assignment.suggestion)}" if assignment.suggestion else "群众反映"


def _first_words(issue: Issue | None) -> str:
    words = [m.text for m in issue.messages if m.check is Check.PASSED and m.text] if issue else []
    return wording.snippet(words[0]) if words else "群众反映的问题"


def _deadlines(assignment: Assignment, charge: AssignmentOrgan) -> Iterable[Deadline]:
    mine = {LoopClock.REPLY, LoopClock.PROMISE} if charge.part is Part.LEAD else {LoopClock.ASSIST}
    for clock in assignment.clocks:
        theirs = clock.organ_id not in {None, charge.organ_id}
        if clock.stopped_at is None and clock.kind in mine and not theirs:
            yield deadline(clock, {}, assignment.clocks)


def _others(assignment: Assignment, charge: AssignmentOrgan) -> Iterable[tuple[str, str]]:
    for one in assignment.organs:
        if one.state is not OrganState.RELEASED and one.id != charge.id:
            yield "主办" if one.part is Part.LEAD else "协办", one.organ.name


def _opinions(assignment: Assignment, charge: AssignmentOrgan) -> Iterable[tuple[str, str]]:
    for one in assignment.organs:
        if one.opinion and one.state is not OrganState.RELEASED and one.id != charge.id:
            yield one.organ.name, one.opinion


def _said(issue: Issue, since: datetime) -> Said:
    zone = service().rules.zone
    passed = [m for m in issue.messages if m.check is Check.PASSED and m.kind != ASIDE and m.text]
    return Said(
        number=issue.id,
        when=wording.day(issue.created_at, zone),
        place=wording.place(issue.grid),
        words=tuple(m.text for m in passed if m.said_at < since),
        added=tuple((wording.day(m.said_at, zone), m.text) for m in passed if m.said_at >= since),
        photos=tuple(service().photos.path(one.id, now()) for one in issue.attachments if _may_be_shown(one)),
    )


def _may_be_shown(photo: Attachment) -> bool:
    with_words = photo.message is None or photo.message.check is Check.PASSED
    stored = photo.state is AttachmentState.STORED and photo.content_type.startswith("image/")
    return stored and with_words and photo.check is Check.PASSED


def _counterparts(desk: Desk, assignment: Assignment) -> tuple[Counterpart, ...]:
    """Their phones only while the organ has to speak to them."""
    needed = assignment.state in {AssignmentState.HANDLING, AssignmentState.FED_BACK}
    vault = Vault(service().settings.security.secret_key)
    return tuple(
        Counterpart(d.code, wording.titled(d), vault.unseal(d.phone_sealed) if needed else "")
        for d in deputies_of(desk, assignment)
    )


def _timeline(session: Session, assignment: Assignment, charge: AssignmentOrgan) -> tuple[Happened, ...]:
    """What the staff and this organ did since it was charged."""
    theirs = (e for e in assignment.events if e.at >= charge.given_at and _is_theirs(e, charge))
    shown = sorted(theirs, key=lambda event: event.at)
    people = names(session, shown)
    return tuple(_line(event, happened(event, people)) for event in shown)


def _line(event: AssignmentEvent, line: Happened) -> Happened:
    own = event.actor_kind is ActorKind.ORGAN
    return line if own or event.act in _TOLD_WITH_WORDS else replace(line, note="")


def _is_theirs(event: AssignmentEvent, charge: AssignmentOrgan) -> bool:
    """Staff's own notes are not for organs: they may say who the resident is, or what is thought of the organ."""
    if event.actor_kind is ActorKind.ORGAN:
        return event.actor_id == charge.organ_id
    by_us = event.actor_kind in {ActorKind.STAFF, ActorKind.SYSTEM}
    return by_us and event.act in _TOLD_WITH_WORDS | _TOLD_ALONE
