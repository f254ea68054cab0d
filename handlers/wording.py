"""Shared pieces of what people read: dates, names, places, a matter in one line, its timeline in plain words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from models.issue import (
    ASIDE,
    ActorKind,
    Attachment,
    Check,
    Issue,
    IssueEvent,
    IssueMessage,
    Result,
    Satisfaction,
)
from models.people import CAPACITY_IN_WORDS, Deputy
from models.place import Grid
from models.rules.clocks import due_on
from models.rules.issue_state import IN_WORDS, IssueAct, IssueState
from models.rules.local_time import local

WEEKDAYS = "一二三四五六日"
SNIPPET = 60
ATTACHMENT_WORDS = {"image": "张照片", "voice": "段语音", "video": "段视频"}
SATISFACTION_IN_WORDS = {
    Satisfaction.SATISFIED: "满意",
    Satisfaction.FAIR: "基本满意",
    Satisfaction.UNSATISFIED: "不满意",
}
RESULT_IN_WORDS = {
    Result.SOLVED: "已解决",
    Result.PARTLY: "部分解决",
    Result.PLANNED: "列入计划",
    Result.NOT_POSSIBLE: "因条件限制无法解决",
    Result.FOR_HIGHER_LEVEL: "属上级权限，已向上反映",
    Result.UNSOLVED: "没有解决",
}


def day(moment: datetime, zone: ZoneInfo) -> str:
    """3月12日（周四）."""
    date = local(moment, zone)
    return f"{date.month}月{date.day}日（周{WEEKDAYS[date.weekday()]}）"


def day_and_time(moment: datetime, zone: ZoneInfo) -> str:
    """3月12日 18:00."""
    date = local(moment, zone)
    return f"{date.month}月{date.day}日 {date:%H:%M}"


def last_day(due_at: datetime, zone: ZoneInfo) -> str:
    """The last day that is still in time, for a deadline that may end at midnight."""
    date = due_on(due_at, zone)
    return f"{date.month}月{date.day}日（周{WEEKDAYS[date.weekday()]}）"


def snippet(text: str, length: int = SNIPPET) -> str:
    """The first words, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def said(issue: Issue, *, to_others: bool = True) -> str:
    """What the resident said; to others without the words that wait for staff."""
    return "\n".join(m.text for m in spoken(issue, to_others=to_others) if m.text and m.kind != ASIDE)


def spoken(issue: Issue, *, to_others: bool = True) -> list[IssueMessage]:
    """The messages of a matter that may be shown."""
    return [m for m in issue.messages if not (to_others and m.check is Check.RISKY)]


def passed(issue: Issue) -> str:
    """What a check or a person has passed: all that organs and those who only read may see (design §5)."""
    return "\n".join(passed_words(issue))


def passed_words(issue: Issue) -> list[str]:
    """The same, message by message."""
    told = (m for m in issue.messages if m.check is Check.PASSED and m.kind != ASIDE)
    return [m.text for m in told if m.text.strip()]


def enclosed(attachments: list[Attachment]) -> str:
    """（附2张照片）, or nothing."""
    counts = {
        words: sum(a.kind == kind and a.check is not Check.RISKY for a in attachments)
        for kind, words in ATTACHMENT_WORDS.items()
    }
    parts = [f"{count}{words}" for words, count in counts.items() if count]
    return f"（附{'、'.join(parts)}）" if parts else ""


def place(grid: Grid | None) -> str:
    """丹水镇 莲花社区第一网格."""
    return f"{grid.township} {grid.name}" if grid else "地点待定"


def deputy_name(deputy: Deputy | None) -> str:
    """张三代表."""
    return f"{deputy.name}代表" if deputy else "网格代表"


def titled(deputy: Deputy) -> str:
    """张三（县、乡人大代表）; a 议政代表 is called so."""
    words = [CAPACITY_IN_WORDS[held.capacity] for held in deputy.capacities]
    elected = [word for word in words if word != "议政"]
    title = f"{'、'.join(elected)}人大代表" if elected else "议政代表"
    return f"{deputy.name}（{title}）"


def one_line(issue: Issue) -> str:
    """№ 1023 路灯坏了… 〔代表已收到〕."""
    return f"№ {issue.id} {snippet(said(issue, to_others=False), 24) or '（照片）'} 〔{state(issue)}〕"


def state(issue: Issue) -> str:
    """The state in plain words; a closed matter says how it ended."""
    if issue.state is IssueState.CLOSED and issue.result is not None:
        return f"已办结：{RESULT_IN_WORDS[issue.result]}"
    if issue.state is IssueState.SUBMITTED and issue.check is Check.RISKY:
        return "已收到，等工作人员看过后转给代表"
    return IN_WORDS[issue.state]


_TIMELINE = {
    "opened": "您反映了这件事",
    "added": "您补充了情况",
    "repeated": "您又说了一遍",
    IssueAct.SUBMIT: "登记成功",
    "asked": "已通知{who}",
    IssueAct.RECEIVE: "{who}确认收到",
    "deputy_photo": "{who}附上了照片",
    "erased": "按您的要求删除了您的信息",
    IssueAct.ANSWER: "{who}答复：{note}",
    IssueAct.REPORT_UP: "{who}已上报：{note}",
    "handed_on": "还没有代表确认，再请别人接手",
    "handed_to_staff": "已请乡镇工作人员督促",
    IssueAct.SOLVED: "您说：已解决",
    IssueAct.PARTLY: "您说：部分解决",
    IssueAct.UNSOLVED: "您说：没有解决，继续办理",
    IssueAct.WITHDRAW: "您撤回了这件事",
    IssueAct.REFUSE: "工作人员说明：{note}",
    IssueAct.LAPSE: "还没说完，先替您留着",
    "placed": "工作人员补上了地点",
    "released": "工作人员看过，转给代表",
    "rated": "您的评价：{note}",
    "silent": "还没有您的回音，请工作人员向您核实",
    "asked_again": "问您现在还好吗",
    "late": "超过了期限",
    "very_late": "严重超期，工作人员正在督促",
    "moved_grid": "换到了{note}",
    "suggested": "{who}把它{note}",
    "forwarded": "代表建议已转上级人大",
    "suggestion_over": "{note}，由工作人员继续研处",
    "linked": "和 № {note} 是同一件事，一起办理，分别答复您",
    "unlinked": "改为单独办理",
    "assigned": "已交{note}",
    "accepted_by_organ": "{note}已签收，开始办理",
    "objected": "{note}认为不归他们办，工作人员正在核实",
    "upheld": "经核实，仍由{note}办理",
    "reassigned": "改由{note}",
    "recalled": "办理单位要调整，工作人员正在重新研处",
    "progress": "{note}",
    "clarifying": "{note}要先了解情况，等回复期间办理时间顺延",
    "clarified": "情况已说明，继续办理",
    "extended": "办理时间延到{note}",
    IssueAct.TAKE_BACK: "工作人员重新受理了这件事",
    "cancelled": "不再继续办理",
    "fed_back": "{note}",
    IssueAct.RETURN: "退回承办单位重新办理",
    "checked_on_spot": "工作人员向您核实：{note}",
    "promised": "列入计划，{note}前办好，办好以前不算办结",
    "promise_kept": "答应的事办好了：{note}",
    "promise_explained": "答应的事办不了，已说明原因：{note}",
    "escalated": "人大已就办理情况对承办单位进行{note}",
    IssueAct.CLOSE_OUT: "已销号：{note}",
}
_NOT_BY_DEPUTY: dict[str, str] = {IssueAct.REPORT_UP: "工作人员接手研处"}
"""What reads differently when it was not a deputy's act."""
_BY_STAFF: dict[str, str] = {
    IssueAct.SOLVED: "工作人员向您核实：已解决。{note}",
    IssueAct.PARTLY: "工作人员向您核实：部分解决。{note}",
    IssueAct.UNSOLVED: "工作人员向您核实：没有解决，继续办理。{note}",
}
"""What a resident usually says themselves."""


def timeline(issue: Issue, zone: ZoneInfo, who: dict[int, str]) -> list[str]:
    """The events in plain words, oldest first. `who` names the deputies by id."""
    return [f"{day_and_time(event.at, zone)} {line}" for event in issue.events if (line := _line(event, who))]


def _line(event: IssueEvent, who: dict[int, str]) -> str:
    by_deputy = event.actor_kind is ActorKind.DEPUTY
    words = (
        (event.actor_kind is ActorKind.STAFF and _BY_STAFF.get(event.act))
        or (not by_deputy and _NOT_BY_DEPUTY.get(event.act))
        or _TIMELINE.get(event.act, "")
    )
    deputy = who.get(event.actor_id or 0, "") if by_deputy else ""
    return words.format(who=deputy or event.note or "代表", note=event.note)
