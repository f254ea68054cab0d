"""`export suggestions`: what was handed in, a row each, in all three kinds of file."""

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.documents.exports import SUGGESTION_COLUMNS, Source, write
from app.security import CodeMaker, Vault
from models.db import Database
from models.people import Capacity
from tests.builders import COUNTY, LONG_AGO, SHANGHAI
from tests.suggestions import Congress
from tests.town import Town


@pytest.fixture
def congress(db: Database) -> Congress:
    """One handed in by two deputies from a matter, one of a township withdrawn, and a draft."""
    congress = Congress(Town(db))
    made = congress.draft("D1", congress.matter(), title="=关于修路的建议")
    congress.asks("D1", made, "D2", "D3")
    congress.town.writes("o-li", f"附议 {made}")
    congress.hands_in("D1", made)
    taken_back = congress.draft("D4", capacity=Capacity.TOWNSHIP)
    congress.hands_in("D4", taken_back)
    congress.withdraws("D4", taken_back)
    congress.draft("D2", title="还在写的建议")
    return congress


def _export(congress: Congress, out: Path) -> int:
    with congress.town.db.reading() as session:
        return write(
            "suggestions", Source(session, SHANGHAI, Vault("k" * 32), CodeMaker("k" * 32), LONG_AGO), out
        )


def test_every_suggestion_handed_in_and_no_draft(congress: Congress, tmp_path: Path) -> None:
    assert _export(congress, tmp_path / "s.json") == 2
    first, second = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert (first["county"], first["year"], first["number"], first["capacity"]) == (COUNTY, 2026, 1, "county")
    assert first["joined_by"] == ["李秀英"]
    assert first["issues"] == ["1001"]
    assert (first["state"], first["handling"]) == ("submitted", "study")
    assert (second["township"], second["number"], second["state"]) == ("丹水镇", 1, "withdrawn")


def test_the_same_as_a_table_and_a_workbook(congress: Congress, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx"):
        assert _export(congress, tmp_path / f"s.{ending}") == 2
    with (tmp_path / "s.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == SUGGESTION_COLUMNS
    assert len(rows) == 3
    sheet = load_workbook(tmp_path / "s.xlsx").active
    assert sheet is not None
    cell = sheet.cell(2, SUGGESTION_COLUMNS.index("title") + 1)
    assert (cell.data_type, cell.value) == ("s", "'=关于修路的建议"), "words are never a formula"
