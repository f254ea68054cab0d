"""The four letters say what they must, in the form GB/T 9704-2012 gives them."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import letters
from app.documents.cells_out import printable
from app.documents.docx_file import unpacked
from app.documents.docx_values import paragraphs
from app.documents.letters import make_templates
from app.documents.templates_store import SHIPPED, Templates
from tests.documents.papers import (
    ASSIGN,
    EVERY,
    HEAD,
    MATTER,
    OFFICE,
    REMIND,
    REPLY,
    SUPERVISE,
    lines,
    opened,
)

HOUSE = Templates(Path("/nonexistent"))


def text(content: letters.LetterContent) -> str:
    return "\n".join(lines(letters.render(content, HOUSE)))


def test_a_number_is_written_as_the_standard_has_it() -> None:
    assert letters.number_text("西人常办函", 2026, 12) == "西人常办函〔2026〕12号"


def test_an_assignment_letter_says_everything() -> None:
    said = lines(letters.render(ASSIGN, HOUSE))
    assert said == [
        "西人常办函〔2026〕12号",
        "关于交办闭会期间代表建议第1023号的函",
        "西峡县水利局、西峡县交通运输局：",
        "现将王建国等3名代表于2026年10月20日提出的闭会期间代表建议“关于修复莲花村拦水坝的建议”（第1023号）交由西峡县水利局主办、西峡县交通运输局协办，请认真研究办理。",
        "本件经主任会议确定为重点督办件，请主要负责人亲自研究部署。",
        "一、主要内容",
        "拦水坝坝体出现裂缝。",
        "下游二百余亩水田灌溉困难。",
        "二、办理要求",
        "请先到现场查看。",
        "请于2027年2月3日前办结并作出书面答复。答复前应当与代表联系沟通，答复由主要负责人签发，注明办理结果类别、承办人和联系电话。",
        "请西峡县交通运输局于2027年1月3日前将协办意见送西峡县水利局，由西峡县水利局汇总后统一答复。",
        "如认为不属于本单位职责范围，请于2026年11月17日前书面说明理由，退回我单位重新交办，不得自行转交其他单位。",
        "办理依据：《河南省人民代表大会代表建议、批评和意见办理办法》。",
        "特此函告。",
        "抄送：西峡县人民政府办公室，回车镇人民代表大会主席团。",
        OFFICE,
        "2026年11月3日",
        "（联系人：赵敏，联系电话：0377-69660001）",
    ]


def test_what_is_not_known_leaves_no_trace() -> None:
    bare = letters.AssignLetter(
        head=letters.Letterhead(organ=OFFICE, number="1号", addressees=("水利局",), dated=date(2026, 1, 5)),
        matter=letters.Matter(source="群众反映", number="7", title="路灯", summary="路灯不亮。"),
        lead="水利局",
        due_on=date(2026, 2, 5),
    )
    said = text(bare)
    for absent in ("抄送", "联系人", "协办", "依据", "重点督办", "不属于", "None", "{"):
        assert absent not in said
    assert "现将群众反映“路灯”（第7号）交由水利局主办，请认真研究办理。" in said


@pytest.mark.parametrize(
    ("today", "sentence"),
    [
        (date(2026, 10, 25), "距办理期限还有5天"),
        (date(2026, 10, 30), "今天是该件办理期限的最后一天"),
        (date(2026, 11, 3), "已超过办理期限4天"),
    ],
)
def test_a_reminder_says_how_late_and_by_when(today: date, sentence: str) -> None:
    said = text(replace(REMIND, head=replace(HEAD, dated=today)))
    assert sentence in said
    assert "于2026年11月17日前作出书面答复" in said
    assert "西人常办函〔2026〕8号" in said


def test_a_supervision_letter_says_why_and_what_follows() -> None:
    said = text(SUPERVISE)
    for sentence in (
        "已超过办理期限4天，其间已提醒2次",
        "代表对办理结果不满意。",
        "现予督办",
        "约谈",
        "重点督办件",
    ):
        assert sentence in said


def test_a_reply_names_class_deputy_and_who_handled_it() -> None:
    content = letters.render(REPLY, HOUSE)
    said = lines(content)
    header = opened(content).sections[0].first_page_header.paragraphs
    assert [header[0].text, header[1].text] == ["A", "西峡县水利局"]
    assert said[1:3] == ["关于闭会期间代表第1023号建议的答复", "王建国等3名代表："]
    assert said[3].startswith("你们提出的")
    assert {"一是检测坝体。", "二是加固坝体。", "办理结果：已解决。"} <= set(said)
    assert "（承办人：吴静，联系电话：0377-69660002）" in said
    alone = text(replace(REPLY, signers=1, matter=replace(MATTER, source="群众反映")))
    assert "王建国代表：" in alone
    assert "关于群众反映第1023号办理情况的答复" in alone


@pytest.mark.parametrize("kind", EVERY)
def test_the_page_is_the_standard_s(kind: str) -> None:
    document = opened(letters.render(EVERY[kind], HOUSE))
    section = document.sections[0]

    def near(length: Any, wanted: Any) -> bool:
        return bool(abs(length - wanted) < Mm(0.05))

    assert near(section.page_width, Mm(210)) and near(section.page_height, Mm(297))  # noqa: PT018  one page
    assert near(section.left_margin, Mm(28)) and near(section.right_margin, Mm(26))  # noqa: PT018  156 mm
    assert near(section.top_margin, Mm(37)) and near(section.bottom_margin, Mm(35))  # noqa: PT018  225 mm
    body = document.styles["公文正文"]
    assert body.paragraph_format.line_spacing * 22 <= Mm(225)
    assert body.font.size == Pt(16)
    assert document.styles["公文标题"].font.size == Pt(22)
    fonts = {name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) for name in FONTS}
    assert fonts == FONTS


FONTS = {"公文正文": "仿宋_GB2312", "公文标题": "方正小标宋简体", "发文机关标志": "方正小标宋简体"}


@pytest.mark.parametrize("kind", EVERY)
def test_the_first_page_has_lines_and_no_number(kind: str) -> None:
    section = opened(letters.render(EVERY[kind], HOUSE)).sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" not in section.first_page_footer._element.xml
    assert "PAGE" in section.footer._element.xml
    assert "PAGE" in section.even_page_footer._element.xml
    tops = [
        int(place.text)
        for place in section.first_page_header._element.iter(qn("wp:posOffset"))
        if place.getparent().tag == qn("wp:positionV")
    ]
    thick, thin, low_thin, low_thick = (top / 36000 for top in tops)
    assert 42 < thick < thin < 44
    assert 275 < low_thin < low_thick < 277


def test_the_shipped_templates_are_what_the_script_builds() -> None:
    for kind, built in make_templates.build().items():
        shipped = (SHIPPED / f"{kind}.docx").read_bytes()
        assert unpacked(kind, shipped) == unpacked(kind, built), (
            "run python -m app.documents.letters.make_templates"
        )


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), max_size=200))
def test_any_words_come_through_whole(words: str) -> None:
    letter = replace(ASSIGN, matter=replace(MATTER, summary=words, title=words))
    said = lines(letters.render(letter, HOUSE))
    for line in filter(None, paragraphs(words).split("\a")):
        assert line in said, line


def test_markup_rare_names_and_long_stories_are_kept() -> None:
    story = "\r\n".join(
        f"第{n}段：𬭎𰻝㙍 <w:p>&amp; {{{{ 落款 }}}} {{% if %}} " + "长" * 1000 for n in range(12)
    )
    said = lines(letters.render(replace(ASSIGN, matter=replace(MATTER, summary=story)), HOUSE))
    assert [line for line in said if line.startswith("第") and "段" in line] == [
        printable(line).strip() for line in story.split("\r\n")
    ]


@pytest.mark.parametrize(
    ("organ", "style"),
    [(OFFICE, "发文机关标志"), ("西峡县人民代表大会常务委员会代表联络工作委员会", "发文机关标志（长）")],
)
def test_a_long_name_is_narrowed_so_that_the_lines_keep_their_places(organ: str, style: str) -> None:
    content = letters.render(replace(ASSIGN, head=replace(HEAD, organ=organ)), HOUSE)
    name = opened(content).sections[0].first_page_header.paragraphs[0]
    assert (name.text, name.style.name) == (organ, style)


def test_a_letter_kept_in_the_register_is_drawn_the_same_again() -> None:
    kind, words = letters.kind_and_words(ASSIGN)
    assert letters.render_words(kind, words, HOUSE) == letters.render(ASSIGN, HOUSE)
    older = {name: value for name, value in words.items() if name != "办理依据"}
    assert "办理依据" not in "".join(lines(letters.render_words(kind, older, HOUSE)))
