"""The outbox's way out: claim people, send with no transaction open, record what came of it.

What a message costs is spent in the claim, before it is sent, and given back when it was not: two workers, or a worker
that dies, may waste a message but never send one too many.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from handlers.rulebook import Rulebook
from models import outbox_queue, outbox_results
from models.db import Database
from models.outbox_results import Return
from scheduler.endings import ACCOUNT_TROUBLE, Result, holds_up, settled
from scheduler.gateway import Gateway, Outcome, Wrong
from scheduler.letters import Letter, Plan, plan

PEOPLE_PER_THREAD = 8
RECORDED_TOGETHER = 64
BEGUN_WITHIN = timedelta(seconds=10)
"""Nothing is begun later than this after the claim, far from the end of the lease: so that a slow WeChat neither lets
a successor send it a second time, nor keeps a worker from stopping. What was not begun is free again."""

log = structlog.get_logger()
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class _Turn:
    """The people one worker has in hand."""

    plans: tuple[Plan, ...]
    taken: int
    lease: tuple[datetime, datetime]


def deliver_due(
    db: Database, gateway: Gateway, rules: Rulebook, now: Clock, parallel: int, random: Callable[[], float]
) -> int:
    """Deliver to the next people who have something due, `parallel` at a time. How many notices were taken in hand.

    0 means that nothing is due: call it again until then. `random` draws from [0, 1) for the back-off. Any number of
    workers may do this at once.
    """
    turn = _claim(db, rules, now(), parallel * PEOPLE_PER_THREAD)
    leaving = [one for one in turn.plans if one.letters]
    if not leaving:
        return turn.taken
    pool = ThreadPoolExecutor(min(parallel, len(leaving)), thread_name_prefix="delivery")
    try:
        futures = {
            pool.submit(_send, gateway, one, now, turn.lease[0] + BEGUN_WITHIN): one for one in leaving
        }
        for batch in _in_batches(futures, turn, now, random):
            with db.transaction() as session:
                outbox_results.record(session, batch, now())
    finally:
        pool.shutdown(cancel_futures=True)
    return turn.taken


def _claim(db: Database, rules: Rulebook, now: datetime, limit: int) -> _Turn:
    with db.transaction() as session:
        people, taken = outbox_queue.claim(session, now, limit)
        plans = tuple(plan(person, rules) for person in people)
        lease_until = outbox_queue.depart(session, [one.departure() for one in plans], now)
    return _Turn(plans, taken, (now, lease_until))


def _send(gateway: Gateway, one: Plan, now: Clock, last_start: datetime) -> list[Result]:
    """One person's letters, one after the other (WeChat refuses two at once: 43108)."""
    results: list[Result] = []
    held_up = False
    for letter in one.letters:
        if held_up or now() >= last_start:
            results.append(Result(letter, None))
            continue
        for sent in _sent(gateway, letter, one.person.openid):
            results.append(sent)
            held_up = held_up or (sent.outcome is not None and holds_up(sent.letter, sent.outcome))
    return results


def _sent(gateway: Gateway, letter: Letter, openid: str) -> Iterator[Result]:
    """The letter; when WeChat will not have a merged one, each part by itself, so that one bad text spoils no other."""
    outcome = gateway.notify(letter.notice(openid))
    if isinstance(outcome, Wrong) and outcome.code not in ACCOUNT_TROUBLE and letter.is_merged:
        for part in letter.split():
            yield Result(part, _judged(part, gateway.notify(part.notice(openid))))
        return
    yield Result(letter, _judged(letter, outcome))


def _judged(letter: Letter, outcome: Outcome) -> Outcome:
    if isinstance(outcome, Wrong):
        first = letter.notices[0]
        log.error(
            "notice refused: staff must look",
            notice=first.id,
            kind=first.kind.value,
            channel=letter.channel.value,
            code=outcome.code,
            reason=outcome.reason,
        )
    return outcome


def _in_batches(
    futures: dict["Future[list[Result]]", Plan], turn: _Turn, now: Clock, random: Callable[[], float]
) -> Iterator[Sequence[Return]]:
    """Results as they come in, while the others are still being sent."""
    batch: list[Return] = []
    for future in as_completed(futures):
        if (error := future.exception()) is not None:
            # A gateway never raises; if it did, nobody knows what was sent: the lease lapses and the claim judges it.
            log.error("delivery broke off", contact=futures[future].person.contact_id, exc_info=error)
            continue
        batch.append(settled(futures[future], future.result(), turn.lease, now(), random()))
        if len(batch) == RECORDED_TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch
