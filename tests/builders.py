"""People, places and matters for tests: `a_deputy(session, grid)`; every argument has a sensible value.

Each builder flushes, so that `.id` is there; the caller's transaction commits. Codes and openids never repeat.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from handlers.rulebook import IssueClocks, Limits, Rulebook
from models.base import Base
from models.duty import EntryKind, HandbookEntry
from models.issue import Check, ClockKind, Issue, IssueClock, IssueMessage
from models.people import (
    Capacity,
    Contact,
    Deputy,
    DeputyCapacity,
    GridDeputy,
    Resident,
    StaffMember,
    StaffRole,
    StaffTerritory,
)
from models.place import Grid, GridAlias, Station
from models.rules.issue_state import IssueState
from models.rules.periods import DutyRules
from models.rules.quiet import QuietHours
from models.rules.workdays import work_calendar

COUNTY = "西峡县"
TOWNSHIP = "回车镇"
SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_AGO = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
RULES = Rulebook(
    zone=SHANGHAI,
    calendar=work_calendar(),
    quiet=QuietHours(time(21), time(8), SHANGHAI),
    clocks=IssueClocks(
        receipt_working_days=2,
        answer_months=1,
        very_late_days=14,
        same_matter=timedelta(minutes=10),
        settle=timedelta(minutes=3),
        draft_nudge=timedelta(minutes=30),
        draft_unfinished=timedelta(hours=24),
        ask_again=timedelta(days=28),
        confirm_working_days=10,
    ),
    duties=DutyRules(
        zone=SHANGHAI,
        opens_at=time(9),
        collect_nudge_working_days=3,
        solve_nudge_day=20,
        summary_opens_working_days=5,
        summary_nudge_working_days=2,
        summary_closes_day=10,
    ),
    limits=Limits(replies_per_ten_minutes=12, pushed_issues_per_resident_per_day=5, wrong_codes_per_hour=5),
)
"""The county's numbers as they are by default (app/settings.py)."""

_numbers = count(1)


def rulebook(**changes: Any) -> Rulebook:
    return replace(RULES, **changes)


def local_time(text: str) -> datetime:
    """`2026-03-10 10:00` on the county's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


Row = TypeVar("Row", bound=Base)


def _kept(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def a_contact(session: Session, openid: str = "", **columns: Any) -> Contact:
    openid = openid or f"openid-{next(_numbers)}"
    return _kept(session, Contact(**{"openid": openid, "created_at": LONG_AGO, **columns}))


def a_grid(
    session: Session, name: str = "", township: str = TOWNSHIP, *, aliases: Sequence[str] = (), **columns: Any
) -> Grid:
    number = next(_numbers)
    name = name or f"第{number}网格"
    grid = Grid(**{"code": f"G{number:05}", "county": COUNTY, "name": name, "township": township, **columns})
    grid.aliases = [GridAlias(alias=alias) for alias in aliases]
    return _kept(session, grid)


def a_station(session: Session, township: str = TOWNSHIP, **columns: Any) -> Station:
    number = next(_numbers)
    given = {"code": f"Z{number:05}", "name": f"{township}联络站", "township": township, **columns}
    return _kept(session, Station(**given))


def a_deputy(
    session: Session,
    *grids: Grid,
    rank: int = 1,
    capacities: Sequence[Capacity] = (Capacity.COUNTY,),
    bound: bool = True,
    **columns: Any,
) -> Deputy:
    """A deputy of the grids; `bound` to a WeChat contact unless said otherwise."""
    number = next(_numbers)
    deputy = Deputy(**{"code": f"D{number:05}", "name": f"代表{number}", **columns})
    if bound and deputy.contact_id is None:
        deputy.contact_id = a_contact(session).id
    deputy.capacities = [DeputyCapacity(capacity=capacity) for capacity in capacities]
    deputy.grids = [GridDeputy(grid_id=grid.id, rank=rank) for grid in grids]
    return _kept(session, deputy)


def a_resident(session: Session, grid: Grid | None = None, **columns: Any) -> Resident:
    given = {"contact_id": None, "grid_id": grid.id if grid else None, **columns}
    if given["contact_id"] is None:
        given["contact_id"] = a_contact(session).id
    return _kept(session, Resident(**given))


def an_issue(
    session: Session,
    grid: Grid | None = None,
    deputy: Deputy | None = None,
    *,
    text: str = "村口的路灯坏了三天",
    created_at: datetime = LONG_AGO,
    **columns: Any,
) -> Issue:
    """A matter of the grid with its first words; submitted and checked unless said otherwise."""
    state = columns.setdefault("state", IssueState.SUBMITTED)
    check = columns.setdefault("check", Check.PASSED)
    if "resident" not in columns and "resident_id" not in columns:
        columns["resident_id"] = a_resident(session, grid).id
    if state not in {IssueState.DRAFT, IssueState.UNFINISHED}:
        columns.setdefault("submitted_at", created_at)
    issue = Issue(
        grid_id=grid.id if grid else None,
        deputy_id=deputy.id if deputy else None,
        created_at=created_at,
        **{"last_said_at": created_at, "last_heard_at": created_at, **columns},
    )
    issue.messages = [IssueMessage(kind="text", text=text, said_at=created_at, check=check)]
    return _kept(session, issue)


def a_clock(session: Session, issue: Issue, due_at: datetime, **columns: Any) -> IssueClock:
    given = {"kind": ClockKind.RECEIPT, "started_at": issue.created_at, **columns}
    return _kept(session, IssueClock(issue_id=issue.id, due_at=due_at, **given))


def a_handbook_entry(
    session: Session, deputy: Deputy, kind: EntryKind, at: datetime, **columns: Any
) -> HandbookEntry:
    return _kept(session, HandbookEntry(deputy_id=deputy.id, kind=kind, at=at, **columns))


def a_staff_member(
    session: Session, role: StaffRole, *territories: str, bound: bool = True, **columns: Any
) -> StaffMember:
    """A staff member of the townships (or the whole county by its name)."""
    number = next(_numbers)
    member = StaffMember(**{"code": f"S{number:05}", "name": f"工作人员{number}", "role": role, **columns})
    if bound and member.contact_id is None:
        member.contact_id = a_contact(session).id
    member.territories = [StaffTerritory(name=name) for name in territories]
    return _kept(session, member)
