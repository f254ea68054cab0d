"""Keeps the phones over a restart of `make run`: one JSON file, the photos beside it."""

import os
import threading
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path

import structlog
from pydantic import TypeAdapter

from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.media import Media
from app.simulator.fake_wechat.phones import KEPT_PER_PHONE, Phone
from app.simulator.fake_wechat.windows import Windows

THROTTLE_SECONDS = 1.0
log = structlog.get_logger()


@dataclass
class Snapshot:
    """What survives. Tokens do not: a restarted WeChat may forget them, the service fetches new ones."""

    phones: dict[str, Phone]
    last_id: int
    windows: Windows
    grants: dict[str, dict[str, int]]
    media: list[Media]


_SNAPSHOT = TypeAdapter(Snapshot)


def save(fake: FakeWeChat, path: Path) -> None:
    """Write the state to `path`: all of it or, when interrupted, none."""
    folder = _media_folder(path)
    folder.mkdir(parents=True, exist_ok=True)
    with fake.lock:
        stored = list(fake.media.by_id.values())
        notes = [replace(media, data=b"") for media in stored]
        snapshot = Snapshot(fake.phones.by_openid, fake.phones.last_id, fake.windows, fake.grants.held, notes)
        text = _SNAPSHOT.dump_json(snapshot)
    for media in stored:
        if not (folder / media.media_id).exists():
            _write(folder / media.media_id, media.data)
    _write(path, text)


def load(fake: FakeWeChat, path: Path) -> bool:
    """Take up the state saved at `path`; false when there is none. Raises `ValueError` for a broken file."""
    if not path.is_file():
        return False
    snapshot = _SNAPSHOT.validate_json(path.read_bytes())
    folder = _media_folder(path)
    with fake.lock:
        for phone in snapshot.phones.values():
            phone.items = deque(phone.items, maxlen=KEPT_PER_PHONE)
        fake.phones.by_openid, fake.phones.last_id = snapshot.phones, snapshot.last_id
        fake.windows, fake.grants.held = snapshot.windows, snapshot.grants
        for media in snapshot.media:
            if (folder / media.media_id).is_file():
                fake.media.by_id[media.media_id] = replace(media, data=(folder / media.media_id).read_bytes())
    return True


def _media_folder(path: Path) -> Path:
    return path.with_name(f"{path.stem}-media")


def _write(path: Path, data: bytes) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.write_bytes(data)
    os.replace(draft, path)  # noqa: PTH105 - says "atomically" better than Path.replace


class Keeper:
    """Saves in the background, at most once in `seconds`, when something changed; once more when closed."""

    def __init__(self, fake: FakeWeChat, path: Path, seconds: float = THROTTLE_SECONDS) -> None:
        self._fake = fake
        self._path = path
        self._seconds = seconds
        self._saved = fake.changes
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fake-wechat-keeper", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._closing.wait(self._seconds):
            try:
                self._save_if_changed()
            except OSError:  # a full disk: the phones go on, and the next second tries again
                log.warning("phones_not_saved", exc_info=True)

    def _save_if_changed(self) -> None:
        changes = self._fake.changes
        if changes != self._saved:
            save(self._fake, self._path)
            self._saved = changes

    def close(self) -> None:
        self._closing.set()
        self._thread.join()
        self._save_if_changed()
