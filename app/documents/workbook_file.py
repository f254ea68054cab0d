"""Opening an .xlsx from outside: bounded before it is unpacked, read row by row, merged cells found.

openpyxl's streaming reader does not tell of merged cells, so they are looked for in the sheet's XML.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from openpyxl import load_workbook

from app.documents.cells import Raw

MOST_UNPACKED = 400 * 2**20
MOST_SHARED_TEXT = 120 * 2**20
MOST_PARTS = 2000
MOST_ROWS = 400_000
"""In one sheet: 140,000 deputies on two grids each fit."""
MOST_COLUMNS = 40
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_CHUNK = 2**20
_OVERLAP = 4096
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,200}?ref="([A-Z]{1,3}[0-9]{1,7}):[A-Z]{1,3}[0-9]{1,7}"')


class NotAWorkbookError(ValueError):
    """The file cannot be read at all; the text is the sentence for the clerk."""


Row = tuple[Raw, ...]


@dataclass(frozen=True)
class Workbook:
    """An open workbook."""

    book: Any
    archive: zipfile.ZipFile

    @property
    def sheets(self) -> list[str]:
        return [sheet.title for sheet in self.book.worksheets]

    def rows(self, sheet: str) -> Iterator[tuple[int, Row]]:
        """(Excel's row number, cells) of every row that is not blank. Raises NotAWorkbookError."""
        for number, row in enumerate(self._all_rows(sheet), start=1):
            if number > MOST_ROWS:
                raise NotAWorkbookError(f"工作表「{sheet}」超过 {MOST_ROWS} 行。")
            if any(raw.value is not None and str(raw.value).strip() for raw in row):
                yield number, row

    def _all_rows(self, sheet: str) -> Iterator[Row]:
        found = iter(self.book[sheet].iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS))
        while True:
            with _named():
                cells = next(found, None)
            if cells is None:
                return
            yield tuple(Raw(cell.value, cell.data_type) for cell in cells)

    def merged(self, sheet: str) -> list[str]:
        """The top left cell of each merged range."""
        path = getattr(self.book[sheet], "_worksheet_path", "")
        with _named(), self.archive.open(path) as part:
            return sorted(set(_merged_in(part)))


def _merged_in(part: IO[bytes]) -> Iterator[str]:
    before = b""
    while chunk := part.read(_CHUNK):
        window = before + chunk
        yield from (found.decode() for found in _MERGED.findall(window))
        before = window[-_OVERLAP:]


@contextmanager
def _named() -> Iterator[None]:
    """Whatever a broken file makes zipfile, expat or openpyxl raise is one thing to a clerk."""
    try:
        yield
    except NotAWorkbookError:
        raise
    except Exception as error:
        raise NotAWorkbookError(
            "文件损坏，或不是 Excel 工作簿（.xlsx）。请用 Excel 或 WPS 打开后另存为 .xlsx。"
        ) from error


@contextmanager
def opened(path: Path) -> Iterator[Workbook]:
    """The workbook, for as long as it is read. Raises NotAWorkbookError, OSError."""
    with path.open("rb") as file, ExitStack() as stack:
        _check_start(file.read(8))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that do not matter here
        with _named():
            archive = stack.enter_context(zipfile.ZipFile(path))
            _check_size(archive)
            book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        stack.callback(book.close)
        yield Workbook(book, archive)


def _check_start(start: bytes) -> None:
    if start.startswith(_OLD_EXCEL):
        raise NotAWorkbookError("这是旧的 .xls 文件，或加了密码。请去掉密码，另存为 .xlsx。")
    if not start.startswith(b"PK"):
        raise NotAWorkbookError("这不是 Excel 工作簿（.xlsx）。请用 Excel 或 WPS 另存为 .xlsx。")


def _check_size(archive: zipfile.ZipFile) -> None:
    """By the sizes the archive states, which Python's zipfile holds it to."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    shared = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or shared > MOST_SHARED_TEXT:
        raise NotAWorkbookError("文件展开后太大，不像是名册。请只留下模板里的六张表。")
