"""Letters at the console: drawn, looked at, downloaded, received, voided; and who is refused."""

import io
from pathlib import Path
from urllib.parse import unquote

import pytest
from docx import Document
from openpyxl import load_workbook

from app.documents.letters.make_templates import build
from app.security import Vault
from handlers import organ
from models.issue import Result
from models.people import StaffRole
from models.supervision import LetterKind
from tests.handlers.loop.letter_office import drawn, numbers, register, replied_on_paper
from tests.web.console.desks import Desks
from tests.web.console_visits import Desk

HERE = "/console/assignments/1/letters"
TYPED = {"kind": "assign", "title": "修好路灯", "summary": "莲花村东头的路灯坏了", "step": "draw"}


def file_of(desk: Desk, path: str) -> tuple[bytes, str]:
    """What is downloaded, and under which name it is saved."""
    answer = desk.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    named = answer.headers["Content-Disposition"]
    return answer.data, unquote(named.partition("filename*=UTF-8''")[2])


def words_in(content: bytes) -> str:
    return "\n".join(line.text for line in Document(io.BytesIO(content)).paragraphs)


def test_a_clerk_draws_looks_and_downloads(desks: Desks) -> None:
    desk = desks.of("S1").opens(f"{HERE}/new?kind=assign")
    assert desk.status == 200
    assert 'value="莲花村东头的路灯坏了"' in desk.html
    desk.posts(HERE, **TYPED | {"step": "preview"})
    assert "（发文时编号）" in desk.html
    assert 'value="修好路灯"' in desk.html
    assert numbers(desks.office) == []
    desk.posts(HERE, **TYPED)
    assert desk.path == "/console/letters/1"
    assert "已发文：丹水镇人大函〔2026〕1号。" in desk.html
    content, name = file_of(desk, "/console/letters/1/file")
    assert name == "交办函 丹水镇人大函〔2026〕1号.docx"
    words = words_in(content)
    assert "丹水镇人大函〔2026〕1号" in words
    assert "“修好路灯”（第1001号）交由县交通局主办" in words


def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(desks: Desks) -> None:
    desk = desks.of("S1").opens(f"{HERE}/new")
    for step in ("draw", "preview"):
        desk.posts(HERE, **TYPED | {"title": "", "summary": "很长的一段话", "step": step})
        assert desk.status == 422
        assert "请写明标题。" in desk.html
        assert 'id="letter-title-why"' in desk.html
        assert "很长的一段话" in desk.html
    desk.posts(HERE, **TYPED | {"answer_by": "明天", "kind": "assign"})
    assert desk.status == 422
    assert numbers(desks.office) == []


def test_a_broken_template_is_said_in_a_sentence_and_nothing_is_numbered(desks: Desks) -> None:
    folder = Path(desks.console.service.settings.storage.dir) / "templates"
    folder.mkdir()
    (folder / "assign.docx").write_bytes(b"not a Word file")
    desk = desks.of("S1").opens(f"{HERE}/new")
    desk.posts(HERE, **TYPED)
    assert desk.status == 422
    assert "assign.docx" in desk.html
    assert "不是 Word 文件" in desk.html
    assert numbers(desks.office) == []
    (folder / "assign.docx").write_bytes(build()["assign"])
    desk.posts(HERE, **TYPED)
    (folder / "assign.docx").write_bytes(b"broken later")
    assert "文号和内容都还在" in desk.opens("/console/letters/1").html
    answer = desk.client.get("/console/letters/1/file")
    assert answer.status_code == 409
    assert "改好模板再下载" in answer.get_data(as_text=True)


def test_a_letter_is_drawn_again_as_it_was(desks: Desks) -> None:
    desk = desks.of("S1").opens(f"{HERE}/new")
    desk.posts(HERE, **TYPED)
    before, _ = file_of(desk, "/console/letters/1/file")
    desks.office.spoken()
    desks.office.replies(Result.PARTLY)
    assert file_of(desk, "/console/letters/1/file")[0] == before


def test_hostile_words_stay_words(desks: Desks) -> None:
    evil = '<script>alert(1)</script>{{ 7*7 }}"/../..\\=cmd'
    desk = desks.of("S1").opens(f"{HERE}/new")
    desk.posts(HERE, **TYPED | {"title": evil, "copies": evil})
    assert "<script>alert" not in desk.html
    content, name = file_of(desk, "/console/letters/1/file")
    assert "/" not in name
    assert "{{ 7*7 }}" in words_in(content)
    with_formula = desk.client.get("/console/letters.xlsx")
    sheet = load_workbook(io.BytesIO(with_formula.data)).active
    assert sheet is not None
    assert all(not str(cell.value).startswith("=") for row in sheet.iter_rows() for cell in row)


def test_an_organs_series_with_a_strange_name_makes_a_harmless_file_name(desks: Desks) -> None:
    desks.of("S1")
    drawn(desks.office)
    with desks.office.db.transaction() as session:
        letter = session.get_one(type(register(desks.office)[0]), 1)
        letter.series = '..\\a/b:"c\r\nX: y\u202e'
    content, name = file_of(desks.of("S1"), "/console/letters/1/file")
    assert content
    assert not set(name) & set('/\\:"\r\n\u202e')


def test_the_register_is_filtered_by_the_address(desks: Desks) -> None:
    drawn(desks.office)
    desks.office.until("2026-04-09 10:00")
    drawn(desks.office, LetterKind.REMIND, code="S9")
    desk = desks.of("S9")
    found = {
        "": 2,
        "?kind=remind": 1,
        "?year=2026": 2,
        "?year=2025": 0,
        "?organ=JT": 2,
        "?organ=CZ": 0,
        "?series=西人常办函": 1,
        "?q=提醒": 1,
        "?q=1001": 2,
        "?q=%25": 0,
        "?state=void": 0,
        "?state=waiting": 2,
        "?kind=nonsense&year=²&page=-3": 2,
    }
    for query, count in found.items():
        html = desk.opens(f"/console/letters{query}").html
        assert f'发文登记 <span class="count">{count}</span>' in html, query
    rows = desk.client.get("/console/letters.csv?kind=remind").data.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "西人常办函〔2026〕1号" in rows[1]


def test_the_organ_opens_its_letter_and_that_is_the_receipt(desks: Desks) -> None:
    drawn(desks.office)
    desk = desks.of("JT").opens("/console/organ/letters")
    assert "未签收" in desk.html
    assert register(desks.office)[0].received_at is None
    desk.opens("/console/organ/letters/1")
    assert "关于交办群众反映第1001号的函" in desk.html
    assert register(desks.office)[0].received_at == desks.office.now
    assert file_of(desk, "/console/organ/letters/1/file")[1].endswith("〔2026〕1号.docx")
    assert "已签收" in desks.of("S1").opens("/console/letters/1").html


def test_the_organ_answers_the_deputy_on_paper(desks: Desks) -> None:
    desk = desks.of("JT").opens("/console/organ/1")
    assert desk.posts("/console/organ/1/letters").status == 409
    assert "请先写答复，再开答复函" in desk.html
    desks.office.spoken()
    desks.office.replies()
    desk.opens("/console/organ/1").posts("/console/organ/1/letters")
    assert desk.path == "/console/organ/letters"
    assert "已开答复函：县交通局函〔2026〕1号。" in desk.html
    content, name = file_of(desk, "/console/organ/letters/1/file")
    assert name == "答复函 县交通局函〔2026〕1号.docx"
    assert "签发人：钱局长" in words_in(content)
    desk.opens("/console/organ/letters/1").posts("/console/organ/letters/1/void", reason="")
    assert "请写明作废的原因" in desk.html
    desk.posts("/console/organ/letters/1/void", reason="漏了附件")
    assert register(desks.office)[0].void_reason == "漏了附件"


def test_a_handlers_phone_is_sealed_in_the_register_and_printed_in_the_letter(desks: Desks) -> None:
    vault = Vault(desks.console.service.settings.security.secret_key)
    desks.office.spoken()
    answer = desks.office.answer(handler_phone_sealed=vault.seal("0377-69661234"))
    desks.office.bureau(organ.feed_back, "JT", 1, answer)
    replied_on_paper(desks.office)
    assert "69661234" not in str(register(desks.office)[0].content)
    content, _ = file_of(desks.of("JT"), "/console/organ/letters/1/file")
    assert "0377-69661234" in words_in(content)


def test_a_letter_is_voided_and_marked_received_at_its_page(desks: Desks) -> None:
    drawn(desks.office)
    desk = desks.of("S1").opens("/console/letters/1")
    desk.posts("/console/letters/1/received")
    assert register(desks.office)[0].received_at is not None
    desk.posts("/console/letters/1/void", reason="")
    assert (desk.status, "请写明作废的原因" in desk.html) == (422, True)
    desk.posts("/console/letters/1/void", reason="单位写错了")
    assert "已作废。这个号不再使用" in desk.html


@pytest.mark.parametrize("path", ["/console/letters/1", "/console/letters/1/file", f"{HERE}/new"])
def test_another_township_finds_nothing(desks: Desks, path: str) -> None:
    drawn(desks.office)
    assert desks.of("S2").opens(path).status == 404
    assert desks.of("S2").opens("/console/letters").html.count("data-row") == 0


def test_another_organ_a_leader_and_a_stranger_are_refused(desks: Desks) -> None:
    drawn(desks.office)
    for path in ("/console/organ/letters/1", "/console/organ/letters/1/file"):
        assert desks.of("CZ").opens(path).status == 404
    assert register(desks.office)[0].received_at is None
    assert desks.of("S8").opens("/console/letters").status == 403
    assert desks.of("JT").opens("/console/letters/1").status == 403
    assert desks.of("S1").opens("/console/organ/letters/1").status == 403
    assert desks.console.stranger().opens("/console/letters/1/file").path == "/console/sign-in"
    head = desks.console.staff(StaffRole.STATION_HEAD, "丹水镇")
    assert desks.console.desk_of(head).opens(f"{HERE}/new").status == 403


def test_why_no_letter_is_due_is_said(desks: Desks) -> None:
    desk = desks.of("S1").opens(f"{HERE}/new?kind=supervise")
    assert desk.status == 409
    assert "还没有超期" in desk.html
    assert "开提醒函" in desks.of("S1").opens("/console/issues/1001").html
