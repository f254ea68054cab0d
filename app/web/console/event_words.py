"""What happened, in a staff member's words: the log of a matter and of its assignment, one line each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.web.console.house import service
from handlers import wording
from models.assignment import AssignmentEvent
from models.issue import ActorKind, IssueEvent
from models.queries.matter import Names
from models.rules import assignment_state, issue_state
from models.rules.assignment_state import AssignmentAct
from models.rules.issue_state import IssueAct

Event = IssueEvent | AssignmentEvent

_NOTED = {
    "opened": "开始反映",
    "entered": "由工作人员代为登记",
    "joined": "附和了邻居的反映",
    "added": "补充了情况",
    "repeated": "又说了一遍",
    "asked": "已通知代表",
    "handed_on": "还没有代表确认，再请别人接手",
    "handed_to_staff": "没有代表可问了，请工作人员督促",
    "placed": "补上了地点",
    "released": "看过内容，放行",
    "deputy_photo": "附上了照片",
    "erased": "按群众本人的要求删除了其信息",
    "photo_passed": "看过照片，放行",
    "photo_held": "看过照片，不显示",
    "rated": "评价",
    "silent": "答复后没有回音",
    "asked_again": "四周后回访",
    "late": "超期",
    "very_late": "严重超期",
    "moved_grid": "换到了别的网格",
    "named": "留下了姓名",
    "anonymous": "改为匿名",
    "reported_again": "再次上报",
    "begin": "开始研处",
    "linked": "关联到同一件事",
    "followed": "有同一件事关联过来",
    "unlinked": "解除关联",
    "left_alone": "关联过来的一件已解除",
    "left": "不再一起办理",
    "categorised": "归类",
    "suggested": "写进了代表建议",
    "suggestion_over": "代表建议已撤回或退回",
    "forwarded": "转上级人大",
    "instructed": "作出批示",
    "instruction_answered": "回报批示落实情况",
    "instruction_asked_more": "要求继续落实批示",
    "instruction_closed": "办结批示",
    "supervised": "列入督办名单",
    "letter": "发文",
    "letter_void": "作废文书",
    "unsupervised": "移出督办名单",
    "key_matter": "登记为重点督办",
    "key_matter_ended": "不再作为重点督办",
    "visited": "到现场核实",
    "telephoned": "已打电话告诉",
    "checked_on_spot": "当面核实",
    "photo": "上传了照片佐证",
    "extended": "延期",
    "clarified": "作了说明",
    "promise_reported": "报告承诺已兑现",
    "escalation_proposed": "提出监督措施",
    "escalation_for_neglect": "提出监督措施",
    "escalation_decided": "决定监督措施",
    "escalation_done": "登记监督措施的结果",
    "escalation_dropped": "决定不采取监督措施",
}
MIRRORED = frozenset(
    {
        "assigned",
        "recalled",
        "upheld",
        "reassigned",
        "accepted_by_organ",
        "objected",
        "clarifying",
        "clarified",
        "extended",
        "progress",
        "fed_back",
        "deputies_told",
        "promised",
        "promise_kept",
        "promise_explained",
        "escalated",
        "checked_on_spot",
    }
)
"""What a matter's log says for its resident; staff read the same, in full, in the log of its assignment."""
_ONLY_HERE = {
    "assigned": "交办",
    "recalled": "收回重新研处",
    "upheld": "维持交办",
    "reassigned": "改交其他单位",
    "accepted_by_organ": "承办单位签收",
    "objected": "承办单位提出异议",
    "clarifying": "承办单位请求说明",
    "progress": "报告进展",
    "fed_back": "答复反馈",
    "deputies_told": "已告诉代表",
    "promised": "列入承诺台账",
    "promise_kept": "承诺已兑现",
    "promise_explained": "承诺不能兑现，已说明",
    "escalated": "人大采取了监督措施",
}
_OF_ISSUE: Mapping[str, str] = _ONLY_HERE | {act.value: issue_state.IN_WORDS[act] for act in IssueAct}
_OF_ASSIGNMENT: Mapping[str, str] = {act.value: assignment_state.IN_WORDS[act] for act in AssignmentAct}
_NAMES_A_MATTER = frozenset({"linked", "followed", "left_alone"})
_WHO = {ActorKind.RESIDENT: "群众", ActorKind.SYSTEM: "系统"}
_CLOCKS = {
    "receipt": "没有按时确认收到",
    "answer": "没有按时答复",
    "study": "没有按时研处",
    "reply": "没有按时答复",
}


@dataclass(frozen=True)
class Happened:
    """One line of a timeline."""

    when: str
    who: str
    what: str
    note: str
    assignment: bool
    """It is of the assignment's log, not of the matter's."""


def happened(event: Event, names: Names) -> Happened:
    """`names` are those of `models.queries.matter.names`."""
    own = isinstance(event, IssueEvent)
    words = (_OF_ISSUE if own else _OF_ASSIGNMENT).get(event.act) or _NOTED.get(event.act, "有了新情况")
    note = _CLOCKS.get(event.note, event.note) if event.act in {"late", "very_late"} else event.note
    note = f"№ {note}" if event.act in _NAMES_A_MATTER and note.isdigit() else note
    return Happened(
        when=wording.day_and_time(event.at, service().rules.zone),
        who=_who(event, names),
        what=words,
        note=note,
        assignment=not own,
    )


def _who(event: Event, names: Names) -> str:
    if event.actor_kind in _WHO:
        return _WHO[event.actor_kind]
    name = names.get((event.actor_kind, event.actor_id or 0), "")
    if event.actor_kind is ActorKind.DEPUTY:
        return f"{name}代表" if name else "代表"
    return name or ("承办单位" if event.actor_kind is ActorKind.ORGAN else "工作人员")


def in_order(logs: Iterable[Iterable[Event]], names: Names) -> tuple[Happened, ...]:
    """Several logs as one, oldest first; of one moment in the order given."""
    events = [event for log in logs for event in log]
    return tuple(happened(event, names) for event in sorted(events, key=_moment))


def _moment(event: Event) -> datetime:
    return event.at
