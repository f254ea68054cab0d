"""《人大工作信息》 at the console: drafted from what was counted, corrected, taken as a Word file; nothing typed is lost."""

import io
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from docx import Document

from handlers import supervising
from models.issue import Result
from models.people import StaffRole
from scheduler.statistics import count_due
from tests.builders import RULES
from tests.handlers.loop.office import Office
from tests.web.console.desks import Desks
from tests.web.console.test_list_pages import several
from tests.web.console_visits import Desk

PERIOD = {"first": "2026-03", "last": "2026-05", "step": "draft"}


@pytest.fixture
def spring(console: object, town: Office) -> Desks:
    """Two lamps mended in spring, one not possible, one matter of key concern still open."""
    several(town, Result.SOLVED, Result.SOLVED, Result.NOT_POSSIBLE)
    town.reported("o-r4", "莲花村的桥要塌了")
    town.assigned(number=4)
    town.clerk(supervising.make_key, "S9", 4, town.today, "")
    return Desks(console, town)  # type: ignore[arg-type]  # the fixture's Console


def counted(office: Office) -> None:
    while count_due(office.db, RULES, office.now):
        pass


def sections(html: str) -> dict[str, str]:
    titles = re.findall(r'name="title-\d+" value="([^"]*)"', html)
    return dict(
        zip(titles, re.findall(r'<textarea id="text-\d+"[^>]*>([^<]*)</textarea>', html), strict=True)
    )


def form_of(html: str, **changes: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for at, (title, text) in enumerate(sections(html).items()):
        found |= {f"title-{at}": title, f"text-{at}": text}
    return found | changes


def drafted(desks: Desks, **changes: str) -> Desk:
    counted(desks.office)
    return desks.of("S9").opens("/console/bulletin").posts("/console/bulletin", **PERIOD | changes)


def test_a_period_is_drafted_from_its_facts(spring: Desks) -> None:
    desk = drafted(spring, cases="1001")
    assert desk.status == 200
    assert 'value="西峡县人民代表大会常务委员会办公室"' in desk.html
    found = sections(desk.html)
    assert "西峡县共收到群众反映4件" in found["群众反映情况"]
    assert "交承办单位办理4件" in found["办理情况"]
    assert "作出答复3件，销号3件" in found["办理情况"]
    assert "因条件限制无法解决1件" in found["办理情况"]
    assert "代表评价3件：满意3件" in found["评价情况"]
    assert "第1004号“莲花村的桥要塌了”，由县交通局办理" in found["重点督办事项"]
    assert "丹水镇莲花村群众反映" in found["典型事例"]
    assert found["存在问题"] == ""


def test_what_is_late_at_the_end_is_named(spring: Desks) -> None:
    spring.office.passes(days=40)
    found = sections(drafted(spring).html)
    assert re.search(r"逾期未办结1件：县交通局1件，最长逾期\d+天", found["逾期情况"])


def test_the_corrected_draft_becomes_a_word_file(spring: Desks) -> None:
    desk = drafted(spring)
    form = form_of(desk.html, **{"title-0": "<b>总体</b>情况", "text-0": "改过的一段。\n第二段 {{ x }}。"})
    answer = desk.client.post(
        "/console/bulletin",
        data={"csrf": desk.token, **form, "number": "12", "organ": "办公室", "step": "file"},
    )
    assert answer.status_code == 200
    assert unquote(answer.headers["Content-Disposition"]).endswith("第12期.docx")
    text = "\n".join(line.text for line in Document(io.BytesIO(answer.data)).paragraphs)
    assert "第12期" in text
    assert "一、<b>总体</b>情况" in text
    assert "第二段 {{ x }}。" in text
    assert "存在问题" not in text


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"number": "", "step": "file"}, "请写明是第几期"),
        ({"number": "十二", "step": "file"}, "请写明是第几期"),
        ({"number": "12", "organ": "", "step": "file"}, "请写明编印机关"),
        ({"number": "12", "organ": "办公室", "dated": "昨天", "step": "file"}, "要写成 2026-05-01"),
        ({"first": "2026-5x", "last": "2026-05", "step": "draft"}, "月份要写成"),
        ({"first": "2026-05", "last": "2026-03", "step": "draft"}, "结束的月份比开始的早"),
        ({"first": "2030-05", "last": "2030-05", "step": "draft"}, "还没有到"),
        (
            {"first": "2026-03", "last": "2026-05", "cases": "1004、9", "step": "draft"},
            "№ 1004、№ 9 不能用作事例",
        ),
    ],
)
def test_whatever_is_wrong_nothing_typed_is_lost(spring: Desks, changes: dict[str, str], why: str) -> None:
    desk = drafted(spring)
    desk.posts("/console/bulletin", **form_of(desk.html, **{"text-0": "我自己写的一大段"}), **changes)
    assert desk.status == 422
    assert why in desk.html
    assert sections(desk.html)["群众反映情况"] == "我自己写的一大段"


def test_a_broken_template_is_said_and_the_draft_stays(spring: Desks) -> None:
    desk = drafted(spring)
    folder = Path(spring.console.service.settings.storage.dir) / "templates"
    folder.mkdir()
    (folder / "bulletin.docx").write_bytes(b"broken")
    desk.posts("/console/bulletin", **form_of(desk.html), number="1", organ="办公室", step="file")
    assert desk.status == 422
    assert "bulletin.docx" in desk.html
    assert "群众反映情况" in sections(desk.html)


def test_only_the_county_and_its_committees_draft_it(spring: Desks) -> None:
    for code in ("S1", "S8", "JT"):
        assert spring.of(code).opens("/console/bulletin").status == 403


def test_a_committee_with_one_township_tells_of_it_alone(spring: Desks) -> None:
    code = spring.console.staff(StaffRole.COMMITTEE, "城关街道")
    counted(spring.office)
    desk = spring.console.desk_of(code).posts("/console/bulletin", **PERIOD)
    assert "城关街道没有收到新的群众反映" in sections(desk.html)["群众反映情况"]
    desk.posts("/console/bulletin", **PERIOD | {"cases": "1001"})
    assert "不能用作事例" in desk.html
