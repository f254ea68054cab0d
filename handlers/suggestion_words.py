"""How a suggestion is called and told of: its number, its state, the fields of the official form in their own words."""

import re

from models.people import CAPACITY_IN_WORDS, Capacity
from models.rules.suggestion_state import IN_WORDS, SuggestionState
from models.suggestion import FormedBy, Publicity, SignerState, Suggestion

PUBLICITY_IN_WORDS = {
    Publicity.FULL: "同意全文公开",
    Publicity.TITLE_ONLY: "仅公开标题",
    Publicity.NONE: "不公开",
}
FORMED_IN_WORDS = {
    FormedBy.ISSUES: "群众反映",
    FormedBy.RESEARCH: "专题调研",
    FormedBy.MEETING: "座谈",
    FormedBy.VISIT: "走访",
}
YEARS_IN_WORDS = {0: "首次提出", 2: "两年", 3: "三年", 4: "三年以上"}
SIGNER_IN_WORDS = {
    SignerState.ASKED: "等确认",
    SignerState.CONFIRMED: "已附议",
    SignerState.DECLINED: "不附议",
    SignerState.LAPSED: "提交前没有确认",
}
LONGEST_TITLE = 100
_TOPIC = 30
_LEAD = re.compile(r"^(?:请求|请|建议|希望|恳请)+")
_CLAUSE = re.compile(r"[，,。；;！!？?\n]")


def capacity_in_words(capacity: Capacity | None) -> str:
    """县人大代表."""
    return f"{CAPACITY_IN_WORDS[capacity]}人大代表" if capacity else "还没选"


def formal(suggestion: Suggestion) -> str:
    """西峡县〔2026〕第 12 号; before it has a number: 草稿 12, by which it is called until then."""
    if suggestion.number is None:
        return f"草稿 {suggestion.id}"
    where = suggestion.township or suggestion.county
    higher = suggestion.capacity in {Capacity.PROVINCE, Capacity.CITY} and suggestion.capacity
    who = f"（{CAPACITY_IN_WORDS[higher]}代表）" if higher else ""
    return f"{where}{who}〔{suggestion.year}〕第 {suggestion.number} 号"


def called(suggestion: Suggestion) -> str:
    """西峡县〔2026〕第 12 号《关于修路的建议》."""
    return f"{formal(suggestion)}《{suggestion.title}》"


def state_in_words(suggestion: Suggestion) -> str:
    """The state; a draft nobody else is asked to sign is just a draft."""
    if suggestion.state is SuggestionState.GATHERING and not suggestion.signers:
        return "草稿，还没提交"
    return IN_WORDS[suggestion.state]


def assigned_by(suggestion: Suggestion) -> str:
    """Who checks and assigns it (代表法 art. 51); higher congresses' suggestions are passed on to them."""
    if suggestion.capacity is Capacity.TOWNSHIP:
        return f"{suggestion.township}人大主席团"
    if suggestion.capacity is Capacity.COUNTY:
        return f"{suggestion.county}人大常委会"
    return (
        f"{CAPACITY_IN_WORDS[suggestion.capacity]}人大（经{suggestion.county}人大转交）"
        if suggestion.capacity
        else ""
    )


def title_from(words: str) -> str:
    """关于把这条路列入明年计划的建议, from the deputy's own first clause; to be corrected."""
    first = next((part.strip() for part in _CLAUSE.split(words) if part.strip()), "")
    if first.startswith("关于") and first.endswith("建议"):
        return first[:LONGEST_TITLE]
    topic = _LEAD.sub("", first).removeprefix("关于").strip()[:_TOPIC]
    return f"关于{topic}的建议" if topic else ""


def signers_in_words(suggestion: Suggestion) -> str:
    """等 2 名代表联名 — by those who confirmed; empty when the deputy raises it alone."""
    names = [signer.deputy.name for signer in suggestion.signers if signer.state is SignerState.CONFIRMED]
    return f"{'、'.join(names)}附议" if names else ""
