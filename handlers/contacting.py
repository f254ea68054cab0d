"""与代表联系沟通: the organ speaks with the deputy before it replies, and says so with day and manner (代表法 art. 51)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select

from handlers.assignment_access import for_organ
from handlers.assignment_life import by_organ, check, move
from handlers.audit import audit
from handlers.desk import BadInput, Desk
from handlers.loop_people import deputies_of, title
from handlers.said import required
from models.assignment import Assignment
from models.people import Deputy, Organ
from models.reply import ContactLog
from models.rules.assignment_state import AssignmentAct
from models.rules.local_time import local_date

WAYS = ("电话", "上门", "座谈", "微信", "现场")


@dataclass(frozen=True)
class Contacted:
    """On which day, how (`WAYS`), what was said; with whom: a deputy's code, or empty for somebody named in the words."""

    on: date
    how: str
    words: str
    deputy_code: str = ""


def log_contact(desk: Desk, organ: Organ, number: int, contacted: Contacted) -> str:
    """Raises BadInput for a day to come, an unknown manner, or a deputy whom it does not concern."""
    assignment = for_organ(desk, organ, number)
    by = by_organ(organ)
    check(desk, assignment, AssignmentAct.CONTACT, by)
    deputy = _deputy(desk, assignment, contacted.deputy_code.strip())
    _demand_day(desk, assignment, contacted.on)
    if contacted.how not in WAYS:
        raise BadInput(f"请选一种沟通方式：{'、'.join(WAYS)}。", "how")
    words = required(contacted.words, "沟通了什么、对方怎么说", "words")
    entry = ContactLog(
        assignment_id=assignment.id,
        round=assignment.round,
        organ_id=organ.id,
        deputy_id=deputy.id if deputy else None,
        on=contacted.on,
        how=contacted.how,
        words=words,
        written_at=desk.now,
    )
    if _is_there(desk, entry):
        return "这次沟通已经登记过了。"
    desk.session.add(entry)
    whom = f"{deputy.name}代表" if deputy else "群众等"
    move(desk, assignment, AssignmentAct.CONTACT, by, f"{contacted.how}，{whom}：{words}")
    audit(desk, organ, "contact", assignment, deputy.code if deputy else "")
    return f"已登记{title(assignment)}与{whom}的沟通。"


def _deputy(desk: Desk, assignment: Assignment, code: str) -> Deputy | None:
    if not code:
        return None
    mine = deputies_of(desk, assignment)
    found = next((deputy for deputy in mine if deputy.code == code), None)
    if found is None:
        names = "、".join(f"{deputy.name}代表" for deputy in mine) or "（没有）"
        raise BadInput(f"这件事涉及的代表是：{names}。", "deputy_code")
    return found


def _demand_day(desk: Desk, assignment: Assignment, on: date) -> None:
    if on > local_date(desk.now, desk.rules.zone):
        raise BadInput("沟通的日期还没有到。", "on")
    since = assignment.assigned_at
    if since is not None and on < local_date(since, desk.rules.zone):
        raise BadInput("沟通的日期早于这次交办的日期。", "on")


def _is_there(desk: Desk, entry: ContactLog) -> bool:
    same = exists().where(
        ContactLog.assignment_id == entry.assignment_id,
        ContactLog.round == entry.round,
        ContactLog.organ_id == entry.organ_id,
        ContactLog.deputy_id.is_(None)
        if entry.deputy_id is None
        else ContactLog.deputy_id == entry.deputy_id,
        ContactLog.on == entry.on,
        ContactLog.how == entry.how,
        ContactLog.words == entry.words,
    )
    return bool(desk.session.scalar(select(same)))


def spoke_with_deputy(desk: Desk, assignment: Assignment) -> bool:
    """Whether a contact with a deputy is on record in this round, or there is no deputy to speak to."""
    mine = deputies_of(desk, assignment)
    spoken = exists().where(
        ContactLog.assignment_id == assignment.id,
        ContactLog.round == assignment.round,
        ContactLog.deputy_id.in_([deputy.id for deputy in mine]),
    )
    return not mine or bool(desk.session.scalar(select(spoken)))
