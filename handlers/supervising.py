"""督办: the supervision list, key matters (重点督办), and what staff saw when they went there."""

from datetime import date

from handlers import loop_news
from handlers.assignment_access import for_staff
from handlers.assignment_life import note_down
from handlers.audit import audit
from handlers.desk import BadInput, Desk, NotPossible
from handlers.evidence import Picture, add_photo
from handlers.issue_life import by_staff
from handlers.loop_people import deputies_of
from handlers.said import required, short_enough
from models.assignment import Assignment
from models.outbox import NoticeKind
from models.people import StaffMember
from models.queries.to_call import TELEPHONED
from models.reply import Shows
from models.rules.assignment_state import ENDED, IN_WORDS
from models.rules.local_time import local_date
from models.rules.permissions import Permit

VISITED = "visited"
"""The event that holds what staff saw there; it counts as evidence before 销号."""
ON_THE_SPOT = "工作人员现场核实"
REASON, NOTE = 200, 300


def put_on_list(desk: Desk, member: StaffMember, number: int, reason: str) -> str:
    """On the supervision list, with the reason; the organ is told. Raises Refusal."""
    assignment = _living(desk, member, number, Permit.SUPERVISE)
    reason = required(reason, "为什么督办", "reason", REASON)
    if assignment.supervised_since is not None:
        return f"交办件 {number} 已经在督办名单上。"
    assignment.supervised_since, assignment.supervised_for = desk.now, reason
    note_down(desk, assignment, "supervised", by_staff(member), reason)
    audit(desk, member, "supervise", assignment)
    text = f"{loop_news.subject(assignment)} 已列入督办：{reason}。请抓紧办理。"
    loop_news.to_organs(desk, assignment, text, NoticeKind.REMINDER)
    return f"交办件 {number} 已列入督办名单。"


def take_off(desk: Desk, member: StaffMember, number: int, reason: str) -> str:
    """Off the supervision list, with the reason. Raises Refusal."""
    assignment = for_staff(desk, member, number, Permit.SUPERVISE)
    reason = required(reason, "为什么不再督办", "reason", REASON)
    if assignment.supervised_since is None:
        return f"交办件 {number} 不在督办名单上。"
    assignment.supervised_since, assignment.supervised_for = None, ""
    note_down(desk, assignment, "unsupervised", by_staff(member), reason)
    audit(desk, member, "unsupervise", assignment)
    return f"交办件 {number} 已移出督办名单。"


def make_key(desk: Desk, member: StaffMember, number: int, decided_on: date, note: str) -> str:
    """重点督办: the directors' meeting chose it on that day (代表法 art. 52). Raises Refusal."""
    assignment = _living(desk, member, number, Permit.KEY_MATTER)
    if decided_on > local_date(desk.now, desk.rules.zone):
        raise BadInput("主任会议确定的日期还没有到。", "decided_on")
    note = short_enough(note.strip(), "note", NOTE)
    assignment.key_since, assignment.key_note = decided_on, note
    note_down(desk, assignment, "key_matter", by_staff(member), f"{decided_on.isoformat()} {note}".strip())
    audit(desk, member, "key_matter", assignment)
    text = f"{loop_news.subject(assignment)} 已由主任会议确定为重点督办事项。"
    loop_news.to_organs(desk, assignment, text)
    for deputy in deputies_of(desk, assignment):
        loop_news.to_deputy(desk, assignment, deputy, text)
    return f"交办件 {number} 已登记为重点督办。"


def unmake_key(desk: Desk, member: StaffMember, number: int, reason: str) -> str:
    """No longer a key matter, with the reason. Raises Refusal."""
    assignment = for_staff(desk, member, number, Permit.KEY_MATTER)
    reason = required(reason, "为什么不再作为重点督办", "reason", NOTE)
    if assignment.key_since is None:
        return f"交办件 {number} 不是重点督办事项。"
    assignment.key_since, assignment.key_note = None, ""
    note_down(desk, assignment, "key_matter_ended", by_staff(member), reason)
    audit(desk, member, "key_matter_ended", assignment)
    return f"交办件 {number} 不再是重点督办事项。"


def note_visit(desk: Desk, member: StaffMember, number: int, words: str, taken: Picture | None = None) -> str:
    """What staff saw there themselves (现场核实记录), and the photo they took. Raises Refusal."""
    assignment = _living(desk, member, number, Permit.SUPERVISE)
    words = required(words, "谁去了现场、看到了什么", "words")
    note_down(desk, assignment, VISITED, by_staff(member), words)
    audit(desk, member, VISITED, assignment)
    if taken is None:
        return "已记下现场核实情况。"
    return f"已记下现场核实情况。{add_photo(desk, member, number, taken, Shows.AFTER, ON_THE_SPOT)}"


def note_call(desk: Desk, member: StaffMember, number: int, words: str) -> str:
    """Whom staff telephoned, for they have no WeChat, and what was said. Raises Refusal."""
    assignment = _living(desk, member, number, Permit.SUPERVISE)
    words = required(words, "给谁打了电话、说了什么", "words", NOTE)
    note_down(desk, assignment, TELEPHONED, by_staff(member), words)
    audit(desk, member, TELEPHONED, assignment)
    return "已记下电话情况。"


def _living(desk: Desk, member: StaffMember, number: int, permit: Permit) -> Assignment:
    assignment = for_staff(desk, member, number, permit)
    if assignment.state in ENDED:
        raise NotPossible(f"交办件 {number} 现在是「{IN_WORDS[assignment.state]}」，不用督办了。")
    return assignment
