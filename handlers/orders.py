"""交办: what staff order, checked against the registry and the limits before anything changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from handlers import assignment_clocks, wording
from handlers.desk import BadInput, Desk
from handlers.said import required
from models.assignment import Assignment, LoopClock
from models.people import Organ
from models.rules.clocks import due_on
from models.rules.local_time import local_date

MOST_ASSISTING = 8
LONGEST_REQUIREMENT = 2000


@dataclass(frozen=True)
class Orders:
    """To which organs (by code), what is asked of them, and by when: empty for the limit of the rules."""

    lead: str
    assist: tuple[str, ...] = ()
    requirement: str = ""
    reply_by: date | None = None


@dataclass(frozen=True)
class Checked:
    """The same, with the organs themselves."""

    lead: Organ
    assist: tuple[Organ, ...]
    requirement: str
    reply_by: date | None


def checked(desk: Desk, assignment: Assignment, orders: Orders) -> Checked:
    """Raises BadInput with the field of what is wrong."""
    if not orders.lead.strip():
        raise BadInput("请选一个主办单位。", "lead")
    lead = _organ(desk, orders.lead, "lead")
    assist = tuple(_organ(desk, code, "assist") for code in orders.assist if code.strip())
    _demand_apart(lead, assist)
    requirement = required(orders.requirement, "办理要求", "requirement", LONGEST_REQUIREMENT)
    _demand_in_time(desk, assignment, orders.reply_by)
    return Checked(lead, assist, requirement, orders.reply_by)


def _organ(desk: Desk, code: str, field: str) -> Organ:
    found = desk.session.scalars(select(Organ).where(Organ.code == code.strip(), Organ.active)).one_or_none()
    if found is None:
        raise BadInput(f"登记表里没有编号为「{code.strip()}」的承办单位，或者它已停用。", field)
    return found


def _demand_apart(lead: Organ, assist: Sequence[Organ]) -> None:
    codes = [organ.code for organ in assist]
    if lead.code in codes:
        raise BadInput(f"{lead.name}已经是主办单位，不用再选作协办。", "assist")
    if len(set(codes)) < len(codes):
        raise BadInput("同一个协办单位选了两次。", "assist")
    if len(codes) > MOST_ASSISTING:
        raise BadInput(f"协办单位最多 {MOST_ASSISTING} 个。", "assist")


def _demand_in_time(desk: Desk, assignment: Assignment, reply_by: date | None) -> None:
    """A day that staff set may shorten the limit, never lengthen it."""
    if reply_by is None:
        return
    if reply_by <= local_date(desk.now, desk.rules.zone):
        raise BadInput("答复日期要在今天以后。", "reply_by")
    limit = assignment_clocks.due_if_started(desk, assignment, LoopClock.REPLY)
    if reply_by > due_on(limit.due_at, desk.rules.zone):
        last = wording.last_day(limit.due_at, desk.rules.zone)
        raise BadInput(
            f"最迟 {last}答复（{limit.source}）。可以提前，不能延后；确有困难的，由承办单位申请延期。",
            "reply_by",
        )


def in_words(desk: Desk, orders: Checked, due_at: datetime) -> str:
    """县交通局办理（协办：县财政局），4月10日（周五）前答复."""
    with_help = f"（协办：{'、'.join(organ.name for organ in orders.assist)}）" if orders.assist else ""
    return f"{orders.lead.name}办理{with_help}，{wording.last_day(due_at, desk.rules.zone)}前答复"
