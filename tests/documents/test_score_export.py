"""`export scores` before the county has score rules: what each deputy did this year, counted, and no points made up."""

import csv
import json
from pathlib import Path

from app.documents.exports import SCORE_COLUMNS, Source, write
from app.security import CodeMaker, Vault
from models.db import Database
from models.duty import EntryKind
from tests.builders import SHANGHAI, a_deputy, a_handbook_entry, local_time


def _export(db: Database, out: Path) -> int:
    now = local_time("2026-11-28 10:00")
    with db.reading() as session:
        return write("scores", Source(session, SHANGHAI, Vault("k" * 32), CodeMaker("k" * 32), now), out)


def test_this_years_records_are_counted_and_points_stay_empty(db: Database, tmp_path: Path) -> None:
    with db.transaction() as session:
        busy = a_deputy(session, code="D1", name="张广民")
        a_deputy(session, code="D2", name="李秀英")
        a_deputy(session, code="D3", active=False)
        for moment in ("2026-01-01 00:00", "2026-12-31 23:59", "2025-12-31 23:59", "2027-01-01 00:00"):
            a_handbook_entry(session, busy, EntryKind.VISIT, local_time(moment))
        a_handbook_entry(session, busy, EntryKind.ANSWER, local_time("2026-05-01 10:00"))
    assert _export(db, tmp_path / "scores.json") == 2
    first, second = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert (first["deputy_code"], first["name"], first["year"]) == ("D1", "张广民", 2026)
    assert (first["visit"], first["answer"], first["deed"], first["points"]) == (2, 1, 0, None)
    assert second["deputy_code"] == "D2"
    assert {second[kind] for kind in EntryKind} == {0}


def test_without_deputies_there_is_the_header_row(db: Database, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx", "json"):
        assert _export(db, tmp_path / f"scores.{ending}") == 0
    with (tmp_path / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [list(SCORE_COLUMNS)]
