"""The fields of the official form (建议专用纸): what a deputy filled in, and what is still wrong, field by field."""

from dataclasses import dataclass

from handlers.capacities import elected
from handlers.desk import BadInput
from handlers.suggestion_words import LONGEST_TITLE
from models.people import Capacity, Deputy
from models.suggestion import FormedBy, Publicity, Suggestion

LONGEST_TEXT = 5000
SHORTEST_TEXT = 10
"""A suggestion without content is none (青岛市条例 art. 11)."""
LONGEST_NOTE = 16
MOST_YEARS = 4
"""三年以上."""
MOST_ISSUES = 50

Problems = dict[str, str]
"""Field → what is wrong with it, in the order of the form; empty when nothing is."""


@dataclass(frozen=True)
class Draft:
    """What the deputy filled in. `capacity` and `publicity` are None until they choose: neither is guessed."""

    title: str
    text: str
    capacity: Capacity | None = None
    publicity: Publicity | None = None
    formed_by: FormedBy = FormedBy.ISSUES
    repeated_years: int = 0
    wants_contact: bool = True
    wants_written_reply: bool = True
    joinable: bool = True
    at_session: bool = False
    term: str = ""
    session: str = ""
    issues: tuple[int, ...] = ()


def problems(deputy: Deputy, draft: Draft) -> Problems:
    """What keeps the form from being kept; what may still be chosen later is no problem yet."""
    found: Problems = {}
    if draft.capacity is not None and draft.capacity not in elected(deputy):
        found["capacity"] = "您没有这一级的代表身份，请在列出的里面选。"
    if not draft.title.strip():
        found["title"] = "请写标题，比如：关于修复莲花村通村公路的建议"
    elif len(draft.title.strip()) > LONGEST_TITLE:
        found["title"] = f"标题太长了（{len(draft.title.strip())} 个字），请控制在 {LONGEST_TITLE} 个字以内。"
    found |= _text_problem(draft.text.strip())
    if not 0 <= draft.repeated_years <= MOST_YEARS:
        found["repeated_years"] = "请在列出的年数里选。"
    if max(len(draft.term), len(draft.session)) > LONGEST_NOTE:
        found["term"] = f"届次和会议次数各不超过 {LONGEST_NOTE} 个字，比如：十六届 三次。"
    if len(draft.issues) > MOST_ISSUES:
        found["issues"] = f"一件建议最多写进 {MOST_ISSUES} 件群众反映。"
    return found


def _text_problem(text: str) -> Problems:
    if not text:
        return {"text": "请写建议的内容：是什么问题、为什么、希望怎么办。"}
    if len(text) > LONGEST_TEXT:
        return {"text": f"内容太长了（{len(text)} 个字），请控制在 {LONGEST_TEXT} 个字以内。"}
    return {}


def unfinished(suggestion: Draft | Suggestion, *, declared: bool) -> Problems:
    """What keeps it from being handed in."""
    found: Problems = {}
    if suggestion.capacity is None:
        found["capacity"] = "请选以哪一级代表的身份提出。"
    if len(suggestion.text.strip()) < SHORTEST_TEXT:
        found["text"] = "内容太少了，请写明是什么问题、希望怎么办。"
    if suggestion.publicity is None:
        found["publicity"] = "请选是否同意公开。"
    if suggestion.at_session and not (suggestion.term and suggestion.session):
        found["term"] = "会议期间提出的，请写届次和会议次数，比如：十六届 三次。"
    if not declared:
        found["declared"] = "请先看清这一条，再打勾。"
    return found


def refuse(found: Problems) -> None:
    """Raises BadInput with the first of them, beside its field."""
    for field, sentence in found.items():
        raise BadInput(sentence, field)
