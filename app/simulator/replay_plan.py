"""What `replay` will push: a CSV of messages as WeChat would bring them. Pure; the same file gives the same pushes."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from app.simulator.fake_wechat import payloads
from app.simulator.fake_wechat.payloads import Source
from app.simulator.fake_wechat.push import Payload
from app.simulator.fake_wechat.text import split_text

COLUMNS = ("resident", "text", "sent_at")
_FORMATS = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S")
_ONE_SECOND = timedelta(seconds=1)


class BadFile(Exception):  # noqa: N818  the operator's file, to be mended by them
    """What is wrong with the CSV, by row."""


@dataclass(frozen=True)
class Told:
    """One row of the file. `row` counts from 2, as a spreadsheet shows it."""

    row: int
    resident: str
    text: str
    sent_at: datetime

    @property
    def openid(self) -> str:
        """The same person, the same openid; 28 characters, as WeChat's are."""
        return "o" + sha256(self.resident.encode()).hexdigest()[:27]


def read_rows(lines: Iterable[str], zone: ZoneInfo) -> list[Told]:
    """In the order they were said. Raises `BadFile`."""
    reader = csv.DictReader(lines)
    if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
        raise BadFile(f"the first row lacks the column {', '.join(missing)}")
    rows = [_row(number, row, zone) for number, row in enumerate(reader, start=2)]
    return sorted(rows, key=lambda told: told.sent_at)


def _row(number: int, row: dict[str, str | None], zone: ZoneInfo) -> Told:
    resident, text, sent_at = (row[column] or "" for column in COLUMNS)
    if not resident.strip() or not text.strip():
        raise BadFile(f"row {number}: resident or text is empty")
    return Told(number, resident, text, _moment(number, sent_at.strip(), zone))


def _moment(number: int, text: str, zone: ZoneInfo) -> datetime:
    """`2019/2/28 11:25:05` on the county's clock, or ISO 8601."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = _written_with_slashes(number, text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _written_with_slashes(number: int, text: str) -> datetime:
    for pattern in _FORMATS:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007  the zone follows in `_moment`
        except ValueError:
            continue
    raise BadFile(f"row {number}: sent_at {text!r} is no date")


def pushes(rows: Sequence[Told], original_id: str, grids: Sequence[str]) -> Iterator[Payload]:
    """All pushes in order; each resident first enters through the scene of a grid, all `grids` in turn (none: no scene)."""
    seen: dict[str, str] = {}
    for told in rows:
        if told.resident not in seen and grids:
            seen[told.resident] = grids[len(seen) % len(grids)]
            source = Source(told.openid, original_id, told.sent_at)
            yield payloads.enter_session(source, f"grid={seen[told.resident]}")
        for number, piece in enumerate(split_text(told.text)):
            source = Source(told.openid, original_id, told.sent_at + number * _ONE_SECOND)
            yield payloads.text(source, piece, message_id(told, number))


def message_id(told: Told, piece: int) -> int:
    """WeChat's 64-bit MsgId, made of the row and the piece: a second replay repeats, and doubles nothing."""
    digest = sha256(f"{told.row}\0{told.resident}\0{told.text}\0{piece}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1 | 1
