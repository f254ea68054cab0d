"""Photos kept before they were drawn anew: what says where they were taken goes from the disk, and no photo is lost."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from app.storage.files import FileStore
from app.storage.pictures import redrawn_if_possible
from models.db import Database
from models.issue import Attachment, AttachmentState
from scheduler.media import Shelf
from scheduler.redrawing import redraw_due
from tests.builders import an_issue
from tests.conftest import NOW
from tests.scheduler.test_media import JPEG, MAKER


class PowerCut(BaseException):
    """The machine stops at this line."""


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "media")


@pytest.fixture
def shelf(store: FileStore) -> Shelf:
    return Shelf(store, redrawn_if_possible)


def kept_before(db: Database, path: str, content_type: str = "image/jpeg") -> int:
    with db.transaction() as session:
        photo = Attachment(
            issue_id=an_issue(session).id, kind="image", media_id="m", content_type=content_type
        )
        photo.state, photo.path, photo.drawn = AttachmentState.STORED, path, False
        session.add(photo)
        session.flush()
        return photo.id


def found(db: Database, photo: int) -> Attachment:
    with db.reading() as session:
        return session.get_one(Attachment, photo)


def runs_to_the_end(db: Database, shelf: Shelf) -> None:
    for _ in range(50):
        if redraw_due(db, shelf, NOW) == 0:
            return
    raise AssertionError("it does not come to an end")


def on_disk(store: FileStore) -> list[bytes]:
    return [path.read_bytes() for path in sorted(store._root.rglob("*")) if path.is_file()]


def is_whole(db: Database, store: FileStore, photo: int) -> bool:
    return Image.open(io.BytesIO(store.read(found(db, photo).path))).size == (64, 48)


def says_nothing(db: Database, store: FileStore, photo: int) -> bool:
    kept = found(db, photo)
    assert (kept.drawn, kept.drawn_from, kept.content_type) == (True, "", "image/jpeg")
    assert kept.size == len(store.read(kept.path))
    return is_whole(db, store, photo) and not any(MAKER.encode() in content for content in on_disk(store))


def test_an_old_photo_says_no_longer_where_it_was_taken(db: Database, store: FileStore, shelf: Shelf) -> None:
    photos = [kept_before(db, store.put(JPEG + bytes(number))) for number in range(6)]
    runs_to_the_end(db, shelf)
    assert all(says_nothing(db, store, photo) for photo in photos)


def test_the_same_photo_sent_twice_stays_until_both_are_drawn(
    db: Database, store: FileStore, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (kept_before(db, store.put(JPEG)) for _ in range(2))
    monkeypatch.setattr("scheduler.redrawing.TOGETHER", 1)
    redraw_due(db, shelf, NOW)
    assert found(db, first).drawn
    assert store.read(found(db, second).path) == JPEG
    runs_to_the_end(db, shelf)
    assert says_nothing(db, store, first)
    assert says_nothing(db, store, second)


@pytest.mark.parametrize("where", ["put", "recorded", "remove", "removed"])
def test_a_power_cut_at_any_line_loses_no_photo(
    db: Database, store: FileStore, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    photo = kept_before(db, store.put(JPEG))
    real: dict[str, Callable[..., object]] = {"put": store.put, "remove": store.remove}

    def stops(*_: object) -> None:
        raise PowerCut

    def removes_and_stops(path: str) -> None:
        real["remove"](path)
        raise PowerCut

    match where:
        case "put":
            monkeypatch.setattr(store, "put", stops)
        case "recorded":
            monkeypatch.setattr("scheduler.redrawing._record", stops)
        case "remove":
            monkeypatch.setattr(store, "remove", stops)
        case _:
            monkeypatch.setattr(store, "remove", removes_and_stops)
    with pytest.raises(PowerCut):
        redraw_due(db, shelf, NOW)
    assert is_whole(db, store, photo)
    monkeypatch.undo()
    runs_to_the_end(db, shelf)
    assert says_nothing(db, store, photo)


def test_what_cannot_be_opened_is_kept_and_what_is_gone_is_told(
    db: Database, store: FileStore, shelf: Shelf
) -> None:
    broken = b"\x89PNG\r\n\x1a\n" + bytes(90)
    odd, gone = kept_before(db, store.put(broken), "image/png"), kept_before(db, f"ab/cd/abcd{'0' * 60}")
    runs_to_the_end(db, shelf)
    assert store.read(found(db, odd).path) == broken
    assert (found(db, odd).content_type, found(db, odd).drawn) == ("application/octet-stream", False)
    assert (found(db, gone).error, found(db, gone).drawn) == ("原文件不在", False)
