"""Photos, voices and videos: fetched from WeChat before they expire there (three days), and kept.

A resident's photo says where and when it was taken, to the metre: only the picture drawn anew is kept. What says it is
a picture and cannot be opened is kept as it came, since nothing said is lost, and is given out to nobody.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import func, or_, select, text, update
from sqlalchemy.orm import Session

from models.db import Database
from models.erasure import Erasure
from models.issue import Attachment, AttachmentState, Issue, IssueMessage
from models.rules.media_type import BINARY, media_type
from models.rules.retry import NO_TIME, Backoff, next_attempt
from scheduler.gateway import Fetched, Gone, MediaSource, TryLater

LEASE = timedelta(minutes=10)
KEPT_BY_WECHAT = timedelta(days=3)
PATIENCE = Backoff(base=timedelta(seconds=20), factor=3, cap=timedelta(hours=1), limit=1000)
"""Only the three days end it, not the number of tries."""
NO_JITTER = 0.999
TOGETHER, IN_PARALLEL = 16, 4
TOO_LATE = "三天内没能取回，微信已不再保存"

log = structlog.get_logger()


class MediaStore(Protocol):
    """Keeps files. `put` returns the path under which the same bytes are found again; twice the same is kept once."""

    def put(self, content: bytes) -> str: ...

    def read(self, path: str) -> bytes:
        """Raises FileNotFoundError."""
        ...

    def remove(self, path: str) -> None:
        """No error when it is not there."""
        ...


Redraw = Callable[[bytes], bytes | None]
"""The same picture as a JPEG of ours, with nothing in it but what is seen; None for what cannot be opened."""


@dataclass(frozen=True)
class Shelf:
    """Where files are kept, and how a picture is drawn anew before it is."""

    store: MediaStore
    redraw: Redraw


@dataclass(frozen=True)
class _Wanted:
    id: int
    media_id: str
    attempt: int
    said_at: datetime


def fetch_due(db: Database, source: MediaSource, shelf: Shelf, now: Callable[[], datetime]) -> int:
    """Fetch the attachments whose turn has come. How many were tried; 0 means that nothing is due.

    Any number of workers may do this at once. Nothing is locked while WeChat is asked, a picture is drawn and the disk
    is written. Pictures are drawn one after the other: a large one takes some hundred megabytes.
    """
    with db.transaction() as session:
        wanted = _claim(session, now())
    if not wanted:
        return 0
    with ThreadPoolExecutor(min(IN_PARALLEL, len(wanted)), thread_name_prefix="media") as pool:
        for one, found in zip(wanted, pool.map(lambda one: source.fetch(one.media_id), wanted), strict=True):
            values = _outcome(shelf, found, one, now)
            with db.transaction() as session:
                recorded = _record(session, one, values)
                if not recorded and "path" in values:  # erased meanwhile: what was written must go, too
                    session.add(Erasure(asked_at=now(), paths=[values["path"]]))
    return len(wanted)


def _claim(session: Session, now: datetime) -> list[_Wanted]:
    """`next_try_at` is the lease: a worker that dies leaves the file to the next one."""
    said_at = func.coalesce(Attachment.sent_at, IssueMessage.said_at, Issue.created_at).label("said_at")
    due = or_(Attachment.next_try_at.is_(None), Attachment.next_try_at <= now)
    rows = session.execute(
        select(Attachment.id, Attachment.media_id, Attachment.attempts, said_at)
        .join(Issue, Issue.id == Attachment.issue_id)
        .outerjoin(IssueMessage, IssueMessage.id == Attachment.message_id)
        .where(text("attachment.state = 'waiting'"), due)  # as text, so that the partial index is used
        .order_by(Attachment.id)
        .limit(TOGETHER)
        .with_for_update(of=Attachment, skip_locked=True)
    ).all()
    _change(session, [row.id for row in rows], attempts=Attachment.attempts + 1, next_try_at=now + LEASE)
    return [_Wanted(row.id, row.media_id, row.attempts + 1, row.said_at) for row in rows]


def _outcome(
    shelf: Shelf, found: Fetched | Gone | TryLater, one: _Wanted, now: Callable[[], datetime]
) -> dict[str, Any]:
    """The columns to change."""
    match found:
        case Fetched(content=content):
            return _stored(shelf, content, one, now)
        case Gone(reason=reason):
            return _lost(one, reason)
        case TryLater(reason=reason, seconds=seconds):
            return _later(one, reason, timedelta(seconds=seconds), now())


def _stored(shelf: Shelf, content: bytes, one: _Wanted, now: Callable[[], datetime]) -> dict[str, Any]:
    kind = media_type(content)
    drawn = shelf.redraw(content) if kind.startswith("image/") else None
    if drawn is not None:
        content, kind = drawn, media_type(drawn)
    elif kind.startswith("image/"):
        log.warning("picture cannot be opened", attachment=one.id, says=kind)
        kind = BINARY  # as which it is shown to nobody
    try:
        path = shelf.store.put(content)
    except OSError as error:  # a full disk: the other files and the next try must not suffer from it
        log.exception("attachment not stored", attachment=one.id)
        return _later(one, f"存盘失败：{type(error).__name__}", NO_TIME, now())
    return {
        "state": AttachmentState.STORED,
        "path": path,
        "content_type": kind,
        "drawn": drawn is not None,
        "size": len(content),
        "next_try_at": now() if drawn is not None else None,  # for its check
        "error": "",
    }


def _later(one: _Wanted, reason: str, at_least: timedelta, now: datetime) -> dict[str, Any]:
    again_at = next_attempt(one.attempt, now, NO_JITTER, PATIENCE, at_least)
    if again_at is None or now >= one.said_at + KEPT_BY_WECHAT:
        return _lost(one, f"{TOO_LATE}（{reason}）")
    last_chance = one.said_at + KEPT_BY_WECHAT - LEASE
    again_at = min(again_at, max(last_chance, now + at_least))
    return {"next_try_at": again_at, "error": reason[:200]}


def _lost(one: _Wanted, reason: str) -> dict[str, Any]:
    log.warning("attachment lost", attachment=one.id, reason=reason)
    return {"state": AttachmentState.LOST, "next_try_at": None, "error": reason[:200]}


def _record(session: Session, one: _Wanted, values: dict[str, Any]) -> bool:
    """Unless another worker has taken it over since our lease lapsed, or the photo was erased."""
    changed = session.execute(
        update(Attachment)
        .where(Attachment.id == one.id, Attachment.attempts == one.attempt)
        .where(Attachment.state == AttachmentState.WAITING)
        .values(**values)
        .returning(Attachment.id)
    )
    return bool(changed.all())


def _change(session: Session, attachment_ids: Iterable[int], **values: Any) -> None:
    session.execute(update(Attachment).where(Attachment.id.in_(list(attachment_ids))).values(**values))
