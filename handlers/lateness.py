"""A clock strikes: remind before and on the day, then late, then very late; each a recorded moment, each told once."""

from handlers import issue_clocks, news, routing, wording
from handlers.desk import Desk
from handlers.issue_life import SYSTEM, log
from models.issue import ClockKind, Issue, IssueClock
from models.outbox import NoticeKind
from models.queries.asked import ASKED_AGAIN
from models.rules.issue_state import IssueState
from models.rules.local_time import local_date


def strike(desk: Desk, issue: Issue, clock: IssueClock) -> None:
    """Do what is due on this clock now. After a long sleep only the last of several reminders is said."""
    names = issue_clocks.passed(issue_clocks.stages(desk.rules, clock), clock, desk.now)
    if "late" in names:
        clock.late_at = desk.now
        log(desk, issue, "late", SYSTEM, clock.kind)
    if "very_late" in names:
        clock.very_late_at = desk.now
        log(desk, issue, "very_late", SYSTEM, clock.kind)
    if names:
        _STRIKES[clock.kind](desk, issue, clock, names[-1])


def _receipt(desk: Desk, issue: Issue, clock: IssueClock, stage: str) -> None:
    """Not confirmed in time: the next deputy is asked."""
    if stage == "late":
        clock.stopped_at, clock.next_at = desk.now, None
        routing.hand_on(desk, issue)
        return
    when = wording.day_and_time(clock.due_at, desk.rules.zone)
    _remind_deputy(
        desk, issue, f"№ {issue.id} 还没有确认，请在{when}前回复：收到 {issue.id}", IssueState.SUBMITTED
    )


def _answer(desk: Desk, issue: Issue, clock: IssueClock, stage: str) -> None:
    when = wording.last_day(clock.due_at, desk.rules.zone)
    words = wording.snippet(wording.said(issue), 24)
    if stage in {"late", "very_late"}:
        text = f"№ {issue.id}「{words}」应在{when}前答复，已经超期。请尽快：答复 {issue.id} 加上您的话"
        news.to_staff(
            desk,
            issue,
            f"{'严重' if stage == 'very_late' else ''}超期：№ {issue.id}（{wording.place(issue.grid)}）应在{when}前答复。",
            NoticeKind.REMINDER,
            once=f"{stage}-{clock.round}",
        )
    else:
        text = f"№ {issue.id}「{words}」请在{when}前答复群众：答复 {issue.id} 加上您的话"
    _remind_deputy(desk, issue, text, IssueState.RECEIVED)


def _confirm(desk: Desk, issue: Issue, clock: IssueClock, stage: str) -> None:
    """Answered, and the resident says nothing: asked once more, then staff ask them; nobody is late."""
    words = wording.snippet(wording.said(issue, to_others=False), 20)
    if stage == "before":
        text = f"№ {issue.id}「{words}」代表已经答复您，真的解决了吗？\n请回复：解决 {issue.id} 是（或 部分、否）"
        key = f"confirm:{issue.id}:{clock.round}"
        news.to_resident(desk, issue, text, key=key, while_states=(IssueState.ANSWERED,))
        return
    clock.late_at = desk.now
    log(desk, issue, "silent", SYSTEM)
    text = f"№ {issue.id}（{wording.place(issue.grid)}）代表答复后群众一直没有回音，请打电话或上门问问。"
    news.to_staff(desk, issue, text, NoticeKind.REMINDER, once=f"silent-{clock.round}")


def _recheck(desk: Desk, issue: Issue, clock: IssueClock, stage: str) -> None:  # noqa: ARG001  one shape for all clocks
    """Four weeks after "solved": is it still? Asked once."""
    clock.stopped_at = desk.now
    log(desk, issue, ASKED_AGAIN, SYSTEM)
    words = wording.snippet(wording.said(issue, to_others=False), 20)
    text = f"№ {issue.id}「{words}」办结四周了，现在还好吗？请回复：解决 {issue.id} 是（或 部分、否）"
    key = f"recheck:{issue.id}:{clock.round}"
    news.to_resident(desk, issue, text, key=key, while_states=(IssueState.CLOSED,))


_STRIKES = {
    ClockKind.RECEIPT: _receipt,
    ClockKind.ANSWER: _answer,
    ClockKind.CONFIRM: _confirm,
    ClockKind.RECHECK: _recheck,
}


def _remind_deputy(desk: Desk, issue: Issue, text: str, while_state: IssueState) -> None:
    """At most one push a day per person and matter."""
    deputy_id = issue.deputy.id if issue.deputy else 0
    key = f"remind:{issue.id}:{deputy_id}:{local_date(desk.now, desk.rules.zone).isoformat()}"
    news.to_deputy(desk, issue, text, NoticeKind.REMINDER, key=key, while_states=(while_state,))
