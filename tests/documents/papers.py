"""Letters for the tests: one right one of each kind, and reading a .docx back."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

from docx import Document

from app.documents import letters
from app.documents.docx_file import packed

OFFICE = "西峡县人民代表大会常务委员会办公室"
HEAD = letters.Letterhead(
    organ=OFFICE,
    number=letters.number_text("西人常办函", 2026, 12),
    addressees=("西峡县水利局", "西峡县交通运输局"),
    dated=date(2026, 11, 3),
    copies=("西峡县人民政府办公室", "回车镇人民代表大会主席团"),
    contact="赵敏",
    phone="0377-69660001",
)
MATTER = letters.Matter(
    source="闭会期间代表建议",
    number="1023",
    title="关于修复莲花村拦水坝的建议",
    summary="拦水坝坝体出现裂缝。\n下游二百余亩水田灌溉困难。",
    raised_by="王建国等3名代表",
    raised_on=date(2026, 10, 20),
    key=True,
)
COURSE = letters.Course(
    lead="西峡县水利局",
    assigned_on=date(2026, 7, 30),
    assign_number=letters.number_text("西人常办函", 2026, 8),
    due_on=date(2026, 10, 30),
    answer_by=date(2026, 11, 17),
    reminders=2,
)
ASSIGN = letters.AssignLetter(
    head=HEAD,
    matter=MATTER,
    lead="西峡县水利局",
    due_on=date(2027, 2, 3),
    assisting=("西峡县交通运输局",),
    requirement="请先到现场查看。",
    object_by=date(2026, 11, 17),
    opinion_by=date(2027, 1, 3),
    basis="《河南省人民代表大会代表建议、批评和意见办理办法》。",
)
REMIND = letters.RemindLetter(head=HEAD, matter=MATTER, course=COURSE)
SUPERVISE = letters.SuperviseLetter(
    head=HEAD, matter=MATTER, course=COURSE, reasons=("代表对办理结果不满意。",)
)
REPLY = letters.ReplyLetter(
    head=letters.Letterhead(
        organ="西峡县水利局",
        number=letters.number_text("西水函", 2026, 33),
        addressees=("王建国",),
        dated=date(2026, 11, 20),
        copies=(OFFICE,),
        phone="0377-69660002",
    ),
    matter=MATTER,
    deputy="王建国",
    signers=3,
    result_class="A",
    result="已解决",
    text="一是检测坝体。\n二是加固坝体。",
    handled_by="吴静",
)
EVERY: dict[str, letters.LetterContent] = {
    "assign": ASSIGN,
    "remind": REMIND,
    "supervise": SUPERVISE,
    "reply": REPLY,
}


def opened(content: bytes) -> Any:
    """The file as python-docx reads it."""
    return Document(io.BytesIO(content))


def lines(content: bytes) -> list[str]:
    """The paragraphs of the body."""
    return [paragraph.text for paragraph in opened(content).paragraphs]


def changed(template: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The template with one part of it changed."""
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts.get(part, b"").decode()).encode()
    return packed(parts)
