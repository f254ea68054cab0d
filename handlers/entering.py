"""Staff write a matter down for someone who cannot write in: by telephone, at the station, at the door."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from handlers import access, routing, wording
from handlers.audit import audit
from handlers.desk import BadInput, Desk
from handlers.evidence import Picture
from handlers.issue_life import by_staff, log
from handlers.said import LONG, required, short_enough
from handlers.written_down import Written, written_down
from models.issue import Attachment, AttachmentState, Check, Issue, IssueChannel
from models.people import Resident, StaffMember
from models.place import Grid
from models.rules.doors import door
from models.rules.permissions import Permit
from models.rules.reading import same_text_key

LONGEST_NAME = 32
LONGEST_WORDS = 2 * LONG
OLDEST = timedelta(days=366)


@dataclass(frozen=True)
class Entry:
    """What somebody said, and where the problem is. The name may stay empty; the phone number comes sealed."""

    words: str
    grid_code: str
    name: str = ""
    phone_sealed: str = ""
    said_at: datetime | None = None
    """When they said it; None: just now."""
    anonymous: bool = False
    """The deputy is not told who it is."""
    photo: Picture | None = None
    """What they brought to show, already stored."""


@dataclass(frozen=True)
class _LookedOver:
    """An entry that is in order."""

    words: str
    name: str
    said_at: datetime
    grid: Grid
    earlier: Issue | None
    """The same was entered just now."""


def written_already(desk: Desk, member: StaffMember, entry: Entry) -> str:
    """What `enter_for` would refuse, it raises; the sentence if the same was entered just now, else empty.

    Changes and locks nothing: asked before a photo is decoded and stored, so that a refused form leaves no file behind.
    """
    found = _look_over(desk, member, entry, lock=False)
    return _twice(found.earlier) if found.earlier else ""


def enter_for(desk: Desk, member: StaffMember, entry: Entry) -> str:
    """From here on a matter like any other: the grid's deputy is asked to confirm. Raises Forbidden, BadInput."""
    found = _look_over(desk, member, entry, lock=True)
    words, name, said_at, grid = found.words, found.name, found.said_at, found.grid
    if found.earlier is not None:
        return _twice(found.earlier)
    resident = Resident(
        name=name, phone_sealed=entry.phone_sealed, anonymous=entry.anonymous, grid_id=grid.id
    )
    desk.session.add(resident)
    issue = written_down(desk, resident, Written(words, said_at, Check.PASSED, IssueChannel.STAFF))
    if entry.photo is not None:
        issue.attachments.append(_attached(issue, entry.photo))
    log(desk, issue, "entered", by_staff(member))
    routing.submit(desk, issue, grid, "staff", by_staff(member))
    audit(desk, member, "enter_for", issue)
    other = door(words)
    note = f"\n请先告诉本人：{other.in_words}" if other else ""
    return f"已录入，编号 № {issue.id}（{wording.place(grid)}）。{routing.who_and_when(desk, issue)}{note}"


def _look_over(desk: Desk, member: StaffMember, entry: Entry, *, lock: bool) -> _LookedOver:
    access.demand(member, Permit.ENTER_ISSUE)
    words = required(entry.words, "群众说了什么", "words", LONGEST_WORDS)
    name = short_enough(entry.name.strip(), "name", LONGEST_NAME)
    said_at = _said_at(desk, entry.said_at)
    grid = _grid(desk, member, entry.grid_code.strip(), lock=lock)
    return _LookedOver(words, name, said_at, grid, _entered_already(desk, grid, name, words))


def _twice(earlier: Issue) -> str:
    return f"刚刚已经录入过同样的话：№ {earlier.id}，没有再记一件。"


def _attached(issue: Issue, photo: Picture) -> Attachment:
    """Seen by the staff member who took it: it needs no further check."""
    return Attachment(
        message=issue.messages[0],
        kind="image",
        media_id="",
        state=AttachmentState.STORED,
        path=photo.path,
        content_type=photo.content_type,
        drawn=True,
        size=photo.size,
        check=Check.PASSED,
    )


def _said_at(desk: Desk, given: datetime | None) -> datetime:
    if given is None:
        return desk.now
    if given > desk.now:
        raise BadInput("反映的时间还没有到。", "said_at")
    if desk.now - given > OLDEST:
        raise BadInput("反映的时间太早了，请核对年份。", "said_at")
    return given


def _grid(desk: Desk, member: StaffMember, code: str, *, lock: bool) -> Grid:
    """Locked to enter something, so that two clerks who enter the same thing take turns."""
    query = select(Grid).where(Grid.code == code, Grid.active)
    grid = desk.session.scalars(query.with_for_update() if lock else query).one_or_none()
    if grid is None or not access.covers(member, grid.township, grid.county):
        raise BadInput("请从您辖区的网格里选一个。", "grid_code")
    return grid


def _entered_already(desk: Desk, grid: Grid, name: str, words: str) -> Issue | None:
    """The same words for the same person within minutes: the button was pressed twice, or two clerks heard it."""
    same = (
        select(Issue)
        .join(Resident, Resident.id == Issue.resident_id)
        .where(Issue.repeat_key == same_text_key(words), Issue.channel == IssueChannel.STAFF)
        .where(Issue.grid_id == grid.id, Resident.name == name)
        .where(Issue.created_at > desk.now - desk.rules.clocks.same_matter)
    )
    return desk.session.scalars(same.order_by(Issue.id)).first()
