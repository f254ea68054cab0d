"""Files on disk under the hash of their content: written once, whole or not at all, never overwritten; removed only when drawn anew."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

_PATH = re.compile(
    r"(?P<first>[0-9a-f]{2})/(?P<second>[0-9a-f]{2})/(?P=first)(?P=second)[0-9a-f]{60}", re.ASCII
)


class FileStore:
    """Implements `scheduler.media.MediaStore`. A path is `ab/cd/abcd…`: two levels of folders, then the SHA-256."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes) -> str:
        """Keep it; returns its path. After that it is on the disk, also when the power fails. Raises OSError."""
        name = hashlib.sha256(content).hexdigest()
        path = f"{name[:2]}/{name[2:4]}/{name}"
        target = self._root / path
        if not target.exists():
            self._make_folder(target.parent)
            self._write(target, content)
        return path

    def read(self, path: str) -> bytes:
        """The file. Raises FileNotFoundError, also for a path that `put` could not have given."""
        return self.locate(path).read_bytes()

    def locate(self, path: str) -> Path:
        """Where it lies on the disk, for a web server to send. Raises FileNotFoundError like `read`."""
        if not _PATH.fullmatch(path):
            raise FileNotFoundError("no such file")
        place = self._root / path
        if not place.is_file():
            raise FileNotFoundError("no such file")
        return place

    def remove(self, path: str) -> None:
        """Keep it no longer; nothing happens when it is gone already."""
        try:
            place = self.locate(path)
        except FileNotFoundError:
            return
        place.unlink(missing_ok=True)
        _sync(place.parent)

    def _write(self, target: Path, content: bytes) -> None:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync(target.parent)

    def _make_folder(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for above in (folder.parent, self._root):
            _sync(above)


def _sync(folder: Path) -> None:
    """A new name is only safe once its folder is on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
