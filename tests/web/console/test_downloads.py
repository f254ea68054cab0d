"""Whatever leaves the console as a file is in the audit log: who took it, and what it was narrowed to."""

from sqlalchemy import select

from models.duty import AuditEntry
from tests.handlers.loop.letter_office import drawn
from tests.web.console.desks import Desks
from tests.web.console.test_list_pages import MARCH


def taken(desks: Desks) -> list[tuple[str, str, str]]:
    with desks.office.db.reading() as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.act == "export").order_by(AuditEntry.id)
        )
        return [(entry.who, entry.what, entry.note) for entry in entries]


def test_every_file_taken_is_a_line(desks: Desks) -> None:
    drawn(desks.office)
    desk = desks.of("S9")
    for path in (
        f"lists/assigned.csv{MARCH}&township=丹水镇",
        "lists/resolved.xlsx",
        "letters.xlsx?year=2026&q=马大娘",
        "letters/1/file",
        "supervision/late.xlsx?organ=JT",
    ):
        assert desk.client.get(f"/console/{path}").status_code == 200
    assert taken(desks) == [
        ("staff:S9", "list:assigned.csv", "2026-03-01—2026-03-31 丹水镇"),
        ("staff:S9", "list:resolved.xlsx", "2026-02-01—2026-02-28"),
        ("staff:S9", "letters.xlsx", "year=2026 q=…"),
        ("staff:S9", "letter:1", ""),
        ("staff:S9", "supervision:late.xlsx", "organ=JT"),
    ]


def test_an_organ_that_takes_its_letter_is_a_line_too(desks: Desks) -> None:
    drawn(desks.office)
    desk = desks.of("JT").opens("/console/organ/letters/1")
    assert taken(desks) == [], "it has only looked at it"
    assert desk.client.get("/console/organ/letters/1/file").status_code == 200
    assert desk.client.get("/console/organ/letters/99/file").status_code == 404
    assert taken(desks) == [("organ:JT", "letter:1", "")]


def test_the_bulletin_too(desks: Desks) -> None:
    form = {"number": "12", "organ": "办公室", "dated": "2026-04-01", "title-0": "总体", "text-0": "一段。"}
    desk = desks.of("S9").opens("/console/bulletin")
    answer = desk.client.post("/console/bulletin", data=form | {"csrf": desk.token, "step": "file"})
    assert answer.status_code == 200
    assert taken(desks) == [("staff:S9", "bulletin.docx", "2026 12")]


def test_what_was_refused_or_only_looked_at_is_none(desks: Desks) -> None:
    desk = desks.of("S9").opens(f"/console/lists{MARCH}").opens("/console/letters")
    assert desk.opens("/console/lists/assigned.xlsx?from=2026-03-31&to=2026-03-01").status == 422
    assert desk.opens("/console/letters/99/file").status == 404
    assert desks.of("S8").opens("/console/lists/assigned.csv").status == 403
    assert taken(desks) == []
