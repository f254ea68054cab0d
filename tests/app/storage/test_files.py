"""Files on disk: whole or not there, found again by their path, and nothing else within reach."""

import hashlib
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage.files import FileStore


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "media")


def test_what_is_kept_is_found_again(store: FileStore, tmp_path: Path) -> None:
    path = store.put(b"a photo")
    name = hashlib.sha256(b"a photo").hexdigest()
    assert path == f"{name[:2]}/{name[2:4]}/{name}"
    assert store.read(path) == b"a photo"
    assert store.locate(path) == tmp_path / "media" / path


def test_the_same_photo_twice_is_kept_once(store: FileStore, tmp_path: Path) -> None:
    assert store.put(b"a photo") == store.put(b"a photo")
    assert len(files_in(tmp_path)) == 1


def test_nobody_else_on_the_machine_may_read_it(store: FileStore) -> None:
    assert store.locate(store.put(b"a photo")).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "../../etc/passwd",
        "/etc/passwd",
        "ab/cd/../../../secret",
        "ab/cd/" + "e" * 64,
        "AB/CD/" + "AB" * 32,
        "ab/cd/abcd" + "0" * 60 + "\n",
        "ab/cd/abcd" + "0" * 59 + "\x00",
        "ab/cd",
    ],
)
def test_a_path_that_was_never_given_leads_nowhere(store: FileStore, tmp_path: Path, path: str) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "media" / "ab" / "cd").mkdir(parents=True)
    (tmp_path / "media" / "ab" / "cd" / ("e" * 64)).write_bytes(b"not by put")
    with pytest.raises(FileNotFoundError):
        store.read(path)


@given(st.text(max_size=80))
def test_no_text_reads_a_file_outside(tmp_path_factory: pytest.TempPathFactory, path: str) -> None:
    store = FileStore(tmp_path_factory.getbasetemp())
    with pytest.raises(FileNotFoundError):
        store.locate(path)


def test_a_disk_that_fails_leaves_nothing_behind(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    store.put(b"an earlier one")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(b"a photo")
    assert len(files_in(tmp_path)) == 1


def test_many_writers_of_the_same_photo_leave_one_whole_file(store: FileStore, tmp_path: Path) -> None:
    content = os.urandom(200_000)
    start = threading.Barrier(8)
    paths: list[str] = []

    def write() -> None:
        start.wait()
        paths.append(store.put(content))

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(paths)) == 1
    assert store.read(paths[0]) == content
    assert len(files_in(tmp_path)) == 1


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
