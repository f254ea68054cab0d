"""A .docx as its parts: taken apart with limits, put together the same way every time."""

import io
import re
import zipfile
from collections.abc import Mapping

from docx.oxml import parse_xml

MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 20 * 2**20
MOST_PARTS = 300
_MAIN = "word/document.xml"
_STAMP = (2026, 1, 1, 0, 0, 0)
"""The same for every file: two renderings of one letter are the same bytes."""
_EXTERNAL = re.compile(rb'TargetMode\s*=\s*["\']External', re.IGNORECASE)
_HYPERLINK = "relationships/hyperlink"


class BadTemplateError(ValueError):
    """A template cannot be used; the text is the sentence for whoever edits it, naming the file."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(f"模板「{name}」不能用：{sentence}")


def unpacked(name: str, content: bytes) -> dict[str, bytes]:
    """The parts by name. Raises BadTemplateError: not a Word file, too large, with macros or outside references."""
    if len(content) > MOST_BYTES:
        raise BadTemplateError(name, f"文件太大，最多 {MOST_BYTES // 2**20} MB。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_size(name, archive)
            parts = {one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()}
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        if isinstance(error, BadTemplateError):
            raise
        raise BadTemplateError(
            name, "不是 Word 文件（.docx），或已损坏。请用 Word 或 WPS 另存为 .docx。"
        ) from error
    _check_parts(name, parts)
    return parts


def _check_size(name: str, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise BadTemplateError(name, "文件展开后太大，不像是一份公文模板。")


def _check_parts(name: str, parts: Mapping[str, bytes]) -> None:
    if _MAIN not in parts or "[Content_Types].xml" not in parts:
        raise BadTemplateError(name, "不是 Word 文件（.docx），或已损坏。请用 Word 或 WPS 另存为 .docx。")
    if any("vbaproject" in part.lower() for part in parts):
        raise BadTemplateError(name, "里面有宏。请另存为不带宏的 .docx。")
    for part, content in parts.items():
        if part.endswith((".xml", ".rels")):
            _check_xml(name, part, content)


def _check_xml(name: str, part: str, content: bytes) -> None:
    """No document types (entities), nothing fetched from elsewhere by whoever opens the letter."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BadTemplateError(name, "里面有不该有的内容（DOCTYPE）。请用 Word 新建后重新排版。")
    try:
        tree = parse_xml(content)
    except SyntaxError as error:
        raise BadTemplateError(name, "已损坏，Word 也打不开。请用 Word 或 WPS 另存为 .docx。") from error
    if part.endswith(".rels") and _EXTERNAL.search(content):
        for link in tree:
            outside = (link.get("TargetMode") or "").lower() == "external"
            if outside and _HYPERLINK not in (link.get("Type") or ""):
                raise BadTemplateError(name, "里面引用了外面的文件（图片、模板或对象）。请把它们放进文件里。")


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The .docx; the list of content types comes first, as Word writes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda part: (part != "[Content_Types].xml", part)):
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, parts[name])
    return out.getvalue()
