"""A Word template an office can edit: read, checked whole before it is used, and filled in.

docxtpl mends what Word does to a placeholder (it cuts it into runs) and makes paragraphs of the values' lines. The rest
is done here once for each template, so that a letter costs milliseconds: parts are compiled when the template is read.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from docx.oxml import parse_xml
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
from jinja2 import Template as Compiled
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.documents.docx_file import BadTemplateError, packed, unpacked
from app.documents.docx_grammar import check_words
from app.documents.docx_values import on_one_line, paragraphs
from app.documents.placeholders import SECTION_FIELDS, SECTIONS

_FILLED = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_WORDS = DocxTemplate(None)
"""Only its two pure text functions are used; it holds no document."""


Value = str | Sequence[Mapping[str, str]]
Values = Mapping[str, Value]


@dataclass(frozen=True)
class WordTemplate:
    """A template that was found good: its parts as they are, and those with placeholders compiled."""

    name: str
    plain: Mapping[str, bytes]
    compiled: Mapping[str, Compiled]
    of_paragraphs: Collection[str]

    def render(self, values: Values) -> bytes:
        """The .docx with the values filled in; those named in `of_paragraphs` make a paragraph of every line.

        Raises BadTemplateError when the template's conditions cut through Word's own structure.
        """
        clean = {name: self._clean(name, value) for name, value in values.items()}
        filled = {part: _filled(self.name, template, clean) for part, template in self.compiled.items()}
        return packed({**self.plain, **filled})

    def _clean(self, name: str, value: Value) -> object:
        if not isinstance(value, str):
            return [{field: self._clean(field, text) for field, text in one.items()} for one in value]
        return paragraphs(value) if name in self.of_paragraphs else on_one_line(value)


def read_template(
    name: str, content: bytes, known: Collection[str], of_paragraphs: Collection[str]
) -> WordTemplate:
    """Check and compile. `name` is for the sentence; `known` are the placeholders that may be used.

    Raises BadTemplateError with a plain sentence.
    """
    parts = unpacked(name, content)
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    compiled = {
        part: _compiled(name, environment, xml.decode("utf-8", "replace"), known)
        for part, xml in parts.items()
        if _FILLED.fullmatch(part) and b"{" in xml
    }
    template = WordTemplate(name, parts, compiled, frozenset(of_paragraphs))
    for sample in ("样", ""):  # every condition met, and none
        template.render(_sample(known, sample))
    return template


def _sample(known: Collection[str], text: str) -> Values:
    section = dict.fromkeys(SECTION_FIELDS, text)
    return {name: ([section] if text else []) if name == SECTIONS else text for name in known}


def _compiled(name: str, environment: Environment, xml: str, known: Collection[str]) -> Compiled:
    source = _WORDS.patch_xml(xml)
    try:
        tree = environment.parse(source)
    except JinjaError as error:
        raise BadTemplateError(name, _unreadable(error.message or "")) from error
    check_words(name, tree, known)
    return environment.from_string(source)


def _unreadable(message: str) -> str:
    if "endif" in message:
        return "有一处「{% if 名称 %}」没有写「{% endif %}」，或多写了「{% endif %}」。"
    return "有一处花括号没有写完整。每一处应写成「{{ 名称 }}」。"


def _filled(name: str, template: Compiled, values: Mapping[str, object]) -> bytes:
    try:
        xml = str(_WORDS.resolve_listing(template.render(values))).encode()
        parse_xml(xml)
    except (JinjaError, SyntaxError) as error:
        raise BadTemplateError(
            name, "「{% if %}」和「{% endif %}」要放在同一段里，或写成「{%p if 名称 %}」各占一段。"
        ) from error
    return xml
