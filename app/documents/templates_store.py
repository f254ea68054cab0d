"""Where templates come from: the office's own in its directory, else the one shipped; read again when the file changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from app.documents.docx_file import MOST_BYTES, BadTemplateError
from app.documents.docx_template import WordTemplate, read_template
from app.documents.placeholders import OF_PARAGRAPHS, PLACEHOLDERS

SHIPPED = Path(__file__).parent / "templates"
_Stamp = tuple[str, int, int]


@dataclass
class Templates:
    """The templates of one house. `directory`: `[storage] dir`/templates; it need not exist. Shared by threads."""

    directory: Path
    _read: dict[str, tuple[_Stamp, WordTemplate]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def get(self, kind: str) -> WordTemplate:
        """The template of this kind (`assign`, `remind`, `supervise`, `reply`, `bulletin`).

        Raises BadTemplateError: then the sentence names the file and what to mend in it.
        """
        path = self._path(kind)
        try:
            status = path.stat()
            stamp = str(path), status.st_mtime_ns, status.st_size
            with self._lock:
                kept = self._read.get(kind)
            if kept and kept[0] == stamp:
                return kept[1]
            content = path.read_bytes() if status.st_size <= MOST_BYTES else b"\0" * (MOST_BYTES + 1)
        except OSError as error:
            raise BadTemplateError(path.name, "文件读不出来，请检查它还在不在、权限对不对。") from error
        template = read_template(path.name, content, PLACEHOLDERS[kind], OF_PARAGRAPHS)
        with self._lock:
            self._read[kind] = stamp, template
        return template

    def _path(self, kind: str) -> Path:
        own = self.directory / f"{kind}.docx"
        return own if own.is_file() else SHIPPED / f"{kind}.docx"

    def check(self) -> Mapping[str, str]:
        """What is wrong with which kind, in a sentence; empty when all can be used."""
        wrong: dict[str, str] = {}
        for kind in PLACEHOLDERS:
            try:
                self.get(kind)
            except BadTemplateError as error:
                wrong[kind] = str(error)
        return wrong
