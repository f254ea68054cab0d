"""What becomes of a notice after the gateway's answer: a table of outcomes, and what comes back to the ledgers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.outbox import OutboxState
from models.outbox_queue import REPEATABLE, Due
from models.outbox_results import Ending, Return
from models.rules.retry import next_attempt
from models.windows import NOTHING, Room
from scheduler.gateway import Channel, NotReachable, Outcome, Sent, TryLater, Unknown, Wrong
from scheduler.letters import Letter, Plan

ACCOUNT_TROUBLE = frozenset(
    {
        40013,  # bad appid
        40125,  # bad secret
        40164,  # our address is not on WeChat's white list
        40243,  # the secret is frozen
        48001,  # the account has no right to this interface
        89503,  # the token call waits for the administrator
        89506,
        89507,
    }
)
"""Not this notice's fault: it is tried again until staff have mended the account, and given up last of all."""
ACCOUNT_TROUBLE_WAIT = timedelta(minutes=10)
NOT_SUBSCRIBED = 43101
KEEPS_ORDER = 3
"""So many times what comes after a postponed notice waits for it; then it goes past: one bad text must not block."""
AFTER_A_DOUBT = timedelta(seconds=5)


@dataclass(frozen=True)
class Result:
    """What the gateway said to one letter; None: it was not tried, because an earlier one was held up."""

    letter: Letter
    outcome: Outcome | None


def holds_up(letter: Letter, outcome: Outcome) -> bool:
    """Whether what comes after waits, so that nothing overtakes."""
    match outcome:
        case Sent():
            return False
        case NotReachable():
            return letter.channel is Channel.CHAT
        case Wrong(code=code) if code not in ACCOUNT_TROUBLE:
            return False
        case TryLater() | Wrong() | Unknown():
            return min(notice.attempts for notice in letter.notices) < KEEPS_ORDER


def settled(
    plan: Plan, results: Sequence[Result], lease: tuple[datetime, datetime], now: datetime, jitter: float
) -> Return:
    """Everything that came of one person's turn. `lease` is (claimed at, until)."""
    endings: list[Ending] = []
    held_until = now
    for result in results:
        for notice in result.letter.notices:
            ending = _ending(notice, result, now, jitter, held_until)
            endings.append(ending)
        if result.outcome is not None and endings[-1].again_at is not None:
            held_until = max(held_until, endings[-1].again_at)
        elif isinstance(result.outcome, Unknown):
            held_until = max(held_until, now + AFTER_A_DOUBT)
    return Return(
        contact_id=plan.person.contact_id,
        lease_until=lease[1],
        claimed_at=lease[0],
        windows=plan.person.windows,
        endings=endings,
        room_back=_room_back(plan.room, _count(results, Channel.CHAT)),
        refused=any(_is_refusal(result, Channel.CHAT) for result in results),
        grants_back=_grants_back(results),
        used_up=[result.letter.template_id for result in results if _is_used_up(result)],
    )


def _ending(notice: Due, result: Result, now: datetime, jitter: float, held_until: datetime) -> Ending:
    attempt, channel = notice.attempts + 1, result.letter.channel
    pending, parked = OutboxState.PENDING, OutboxState.PARKED
    match result.outcome:
        case None:
            return Ending(notice.id, attempt, pending, again_at=held_until, untried=True)
        case Sent(message_id=wechat_id):
            return Ending(notice.id, attempt, OutboxState.SENT, channel.value, wechat_id=wechat_id)
        case TryLater(reason=reason, seconds=seconds):
            return _later(notice, channel, reason, now, (jitter, timedelta(seconds=seconds)))
        case NotReachable(reason=reason):
            # A chat that proves to be shut: the next turn, at once, finds the template or parks it.
            chat = channel is Channel.CHAT
            return Ending(
                notice.id, attempt, pending if chat else parked, reason=reason, again_at=now if chat else None
            )
        case Wrong(reason=reason, code=code):
            return _wrong(notice, channel, reason, now, (jitter, code))
        case Unknown(reason=reason):
            return _unclear(notice, channel, reason, now, jitter)


def _later(
    notice: Due, channel: Channel, reason: str, now: datetime, wait: tuple[float, timedelta]
) -> Ending:
    """Back-off; after the last attempt it is given up, with the reason kept."""
    jitter, at_least = wait
    attempt = notice.attempts + 1
    again_at = next_attempt(attempt, now, jitter, at_least=at_least)
    if again_at is None:
        why = f"试了{attempt}次都没有发出：{reason}"
        return Ending(notice.id, attempt, OutboxState.DEAD, channel.value, why)
    return Ending(notice.id, attempt, OutboxState.PENDING, reason=reason, again_at=again_at)


def _wrong(notice: Due, channel: Channel, reason: str, now: datetime, said: tuple[float, int]) -> Ending:
    """A template that is banned (43107), misconfigured or badly filled leaves the chat open: its notice is parked."""
    jitter, code = said
    attempt = notice.attempts + 1
    if channel is Channel.TEMPLATE:
        return Ending(notice.id, attempt, OutboxState.PARKED, reason=reason)
    if code in ACCOUNT_TROUBLE:
        return _later(notice, channel, reason, now, (jitter, ACCOUNT_TROUBLE_WAIT))
    return Ending(notice.id, attempt, OutboxState.DEAD, channel.value, reason)


def _unclear(notice: Due, channel: Channel, reason: str, now: datetime, jitter: float) -> Ending:
    """Repeated once where that does no harm (`REPEATABLE` says why), else left for staff to see."""
    attempt = notice.attempts + 1
    again_at = next_attempt(attempt, now, jitter, at_least=AFTER_A_DOUBT)
    if notice.kind in REPEATABLE and not notice.unclear and again_at is not None:
        return Ending(notice.id, attempt, OutboxState.PENDING, reason=reason, again_at=again_at, unclear=1)
    return Ending(notice.id, attempt, OutboxState.UNKNOWN, channel.value, reason, unclear=1)


def _counts(outcome: Outcome | None) -> bool:
    """Whether WeChat has, or may have, counted it."""
    return isinstance(outcome, Sent | Unknown)


def _count(results: Sequence[Result], channel: Channel) -> int:
    return sum(_counts(result.outcome) for result in results if result.letter.channel is channel)


def _room_back(spent: Room, used: int) -> Room:
    """What was spent last comes back first; a merged message that had to be split may have used more than was spent."""
    back = spent.total - used
    if back < 0:
        return Room(0, back)
    written = min(back, spent.written)
    return Room(back - written, written) if back else NOTHING


def _grants_back(results: Sequence[Result]) -> dict[str, int]:
    back: dict[str, int] = {}
    for result in results:
        if result.letter.one_time and not _counts(result.outcome) and not _is_used_up(result):
            back[result.letter.template_id] = back.get(result.letter.template_id, 0) + 1
    return back


def _is_refusal(result: Result, channel: Channel) -> bool:
    return result.letter.channel is channel and isinstance(result.outcome, NotReachable)


def _is_used_up(result: Result) -> bool:
    outcome = result.outcome
    return _is_refusal(result, Channel.TEMPLATE) and (
        isinstance(outcome, NotReachable) and outcome.code in {NOT_SUBSCRIBED, 0}
    )
