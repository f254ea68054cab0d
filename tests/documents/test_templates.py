"""An office edits the templates in Word: its own are used, mistakes are named, and nothing in them can run."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from docx import Document

from app.documents import letters
from app.documents.docx_file import BadTemplateError
from app.documents.placeholders import PLACEHOLDERS
from app.documents.templates_store import SHIPPED, Templates
from tests.documents.papers import ASSIGN, changed, lines

MAIN = "word/document.xml"
SHIPPED_ASSIGN = (SHIPPED / "assign.docx").read_bytes()


def own(directory: Path, *paragraphs: str, kind: str = "assign") -> Templates:
    """A template typed in Word by hand, one paragraph each."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(directory / f"{kind}.docx"))
    return Templates(directory)


def complaint(templates: Templates) -> str:
    with pytest.raises(BadTemplateError) as refused:
        letters.render(ASSIGN, templates)
    return str(refused.value)


def with_bytes(directory: Path, content: bytes) -> Templates:
    (directory / "assign.docx").write_bytes(content)
    return Templates(directory)


def test_the_shipped_ones_are_good_and_used_when_there_are_no_others(tmp_path: Path) -> None:
    assert Templates(tmp_path / "none").check() == {}


def test_the_office_s_own_template_wins_and_is_read_again_when_changed(tmp_path: Path) -> None:
    templates = own(tmp_path, "{{ 主送机关 }}：", "{{ 内容 }}")
    said = ["西峡县水利局、西峡县交通运输局：", "拦水坝坝体出现裂缝。", "下游二百余亩水田灌溉困难。"]
    assert lines(letters.render(ASSIGN, templates)) == said
    own(tmp_path, "改过了：{{ 标题 }}")
    os.utime(tmp_path / "assign.docx", ns=(1, 1))
    assert lines(letters.render(ASSIGN, templates)) == ["改过了：关于修复莲花村拦水坝的建议"]
    (tmp_path / "assign.docx").unlink()
    assert "特此函告。" in lines(letters.render(ASSIGN, templates))


def test_a_placeholder_word_cut_into_runs_is_still_one(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for run in ("{", "{ 主送", "机关 }", "}"):
        paragraph.add_run(run)
    document.save(str(tmp_path / "assign.docx"))
    assert lines(letters.render(ASSIGN, Templates(tmp_path))) == ["西峡县水利局、西峡县交通运输局"]


def test_an_unknown_name_is_named_with_the_likeliest(tmp_path: Path) -> None:
    said = complaint(own(tmp_path, "{{ 主送机构 }}"))
    assert "assign.docx" in said
    assert "「{{ 主送机构 }}」" in said
    assert "是不是「{{ 主送机关 }}」" in said
    assert "可用的名称：" in complaint(own(tmp_path, "{{ xyz }}"))


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ 标题.__class__ }}",
        "{{ 标题|attr('x') }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{% for 甲 in range(10000000) %}{% endfor %}",
        "{% for 节 in 标题 %}{{ 节.标题 }}{% endfor %}",
        "{% set 甲 = 标题 %}",
        "{% include '/etc/passwd' %}",
        "{% macro 甲() %}{% endmacro %}",
        "{{ 标题 * 99999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{% import 'os' as os %}",
    ],
)
def test_a_hostile_template_runs_nothing(tmp_path: Path, hostile: str) -> None:
    said = complaint(own(tmp_path, hostile))
    assert "只能写" in said or "不认识" in said


@pytest.mark.parametrize("broken", ["{{ 标题", "{% if 标题 %}甲", "{% endif %}", "{{ }}", "{% 标题 %}"])
def test_braces_left_open_are_named_in_plain_words(tmp_path: Path, broken: str) -> None:
    said = complaint(own(tmp_path, broken, "后面的话"))
    assert said.startswith("模板「assign.docx」不能用：")
    assert "花括号" in said or "endif" in said


def test_a_condition_across_a_table_is_refused_before_it_makes_a_broken_letter(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("甲{% if 标题 %}乙")
    document.add_table(1, 1).cell(0, 0).text = "丙{% endif %}丁"
    document.save(str(tmp_path / "assign.docx"))
    assert "同一段" in complaint(Templates(tmp_path))


def test_conditions_in_one_paragraph_or_each_in_its_own(tmp_path: Path) -> None:
    templates = own(
        tmp_path, "甲{% if 重点督办 %}重{% endif %}", "{%p if not 办理依据 %}", "无依据", "{%p endif %}"
    )
    assert lines(letters.render(ASSIGN, templates)) == ["甲重"]


def test_what_is_no_word_file_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"PK", b"\xd0\xcf\x11\xe0 old", b"x" * 6 * 2**20):
        assert "模板「assign.docx」不能用" in complaint(with_bytes(tmp_path, content))
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "不是 Word 文件" in complaint(with_bytes(tmp_path, empty.getvalue()))


def test_a_bomb_macros_entities_and_outside_references_are_refused(tmp_path: Path) -> None:
    bomb = changed(SHIPPED_ASSIGN, "word/x.bin", lambda _: "0" * 21 * 2**20)
    assert "太大" in complaint(with_bytes(tmp_path, bomb))
    assert "宏" in complaint(with_bytes(tmp_path, changed(SHIPPED_ASSIGN, "word/vbaProject.bin", str)))
    entity = changed(
        SHIPPED_ASSIGN, MAIN, lambda xml: '<!DOCTYPE a [<!ENTITY b "c">]>' + xml.split("?>", 1)[1]
    )
    assert "DOCTYPE" in complaint(with_bytes(tmp_path, entity))
    away = '<Relationship Id="r9" Type="http://x/attachedTemplate" Target="http://x/a.dot" TargetMode="External"/>'
    remote = changed(
        SHIPPED_ASSIGN,
        "word/_rels/document.xml.rels",
        lambda xml: xml.replace("</Relationships>", f"{away}</Relationships>"),
    )
    assert "外面的文件" in complaint(with_bytes(tmp_path, remote))
    torn = changed(SHIPPED_ASSIGN, MAIN, lambda xml: xml[:-20])
    assert "已损坏" in complaint(with_bytes(tmp_path, torn))


def test_check_names_each_bad_kind(tmp_path: Path) -> None:
    own(tmp_path, "{{ 没有的 }}", kind="reply")
    wrong = Templates(tmp_path).check()
    assert list(wrong) == ["reply"]
    assert "reply.docx" in wrong["reply"]


def test_every_placeholder_is_explained_to_the_office() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
    missing = {name for names in PLACEHOLDERS.values() for name in names if f"`{name}`" not in guide}
    assert not missing
