"""Papers on their way to a browser: drawn from the office's templates, sent as a file with a proper Chinese name."""

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response, send_file

from app.documents import letters
from app.documents.docx_file import BadTemplateError
from app.documents.docx_preview import Line, lines
from app.documents.tables import Table, export
from app.documents.templates_store import Templates
from app.security import Vault
from app.web.console.house import service
from handlers.desk import BadInput
from handlers.letter_register import KIND_IN_WORDS, SEALED_PHONE, number_of
from models.supervision import Letter

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {"docx": WORD, "xlsx": EXCEL, "csv": "text/csv; charset=utf-8"}
_NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
LONGEST_NAME = 80


@lru_cache(maxsize=4)
def _templates(directory: Path) -> Templates:
    return Templates(directory)


def templates() -> Templates:
    """The office's, in `[storage] dir`/templates, else those shipped."""
    return _templates(service().settings.storage.dir / "templates")


def demand_template(kind: str) -> None:
    """Raises BadInput with the template's own sentence: nothing is numbered that could not be printed."""
    try:
        templates().get(kind)
    except BadTemplateError as error:
        raise BadInput(f"{error}改好以后再发文。") from error


def words_of(letter: Letter) -> Mapping[str, str]:
    """All that it says; the handler's number unsealed."""
    content = dict(letter.content)
    sealed = content.pop(SEALED_PHONE, "")
    if sealed:
        content["联系电话"] = Vault(service().settings.security.secret_key).unseal(sealed)
    return content


def drawn(letter: Letter) -> bytes:
    """The letter as it was numbered, as .docx. Raises BadTemplateError."""
    return letters.render_words(letter.kind.value, words_of(letter), templates())


def shown(kind: str, words: Mapping[str, str]) -> tuple[tuple[Line, ...], str]:
    """Its lines for a page; or none, and what is wrong with the template."""
    try:
        return lines(letters.render_words(kind, words, templates())), ""
    except BadTemplateError as error:
        return (), str(error)


def file_name(letter: Letter) -> str:
    """交办函 西人常办函〔2026〕12号."""
    return f"{KIND_IN_WORDS[letter.kind]} {number_of(letter)}"


def as_file(content: bytes, name: str, ending: str) -> Response:
    """To be saved under the name, also a Chinese one (RFC 5987); never kept by the browser."""
    clean = _NOT_IN_A_NAME.sub("_", name).strip(" .")[:LONGEST_NAME] or "文件"
    response = send_file(
        io.BytesIO(content), _TYPES[ending], as_attachment=True, download_name=f"{clean}.{ending}"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def table_file(table: Table, name: str, ending: str) -> Response:
    """The table as a file."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"table.{ending}"
        export(table, out, service().rules.zone)
        return as_file(out.read_bytes(), name, ending)
