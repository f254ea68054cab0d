"""The console's navigation: what there is, and which permit shows it. Who may not do it does not see it."""

from dataclasses import dataclass

from models.rules.permissions import Permit


@dataclass(frozen=True)
class Place:
    """One entry; any of the permits shows it."""

    path: str
    title: str
    permits: frozenset[Permit]
    hint: str = ""


@dataclass(frozen=True)
class Entry:
    """As shown to one person on one page."""

    path: str
    title: str
    hint: str
    current: bool


def _place(path: str, title: str, *permits: Permit, hint: str = "") -> Place:
    return Place(path, title, frozenset(permits), hint)


PLACES: tuple[Place, ...] = (
    _place("/console/", "工作清单", Permit.READ_ISSUES, hint="今天要办的"),
    _place("/console/search", "查找", Permit.READ_ISSUES, hint="编号、内容、人名、村名、承办单位"),
    _place("/console/enter", "代群众登记", Permit.ENTER_ISSUE, hint="群众打电话、当面说的"),
    _place(
        "/console/suggestions",
        "代表建议",
        Permit.SUGGESTIONS_COUNTY,
        Permit.SUGGESTIONS_TOWNSHIP,
        hint="审查、退回、转办",
    ),
    _place("/console/dashboard", "统计图表", Permit.DASHBOARD, hint="收了多少、办得怎样"),
    _place("/console/supervision", "督办", Permit.SUPERVISE, Permit.INSTRUCT, hint="超期、名单、承诺台账"),
    _place(
        "/console/instructions", "批示", Permit.INSTRUCT, Permit.ANSWER_INSTRUCTION, hint="领导批示和回报"
    ),
    _place("/console/organs", "承办单位", Permit.SUPERVISE, Permit.INSTRUCT, hint="在办、超期、用时、评价"),
    _place("/console/letters", "发文登记", Permit.LETTERS, hint="交办函、提醒函、督办函、答复函"),
    _place("/console/lists", "清单", Permit.EXPORT_LISTS, hint="建议交办清单、解决事项清单"),
    _place("/console/yearly-reports", "年度报告", Permit.YEARLY_REPORTS, hint="承办单位的年度办理情况报告"),
    _place("/console/bulletin", "工作信息", Permit.BULLETIN, hint="起草《人大工作信息》"),
    _place("/console/organ", "要办的事", Permit.ORGAN_HANDLE, hint="签收、办理、答复"),
    _place("/console/organ/letters", "函件", Permit.ORGAN_HANDLE, hint="收到的函、给代表的答复函"),
    _place("/console/organ/yearly", "年度报告", Permit.ORGAN_HANDLE, hint="年度办理情况报告"),
    _place("/console/accounts", "账号", Permit.ACCOUNTS, hint="邀请、重置、解锁"),
    _place("/console/audit", "操作记录", Permit.AUDIT, hint="谁在什么时候做了什么"),
)
"""In the order shown. A page's author adds its line here together with the page."""


def entries(permits: frozenset[Permit], here: str) -> tuple[Entry, ...]:
    """What this person may open; `here` is the path of the page being shown."""
    inside = [place.path for place in PLACES if here == place.path or here.startswith(f"{place.path}/")]
    current = max(inside, key=len, default="")
    return tuple(
        Entry(place.path, place.title, place.hint, current=place.path == current)
        for place in PLACES
        if place.permits & permits
    )
