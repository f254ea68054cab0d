"""One matter as the console shows it: what was said, the photos, where it lies, whom it concerns; frozen, in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.security import Vault
from app.web.console.deadlines import Deadline, running
from app.web.console.event_words import MIRRORED, Event, Happened, in_order
from app.web.console.grid_picture import Picture, picture
from app.web.console.house import service
from app.web.console.photos import Photo, photo_of
from app.web.console.rows import state_in_words
from handlers import wording
from handlers.staff import held_until
from models.assignment import Assignment, AssignmentEvent
from models.issue import (
    ASIDE,
    ActorKind,
    Check,
    ClockKind,
    Issue,
    IssueChannel,
    IssueEvent,
)
from models.queries.matter import Dot, Names
from models.rules import category_tree
from models.rules.assignment_state import AssignmentAct
from models.rules.category_tree import CONCERN_IN_WORDS, Concern
from models.rules.distance import great_circle_metres
from models.rules.doors import DoorKind
from models.rules.issue_state import IssueAct

_DOORS = {
    DoorKind.EMERGENCY: "急事",
    DoorKind.SECRET: "可能涉密",
    DoorKind.COURT: "可能在打官司",
    DoorKind.PETITION: "可能在信访",
    DoorKind.DISCIPLINE: "可能是检举",
}


@dataclass(frozen=True)
class Said:
    """One thing the resident said, word for word. `aside`: politeness, no part of the story."""

    text: str
    when: str
    held: bool
    unchecked: bool
    aside: bool


@dataclass(frozen=True)
class Story:
    """One matter. `seen` is the newest event of its log, for forms."""

    number: int
    state: str
    place: str
    who: str
    phone: str
    deputy: str
    told: str
    channel: str
    category: str
    category_code: str
    field: str
    field_code: str
    door: str
    said: tuple[Said, ...]
    photos: tuple[Photo, ...]
    deadlines: tuple[Deadline, ...]
    timeline: tuple[Happened, ...]
    picture: Picture | None
    spot: str
    """Where the resident pointed on the map, in words; empty when they did not."""
    result: str
    satisfaction: str
    seen: int | None
    held_until: int
    """The newest message that waits for staff's eyes; 0: none does."""


def story(
    issue: Issue,
    assignment: Assignment | None,
    names: Names,
    around: tuple[Dot, ...],
    *,
    decides: bool,
    phone_shown: bool,
) -> Story:
    """`decides`: the reader decides on held words; `phone_shown`: deals with the resident, by name and phone."""
    zone = service().rules.zone
    return Story(
        number=issue.id,
        state=state_in_words(issue, assignment),
        place=wording.place(issue.grid),
        who=_who(issue, known=phone_shown),
        phone=_phone(issue) if phone_shown else "",
        deputy=wording.titled(issue.deputy) if issue.deputy else "",
        told=wording.day_and_time(issue.created_at, zone),
        channel="工作人员代为登记" if issue.channel is IssueChannel.STAFF else "微信",
        category=category_tree.in_words(issue.category) or issue.category,
        category_code=issue.category,
        field=CONCERN_IN_WORDS[Concern(issue.field)] if issue.field in set(Concern) else issue.field,
        field_code=issue.field,
        door=_DOORS.get(DoorKind(issue.door), "") if issue.door in set(DoorKind) else "",
        said=tuple(_said(issue, decides=decides)),
        photos=tuple(
            photo_of(attachment, decides=decides) for attachment in (*issue.attachments, *issue.deputy_photos)
        ),
        deadlines=running(issue.clocks, {}),
        timeline=_timeline(issue, assignment, names),
        picture=picture(issue.grid, around) if issue.grid else None,
        spot=_spot(issue) if phone_shown or not issue.anonymous else "",
        result=wording.RESULT_IN_WORDS[issue.result] if issue.result else "",
        satisfaction=_satisfaction(issue),
        seen=issue.events[-1].id if issue.events else None,
        held_until=held_until(issue),
    )


def _who(issue: Issue, *, known: bool) -> str:
    """Whoever only reads is not told who stays anonymous: a station head may be the very deputy."""
    name = issue.resident.name or "一位群众"
    if not issue.anonymous:
        return name
    return f"{name}（对代表匿名）" if known else "一位群众（匿名）"


def _spot(issue: Issue) -> str:
    """It may be where they live: of who stays anonymous only for whom they are known to."""
    if issue.latitude is None or issue.longitude is None:
        return ""
    words = f"东经 {issue.longitude:.5f}，北纬 {issue.latitude:.5f}"
    grid = issue.grid
    if grid is None or grid.latitude is None or grid.longitude is None:
        return words
    metres = great_circle_metres((issue.latitude, issue.longitude), (grid.latitude, grid.longitude))
    return f"{words}（离{grid.name}网格中心约 {round(metres, -1):.0f} 米）"


def _phone(issue: Issue) -> str:
    """Empty too when it was sealed with another secret key: a page must not fail for that."""
    try:
        return Vault(service().settings.security.secret_key).unseal(issue.resident.phone_sealed)
    except ValueError:
        return ""


def _said(issue: Issue, *, decides: bool) -> Iterable[Said]:
    zone = service().rules.zone
    for message in issue.messages:
        if message.text and (decides or message.check is Check.PASSED):
            yield Said(
                text=message.text,
                when=wording.day_and_time(message.said_at, zone),
                held=message.check is Check.RISKY,
                unchecked=message.check is Check.UNCHECKED,
                aside=message.kind == ASIDE,
            )


def _timeline(issue: Issue, assignment: Assignment | None, names: Names) -> tuple[Happened, ...]:
    """The matter's log and its assignment's as one, without what both say."""
    own: list[Event] = [
        event for event in issue.events if not (assignment and _is_mirrored(event, assignment))
    ]
    loop = [event for event in assignment.events if not _is_said_already(event, issue)] if assignment else []
    return in_order((own, loop), names)


def _is_said_already(event: AssignmentEvent, issue: Issue) -> bool:
    """What its resident said of it, and that study began with the report, stand in the matter's own log."""
    if event.act == "begin":
        return any(own.act == IssueAct.REPORT_UP and own.at == event.at for own in issue.events)
    about_it = event.note.startswith(f"№ {issue.id} ")
    return event.actor_kind is ActorKind.RESIDENT and about_it


def _is_mirrored(event: IssueEvent, assignment: Assignment) -> bool:
    """The lateness of the deputy's clocks is the matter's own; that of the loop stands in the assignment's log."""
    if event.act in {"late", "very_late"}:
        return event.note not in set(ClockKind)
    if event.act == IssueAct.REFUSE:
        return any(
            other.act == AssignmentAct.NOT_TAKE and other.at == event.at for other in assignment.events
        )
    return event.act in MIRRORED or event.act == IssueAct.RETURN


def _satisfaction(issue: Issue) -> str:
    if issue.satisfaction is None:
        return ""
    grade = wording.SATISFACTION_IN_WORDS[issue.satisfaction]
    return f"{grade}：{issue.satisfaction_words}" if issue.satisfaction_words else grade
