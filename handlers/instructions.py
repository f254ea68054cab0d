"""批示: a leader instructs within their townships; staff report back, and it is followed up until the leader closes it."""

from datetime import date

from sqlalchemy import select

from handlers import loop_news, news
from handlers.access import demand, may, sees
from handlers.assignment_life import of_issue
from handlers.audit import audit
from handlers.desk import BadInput, Desk, NotFound, NotPossible
from handlers.facts import matter_facts
from handlers.issue_life import by_staff, find_issue, log
from handlers.notices import tell
from handlers.said import required, within_a_term
from models.issue import Issue
from models.outbox import NoticeKind
from models.people import StaffMember, StaffRole
from models.rules.local_time import local_date
from models.rules.permissions import Permit
from models.supervision import Instruction, InstructionNote, InstructionState

STATE_IN_WORDS = {
    InstructionState.OPEN: "待落实",
    InstructionState.ANSWERED: "已回报，待领导看",
    InstructionState.CLOSED: "已办结",
}
_MISSING = "没有找到这件批示，或者它不归您办。"


def instruct(desk: Desk, leader: StaffMember, issue_number: int, text: str, due_on: date | None) -> str:
    """On a matter in the leader's townships (包联); its staff are told, and are to report back. Raises Refusal."""
    demand(leader, Permit.INSTRUCT)
    issue = find_issue(desk, issue_number)
    if issue is None or issue.grid is None or not sees(leader, issue):
        raise NotFound(f"没有找到 № {issue_number}，或者它不在您包联的乡镇。")
    text = required(text, "批示的内容", "text")
    if due_on is not None and due_on < local_date(desk.now, desk.rules.zone):
        raise BadInput("办理期限已经过了，请改一个日期，或者不填。", "due_on")
    if due_on is not None:
        within_a_term(desk, due_on, "due_on")
    assignment = of_issue(desk, issue)
    given = Instruction(
        leader_id=leader.id,
        issue_id=issue.id,
        assignment_id=assignment.id if assignment else None,
        township=issue.grid.township,
        text=text,
        at=desk.now,
        due_on=due_on,
        state=InstructionState.OPEN,
    )
    desk.session.add(given)
    desk.session.flush()
    log(desk, issue, "instructed", by_staff(leader), text)
    audit(desk, leader, "instruct", issue)
    until = f"请在{due_on.month}月{due_on.day}日前回报。" if due_on else "请办理后回报。"
    _tell(desk, given, _handlers(desk, issue), f"【批示】№ {issue.id} {leader.name}批示：{text}\n{until}")
    return f"批示已转给{issue.grid.township}的工作人员。" + (until if due_on else "")


def answer_instruction(desk: Desk, member: StaffMember, instruction_id: int, text: str) -> str:
    """Staff report what was done; the leader is told, and closes it or asks for more. Raises Refusal."""
    given = _locked(desk, instruction_id)
    if not sees(member, _issue(desk, given)):
        raise NotFound(_MISSING)
    demand(member, Permit.ANSWER_INSTRUCTION)
    text = required(text, "落实的情况", "text")
    _demand_open(given)
    _note(desk, given, member, text)
    given.state = InstructionState.ANSWERED
    _log(desk, given, member, "instruction_answered", text)
    _tell(desk, given, [given.leader], f"您的批示（№ {given.issue_id}）{member.name}回报：{text}")
    return "已回报给领导。"


def close_instruction(desk: Desk, leader: StaffMember, instruction_id: int, text: str) -> str:
    """The leader has seen enough. Raises NotFound for another leader's, NotPossible, BadInput."""
    given = _locked(desk, instruction_id)
    if given.leader_id != leader.id:
        raise NotFound(_MISSING)
    if given.state is InstructionState.CLOSED:
        return "这件批示已经办结了。"
    if text.strip():
        _note(desk, given, leader, required(text, "意见", "text"))
    given.state, given.closed_at = InstructionState.CLOSED, desk.now
    _log(desk, given, leader, "instruction_closed", text.strip())
    said = f"№ {given.issue_id} 的批示，{leader.name}已办结。{text.strip()}"
    _tell(desk, given, _who_answered(desk, given), said)
    return "批示已办结。"


def ask_more(desk: Desk, leader: StaffMember, instruction_id: int, text: str) -> str:
    """Not enough yet: it is open again, and the staff are told what the leader wants to know. Raises Refusal."""
    given = _locked(desk, instruction_id)
    if given.leader_id != leader.id:
        raise NotFound(_MISSING)
    text = required(text, "还要落实什么", "text")
    _demand_open(given)
    _note(desk, given, leader, text)
    given.state = InstructionState.OPEN
    _log(desk, given, leader, "instruction_asked_more", text)
    issue = _issue(desk, given)
    _tell(desk, given, _handlers(desk, issue), f"【批示】№ {issue.id} {leader.name}：{text}")
    return "已请工作人员继续落实。"


def is_late(given: Instruction, today: date) -> bool:
    """Past its day and not reported back."""
    return given.state is InstructionState.OPEN and given.due_on is not None and given.due_on < today


def _locked(desk: Desk, instruction_id: int) -> Instruction:
    wanted = select(Instruction).where(Instruction.id == instruction_id).with_for_update()
    found = desk.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound(_MISSING)
    return found


def _demand_open(given: Instruction) -> None:
    if given.state is InstructionState.CLOSED:
        raise NotPossible("这件批示已经办结了。")


def _issue(desk: Desk, given: Instruction) -> Issue:
    return desk.session.get_one(Issue, given.issue_id)


def _note(desk: Desk, given: Instruction, member: StaffMember, text: str) -> None:
    given.notes.append(InstructionNote(staff_id=member.id, at=desk.now, text=text))


def _log(desk: Desk, given: Instruction, member: StaffMember, act: str, text: str) -> None:
    issue = _issue(desk, given)
    log(desk, issue, act, by_staff(member), text)
    audit(desk, member, act, issue)


def _handlers(desk: Desk, issue: Issue) -> list[StaffMember]:
    """Who is to see to it: the staff who supervise its assignment, else those of the township, else the county's."""
    assignment = of_issue(desk, issue)
    if assignment is not None:
        return loop_news.supervisors(desk, assignment)
    here = [m for m in news.township_staff(desk, issue) if m.role is StaffRole.TOWNSHIP]
    return here or _county(desk, issue)


def _county(desk: Desk, issue: Issue) -> list[StaffMember]:
    members = select(StaffMember).where(StaffMember.active, StaffMember.role == StaffRole.COUNTY)
    return [
        one for one in desk.session.scalars(members.order_by(StaffMember.id)).unique() if sees(one, issue)
    ]


def _who_answered(desk: Desk, given: Instruction) -> list[StaffMember]:
    ids = {note.staff_id for note in given.notes} - {given.leader_id}
    return list(
        desk.session.scalars(select(StaffMember).where(StaffMember.id.in_(ids)).order_by(StaffMember.id))
    )


def _tell(desk: Desk, given: Instruction, members: list[StaffMember], text: str) -> None:
    issue = _issue(desk, given)
    for member in members:
        if member.contact_id is not None and member.active:
            follows = may(member, Permit.INSTRUCT) or may(member, Permit.ANSWER_INSTRUCTION)
            page = "/m/staff/instructions" if follows else f"/m/staff/issues/{issue.id}"
            fields = matter_facts(desk, issue)
            tell(
                desk.session,
                desk.rules,
                member.contact_id,
                NoticeKind.PROGRESS,
                text,
                desk.now,
                fields=fields,
                page=page,
                issue_id=issue.id,
            )
