"""The lines of a digest about the closed loop: only what needs somebody, nothing where there is none."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from handlers.rulebook import Rulebook
from models.queries import loop_digest
from models.queries.digest import SHOWN, Overdue, Scope
from models.queries.worklist import COUNTED, Group
from models.rules.clocks import Lateness, due_on, lateness
from models.rules.local_time import local_date

WEEK = timedelta(days=7)
WHAT = {
    Group.SILENT: "答复后群众没有回音",
    Group.STUDY: "等研处交办",
    Group.HIGHER: "已转上级人大、等答复",
    Group.OBJECTED: "承办单位提出异议",
    Group.REQUESTS: "承办单位的请求待答复",
    Group.TO_CALL: "要打电话告知（没有绑定微信）",
    Group.RETURNED: "退回重办中",
    Group.CLOSE_OUT: "等销号",
    Group.ESCALATIONS: "约谈等监督措施待办",
    Group.INSTRUCTIONS: "批示待回报",
}


def lines(session: Session, rules: Rulebook, scope: Scope, now: datetime) -> Iterator[str]:
    """Late first, then what waits, then what comes due."""
    late = loop_digest.late(session, scope, now)
    very = [one for one in late if _is_very_late(one, rules, now)]
    yield from _late("交办件严重超期", very, rules, now)
    yield from _late("交办件超期", late[len(very) :], rules, now)
    for group in loop_digest.GROUPS:
        found = loop_digest.waiting(session, scope, group, now)
        if found.count:
            yield _counted(WHAT[group], found)
    today = local_date(now, rules.zone)
    if count := loop_digest.late_instructions(session, scope, today):
        yield f"批示超期未回报 {count} 件"
    if count := loop_digest.promises_due(session, scope, today + WEEK):
        yield f"一周内到期（含已过期）的承诺 {count} 项"


def _is_very_late(one: Overdue, rules: Rulebook, now: datetime) -> bool:
    return lateness(one.due_at, now, rules.clocks.very_late_days, rules.zone) is Lateness.VERY_LATE


def _late(what: str, late: list[Overdue], rules: Rulebook, now: datetime) -> Iterator[str]:
    if late:
        first = [f"{one.number}号（{_since(one, rules, now)}）" for one in late[:SHOWN]]
        yield f"{what} {len(late)} 件：{'、'.join(first)}" + ("等" if len(late) > SHOWN else "")


def _since(one: Overdue, rules: Rulebook, now: datetime) -> str:
    days = (local_date(now, rules.zone) - due_on(one.due_at, rules.zone)).days
    return f"{days}天" if days > 0 else "今天到期"


def _counted(what: str, found: loop_digest.Waiting) -> str:
    count = f"{COUNTED}+" if found.count > COUNTED else str(found.count)
    first = [f"交办件 {number}" if assignment else f"№ {number}" for number, assignment in found.first]
    return f"{what} {count} 件：{'、'.join(first)}" + ("等" if found.count > len(first) else "")
