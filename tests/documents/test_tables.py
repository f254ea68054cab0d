"""Tables leave the house: whole, safe in Excel, in three formats."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from sqlalchemy import event

from app.documents import exports, tables
from app.documents.tables import Table, UnknownEndingError, export
from app.security import CodeMaker, Vault
from handlers import invitations
from models.db import Database
from models.duty import EntryKind
from models.issue import Attachment, AttachmentState, Check, IssueMessage
from models.people import StaffRole
from models.queries.exports import issues
from tests.builders import a_deputy, a_grid, a_handbook_entry, a_resident, a_staff_member, an_issue

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
CODES = CodeMaker("a secret of the tests, long enough")
VAULT = Vault("a secret of the tests, long enough")
CONTRACT = [
    "number",
    "created_at",
    "resident",
    "anonymous",
    "grid_code",
    "township",
    "deputy_code",
    "channel",
    "text",
    "attachments",
    "category",
    "field",
    "state",
    "receipt_at",
    "closed_at",
    "result",
    "satisfaction",
    "source_message_ids",
]


def in_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def written(db: Database, what: str, out: Path) -> Path:
    with db.reading() as session:
        exports.write(what, exports.Source(session, SHANGHAI, VAULT, CODES, NOON), out)
    return out


def two_matters(db: Database) -> None:
    with db.transaction() as session:
        grid = a_grid(session, "莲花村", code="G1")
        deputy = a_deputy(session, grid, code="D1")
        lamp = an_issue(session, grid, deputy, text="路灯坏了", created_at=NOON, receipt_at=NOON)
        lamp.messages[0].message_id = "241"
        more = IssueMessage(kind="text", text="=三天了", said_at=NOON, check=Check.PASSED, message_id="242")
        photo = IssueMessage(kind="image", said_at=NOON, check=Check.PASSED, message_id="243")
        lamp.messages += [more, photo]
        stored = {"kind": "image", "check": Check.PASSED}
        lamp.attachments = [
            Attachment(media_id="m1", state=AttachmentState.STORED, path="a/1.jpg", **stored),
            Attachment(media_id="m2", state=AttachmentState.WAITING, **stored),
        ]
        of_the_deputy = Attachment(media_id="m3", by_deputy_id=deputy.id, sent_at=NOON, kind="image")
        lamp.deputy_photos = [of_the_deputy]
        an_issue(session, grid, deputy, anonymous=True, resident=a_resident(session, grid), created_at=NOON)


def test_issues_have_the_columns_of_the_contract(db: Database, tmp_path: Path) -> None:
    two_matters(db)
    first, second = in_csv(written(db, "issues", tmp_path / "issues.csv"))
    assert list(first) == CONTRACT
    assert first["number"] == "1001"
    assert first["created_at"] == first["receipt_at"] == "2026-03-10T12:00:00+08:00"
    assert first["text"] == "路灯坏了\n=三天了"
    assert first["attachments"] == "a/1.jpg m2"
    assert first["source_message_ids"] == "241 242 243"
    assert (first["state"], first["channel"], first["closed_at"]) == ("submitted", "wechat", "")
    assert (first["grid_code"], first["deputy_code"], first["township"]) == ("G1", "D1", "回车镇")
    assert first["resident"].startswith("openid-")
    assert (second["resident"], second["anonymous"], first["anonymous"]) == ("", "true", "false")


def test_issues_in_json_keep_lists_numbers_and_nothing(db: Database, tmp_path: Path) -> None:
    two_matters(db)
    rows: list[dict[str, Any]] = json.loads(
        written(db, "issues", tmp_path / "issues.json").read_text("utf-8")
    )
    assert rows[0]["source_message_ids"] == ["241", "242", "243"]
    assert (rows[0]["number"], rows[0]["anonymous"], rows[0]["result"]) == (1001, False, None)


def test_issues_in_a_workbook(db: Database, tmp_path: Path) -> None:
    two_matters(db)
    book = load_workbook(written(db, "issues", tmp_path / "issues.xlsx"))
    rows = list(book["issues"].iter_rows(values_only=True))
    assert list(rows[0]) == CONTRACT
    assert rows[1][0] == 1001
    assert rows[1][8] == "路灯坏了\n=三天了"


def test_reading_many_matters_takes_few_queries(db: Database) -> None:
    with db.transaction() as session:
        grid = a_grid(session)
        resident = a_resident(session, grid)
        for _ in range(25):
            an_issue(session, grid, resident=resident)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    with db.reading() as session:
        lines = list(issues(session, batch=10))
    assert [line.number for line in lines] == list(range(1001, 1026))
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 3 * 3 + 1


def test_the_handbook(db: Database, tmp_path: Path) -> None:
    with db.transaction() as session:
        deputy = a_deputy(session, a_grid(session), code="D7")
        a_handbook_entry(session, deputy, EntryKind.VISIT, NOON, text="走访五户")
    (row,) = in_csv(written(db, "handbook", tmp_path / "handbook.csv"))
    assert row == {
        "deputy_code": "D7",
        "at": "2026-03-10T12:00:00+08:00",
        "kind": "visit",
        "text": "走访五户",
        "issue": "",
    }


def test_invitations_are_ready_to_be_sent_round(db: Database, tmp_path: Path, now: datetime) -> None:
    with db.transaction() as session:
        grid = a_grid(session, "莲花村", "回车镇")
        a_deputy(session, grid, code="D1", bound=False)
        a_deputy(session, grid, code="D2", rank=2)
        a_staff_member(session, StaffRole.TOWNSHIP, "回车镇", code="S1", bound=False)
        invitations.ensure_all(session, CODES, now)
    first, bound, staff = in_csv(written(db, "invitations", tmp_path / "invitations.csv"))
    code = CODES("deputy", "D1", 1)
    assert tuple(first) == exports.INVITATION_COLUMNS
    assert (first["邀请码"], first["发送内容"], first["状态"]) == (code, f"绑定 {code}", "未绑定")
    assert (first["类型"], first["乡镇"], first["网格"]) == ("代表", "回车镇", "莲花村")
    assert (bound["邀请码"], bound["状态"]) == ("", "已绑定")
    assert (staff["类型"], staff["编号"], staff["乡镇"]) == ("工作人员", "S1", "回车镇")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])
def test_no_cell_runs_as_a_formula(tmp_path: Path, start: str) -> None:
    text = start + "HYPERLINK(1)"
    for name in ("t.csv", "t.xlsx"):
        export(Table("t", ("a",), [(text,)]), tmp_path / name, SHANGHAI)
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == ["'" + text]
    cell = load_workbook(tmp_path / "t.xlsx")["t"]["A2"]
    assert (cell.data_type, cell.value) == ("s", "'" + text)


def test_excel_opens_the_csv_as_utf_8(tmp_path: Path) -> None:
    export(Table("t", ("甲",), [("乙",)]), tmp_path / "t.csv", SHANGHAI)
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_characters_no_file_may_hold_are_left_out(tmp_path: Path) -> None:
    for name in ("t.csv", "t.xlsx", "t.json"):
        export(Table("t", ("a",), [("坏\x00\x0b\ud83d了",)]), tmp_path / name, SHANGHAI)
    assert in_csv(tmp_path / "t.csv") == [{"a": "坏了"}]
    assert json.loads((tmp_path / "t.json").read_text("utf-8")) == [{"a": "坏了"}]
    assert load_workbook(tmp_path / "t.xlsx")["t"]["A2"].value == "坏了"


def test_a_cell_too_long_for_excel_is_visibly_cut(tmp_path: Path) -> None:
    export(Table("t", ("a",), [("长" * 40_000,)]), tmp_path / "t.xlsx", SHANGHAI)
    value = str(load_workbook(tmp_path / "t.xlsx")["t"]["A2"].value)
    assert len(value) == 32_767
    assert value.endswith("全文见 .csv 或 .json）")


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "ROWS_OF_A_SHEET", 2)
    assert export(Table("t", ("a",), [(number,) for number in range(5)]), tmp_path / "t.xlsx", SHANGHAI) == 5
    book = load_workbook(tmp_path / "t.xlsx")
    assert [[row[0] for row in sheet.values] for sheet in book] == [["a", 0, 1], ["a", 2, 3], ["a", 4]]


def test_a_failed_export_leaves_the_old_file(tmp_path: Path) -> None:
    def rows() -> Any:
        yield ("new",)
        raise RuntimeError("the database went away")

    out = tmp_path / "t.csv"
    out.write_text("old", "utf-8")
    with pytest.raises(RuntimeError):
        export(Table("t", ("a",), rows()), out, SHANGHAI)
    assert out.read_text("utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_an_unknown_ending_is_refused(db: Database, tmp_path: Path) -> None:
    with pytest.raises(UnknownEndingError, match="ending"):
        export(Table("t", ("a",), []), tmp_path / "t.pdf", SHANGHAI)
    with pytest.raises(UnknownEndingError, match="xlsx"):
        written(db, "registry", tmp_path / "registry.csv")


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    rows = ((number,) for number in range(2500))
    table = Table("t", ("a",), rows, total=2500)
    export(table, tmp_path / "t.csv", SHANGHAI, lambda *args: told.append(args))
    assert told == [("t", 1000, 2500), ("t", 2000, 2500), ("t", 2500, 2500)]
