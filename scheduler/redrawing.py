"""Residents' photos kept before we drew them: they say where and when they were taken, and are drawn anew, a few at a time.

Three steps, each done whole before the next: the new file is on the disk; the matter's row points to it and remembers
the old one; the old file is removed and forgotten. Whoever stops in between loses nothing and leaves nothing behind:
the next run goes on from there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from models.db import Database
from models.erasure import Erasure
from models.issue import Attachment, AttachmentState
from models.reply import Evidence
from models.rules.media_type import BINARY, media_type
from scheduler.media import Shelf

TOGETHER = 4
"""A large picture takes a second and some hundred megabytes."""
GONE = "原文件不在"

log = structlog.get_logger()


@dataclass(frozen=True)
class _Old:
    id: int
    path: str


def redraw_due(db: Database, shelf: Shelf, now: datetime) -> int:
    """Draw some, and remove what earlier ones were drawn from; how many steps that was, 0 when all is done."""
    with db.reading() as session:
        old = _to_draw(session)
    for one in old:
        values = _drawn(shelf, one)
        with db.transaction() as session:
            if not _record(session, one, values) and "path" in values:  # erased meanwhile
                session.add(Erasure(asked_at=now, paths=[values["path"]]))
    with db.reading() as session:
        left = _to_remove(session)
    for path in left:
        shelf.store.remove(path)
        with db.transaction() as session:
            session.execute(update(Attachment).where(Attachment.drawn_from == path).values(drawn_from=""))
    return len(old) + len(left)


def _to_draw(session: Session) -> list[_Old]:
    rows = session.execute(
        select(Attachment.id, Attachment.path)
        .where(Attachment.state == AttachmentState.STORED, Attachment.drawn.is_(False))
        .where(Attachment.content_type.startswith("image/"), Attachment.error == "")
        .order_by(Attachment.id)
        .limit(TOGETHER)
    )
    return [_Old(row.id, row.path) for row in rows]


def _drawn(shelf: Shelf, one: _Old) -> dict[str, Any]:
    """The columns to change. What cannot be opened stays as it came, and is shown to nobody (`scheduler.media`)."""
    try:
        content = shelf.store.read(one.path)
    except FileNotFoundError:
        log.warning("photo is not in the store", attachment=one.id)
        return {"error": GONE}  # should it be put back, its page still draws it before it goes out
    drawn = shelf.redraw(content)
    if drawn is None:
        log.warning("picture cannot be opened", attachment=one.id)
        return {"content_type": BINARY}
    path = shelf.store.put(drawn)
    return {
        "path": path,
        "content_type": media_type(drawn),
        "size": len(drawn),
        "drawn": True,
        "drawn_from": one.path if path != one.path else "",
    }


def _record(session: Session, one: _Old, values: dict[str, Any]) -> bool:
    same = Attachment.id == one.id, Attachment.path == one.path, Attachment.drawn.is_(False)
    changed = session.execute(update(Attachment).where(*same).values(**values).returning(Attachment.id))
    return bool(changed.all())


def _to_remove(session: Session) -> list[str]:
    """Files nothing is shown from any more: the same photo sent twice is one file, which goes with its last row."""
    other = aliased(Attachment)
    rows = session.scalars(
        select(Attachment.drawn_from)
        .where(Attachment.drawn_from != "")
        .where(~exists().where(other.path == Attachment.drawn_from))
        .where(~exists().where(Evidence.path == Attachment.drawn_from))
        .distinct()
        .limit(TOGETHER)
    )
    return list(rows)
