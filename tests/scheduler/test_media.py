"""Photos and voices are fetched from WeChat before they expire there, and kept."""

import io
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from app.storage.files import FileStore
from app.storage.pictures import redrawn_if_possible
from models.db import Database
from models.issue import Attachment, AttachmentState, IssueMessage
from scheduler.gateway import Gone, TryLater
from scheduler.media import LEASE, Shelf, fetch_due
from tests.builders import an_issue
from tests.fakes import Clock, FakeMedia
from tests.photos import MAKER, taken_at_the_well

JPEG = taken_at_the_well()
AMR = b"#!AMR\n" + bytes(80)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "media")


@pytest.fixture
def shelf(store: FileStore) -> Shelf:
    return Shelf(store, redrawn_if_possible)


def attach(db: Database, media_id: str, said_at: datetime, kind: str = "image") -> int:
    """Someone sent a photo with their matter."""
    with db.transaction() as session:
        issue = an_issue(session)
        message = IssueMessage(issue_id=issue.id, kind=kind, said_at=said_at)
        session.add(message)
        session.flush()
        attachment = Attachment(issue_id=issue.id, message_id=message.id, kind=kind, media_id=media_id)
        session.add(attachment)
        session.flush()
        return attachment.id


def found(db: Database, attachment_id: int) -> Attachment:
    with db.reading() as session:
        return session.get_one(Attachment, attachment_id)


def test_a_photo_is_fetched_and_kept(db: Database, clock: Clock, store: FileStore, shelf: Shelf) -> None:
    photo = attach(db, "photo", clock())
    assert fetch_due(db, FakeMedia(photo=JPEG), shelf, clock) == 1
    kept = found(db, photo)
    content = store.read(kept.path)
    assert (kept.state, kept.content_type, kept.size) == (
        AttachmentState.STORED,
        "image/jpeg",
        len(content),
    )
    assert Image.open(io.BytesIO(content)).size == (64, 48)
    assert fetch_due(db, FakeMedia(photo=JPEG), shelf, clock) == 0


def test_where_a_photo_was_taken_is_not_kept(
    db: Database, clock: Clock, store: FileStore, shelf: Shelf
) -> None:
    assert MAKER.encode() in JPEG
    photo = attach(db, "photo", clock())
    fetch_due(db, FakeMedia(photo=JPEG), shelf, clock)
    kept = found(db, photo)
    assert kept.drawn
    assert dict(Image.open(io.BytesIO(store.read(kept.path))).getexif()) == {}
    assert MAKER.encode() not in store.read(kept.path)
    assert len([file for file in (store.locate(kept.path).parents[2]).rglob("*") if file.is_file()]) == 1


def test_a_moving_picture_is_kept_as_its_first_frame(
    db: Database, clock: Clock, store: FileStore, shelf: Shelf
) -> None:
    moving = io.BytesIO()
    Image.new("P", (30, 20)).save(moving, "GIF", comment=MAKER.encode())
    photo = attach(db, "photo", clock())
    fetch_due(db, FakeMedia(photo=moving.getvalue()), shelf, clock)
    assert found(db, photo).content_type == "image/jpeg"
    assert MAKER.encode() not in store.read(found(db, photo).path)


@pytest.mark.parametrize("content", [JPEG[:400], b"\x89PNG\r\n\x1a\n" + bytes(200)])
def test_a_photo_that_cannot_be_opened_is_kept_as_it_came_but_as_no_picture(
    db: Database, clock: Clock, store: FileStore, shelf: Shelf, content: bytes
) -> None:
    photo = attach(db, "photo", clock())
    fetch_due(db, FakeMedia(photo=content), shelf, clock)
    kept = found(db, photo)
    assert (kept.state, kept.content_type) == (AttachmentState.STORED, "application/octet-stream")
    assert (kept.drawn, kept.next_try_at) == (False, None), "nobody sees it, so nobody checks it"
    assert store.read(kept.path) == content


def test_what_wechat_calls_it_is_not_believed(
    db: Database, clock: Clock, store: FileStore, shelf: Shelf
) -> None:
    voice, page = attach(db, "voice", clock(), "voice"), attach(db, "page", clock())
    fetch_due(db, FakeMedia(voice=AMR, page=b"<html><script>"), shelf, clock)
    assert found(db, voice).content_type == "audio/amr"
    assert found(db, page).content_type == "application/octet-stream"
    assert store.read(found(db, page).path) == b"<html><script>"


def test_what_wechat_no_longer_has_is_lost_with_the_reason(db: Database, clock: Clock, shelf: Shelf) -> None:
    photo = attach(db, "photo", clock())
    fetch_due(db, FakeMedia(), shelf, clock)
    lost = found(db, photo)
    assert (lost.state, lost.error) == (AttachmentState.LOST, "WeChat 40007: invalid media_id")
    assert lost.path == ""


def test_when_wechat_is_busy_it_is_tried_again_later(db: Database, clock: Clock, shelf: Shelf) -> None:
    photo = attach(db, "photo", clock())
    wechat = FakeMedia(photo=JPEG)
    wechat.scripts["photo"] = [TryLater("busy", 30)]
    fetch_due(db, wechat, shelf, clock)
    assert fetch_due(db, wechat, shelf, clock) == 0
    waiting = found(db, photo)
    assert (waiting.state, waiting.error) == (AttachmentState.WAITING, "busy")
    clock.turn(seconds=30)
    fetch_due(db, wechat, shelf, clock)
    assert found(db, photo).state is AttachmentState.STORED
    assert found(db, photo).error == ""


def test_wechat_is_asked_for_three_days_and_then_it_is_lost(db: Database, clock: Clock, shelf: Shelf) -> None:
    begun = clock()
    photo = attach(db, "photo", begun)
    wechat = FakeMedia()
    wechat.scripts["photo"] = [TryLater("busy", 1)] * 1000
    while found(db, photo).state is AttachmentState.WAITING:
        fetch_due(db, wechat, shelf, clock)
        clock.turn(minutes=20)
    assert timedelta(days=3) <= clock() - begun < timedelta(days=3, hours=1, minutes=30)
    assert len(wechat.asked) > 50
    assert found(db, photo).state is AttachmentState.LOST
    assert "三天" in found(db, photo).error


def test_a_server_that_slept_for_days_still_asks_once(db: Database, clock: Clock, shelf: Shelf) -> None:
    photo = attach(db, "photo", clock() - timedelta(days=5))
    wechat = FakeMedia()
    wechat.scripts["photo"] = [Gone("WeChat 40007")]
    fetch_due(db, wechat, shelf, clock)
    assert wechat.asked == ["photo"]
    assert found(db, photo).state is AttachmentState.LOST


def test_a_full_disk_loses_nothing(db: Database, clock: Clock, shelf: Shelf) -> None:
    class Full:
        def put(self, content: bytes) -> str:
            raise OSError(28, f"no space for {len(content)} bytes")

    photo = attach(db, "photo", clock())
    assert fetch_due(db, FakeMedia(photo=JPEG), Shelf(Full(), redrawn_if_possible), clock) == 1
    assert found(db, photo).state is AttachmentState.WAITING
    clock.turn(minutes=5)
    fetch_due(db, FakeMedia(photo=JPEG), shelf, clock)
    assert found(db, photo).state is AttachmentState.STORED


def test_a_worker_that_dies_leaves_the_photo_to_the_next(db: Database, clock: Clock, shelf: Shelf) -> None:
    class PowerCut(BaseException):
        pass

    class Dies:
        def put(self, content: bytes) -> str:
            raise PowerCut(len(content))

    photo = attach(db, "photo", clock())
    with pytest.raises(PowerCut):
        fetch_due(db, FakeMedia(photo=JPEG), Shelf(Dies(), redrawn_if_possible), clock)
    assert fetch_due(db, FakeMedia(photo=JPEG), shelf, clock) == 0
    clock.turn(seconds=LEASE.total_seconds())
    assert fetch_due(db, FakeMedia(photo=JPEG), shelf, clock) == 1
    assert found(db, photo).state is AttachmentState.STORED


def test_two_workers_fetch_each_photo_once(
    db: Database, database_url: str, clock: Clock, shelf: Shelf
) -> None:
    names = [f"photo{number}" for number in range(40)]
    for name in names:
        attach(db, name, clock())
    wechat = FakeMedia(**{name: JPEG + name.encode() for name in names})
    start = threading.Barrier(2)

    def work() -> None:
        mine = Database(database_url)
        start.wait()
        while fetch_due(mine, wechat, shelf, clock):
            pass
        mine.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(wechat.asked) == sorted(names)
    with db.reading() as session:
        assert set(session.scalars(select(Attachment.state))) == {AttachmentState.STORED}
