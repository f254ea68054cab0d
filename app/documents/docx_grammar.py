"""What may stand between braces in a template: names, conditions on names, one loop. Whatever else jinja can do is refused.

So a template, wherever it came from, can neither run code nor keep a server busy.
"""

from collections.abc import Collection
from difflib import get_close_matches

from jinja2 import nodes

from app.documents.docx_file import BadTemplateError
from app.documents.placeholders import SECTION, SECTION_FIELDS, SECTIONS

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.For,
    nodes.Getattr,
)
_LONGEST_SHOWN = 30


def check_words(template: str, tree: nodes.Template, known: Collection[str]) -> None:
    """Raises BadTemplateError naming what is not understood."""
    loops = [node for node in tree.find_all(nodes.For) if _is_sections(node, known)]
    names = {*known, SECTION} if loops else set(known)
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.For) and node not in loops):
            raise BadTemplateError(template, _only(known))
        if isinstance(node, nodes.Getattr) and not _is_field(node):
            raise BadTemplateError(template, _only(known))
        if isinstance(node, nodes.Name) and node.name not in names:
            raise BadTemplateError(template, _unknown(node.name, known))


def _is_sections(loop: nodes.For, known: Collection[str]) -> bool:
    """The one loop there is, not within another."""
    over, target = loop.iter, loop.target
    plain = not loop.recursive and loop.test is None and not loop.else_
    named = isinstance(over, nodes.Name) and over.name == SECTIONS and SECTIONS in known
    called = isinstance(target, nodes.Name) and target.name == SECTION
    return plain and named and called and loop.find(nodes.For) is None


def _is_field(node: nodes.Getattr) -> bool:
    return isinstance(node.node, nodes.Name) and node.node.name == SECTION and node.attr in SECTION_FIELDS


def _only(known: Collection[str]) -> str:
    loop = "和「{%p for 节 in 各节 %}…{%p endfor %}」" if SECTIONS in known else ""
    return f"花括号里只能写「{{{{ 名称 }}}}」、「{{% if 名称 %}}…{{% endif %}}」{loop}，不能写计算、函数或别的循环。"


def _unknown(word: str, known: Collection[str]) -> str:
    near = get_close_matches(word, known, n=1, cutoff=0.4)
    hint = f"是不是「{{{{ {near[0]} }}}}」？" if near else f"可用的名称：{'、'.join(sorted(known))}。"
    return f"不认识「{{{{ {word[:_LONGEST_SHOWN]} }}}}」。{hint}"
