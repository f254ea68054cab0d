"""What the working organs (a township's: the presidium's staff) do with a suggestion before and beside its assignment."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, true

from handlers import assignment_clocks, suggestion_news, wording
from handlers.access import covers, demand, may, townships
from handlers.assignment_life import note_down as note_in_loop
from handlers.desk import BadInput, Desk, NotFound, NotPossible
from handlers.issue_life import by_staff, log
from handlers.suggesting import end_study
from handlers.suggestion_life import assigned_elsewhere, assignment_of, find_suggestion, move, note_down
from handlers.suggestion_words import assigned_by, called
from models.assignment import LoopClock
from models.duty import AuditEntry
from models.issue import Issue
from models.people import Capacity, StaffMember
from models.rules.category_tree import CONCERN_IN_WORDS, Category, Concern, find_category
from models.rules.permissions import Permit
from models.rules.suggestion_state import IN_WORDS, SuggestionAct, SuggestionState
from models.suggestion import Suggestion

LONGEST_WORDS = 1000


@dataclass(frozen=True)
class Checked:
    """What staff settle when they check it."""

    paper_filed: bool
    """A signed paper copy is here (河南办法 art. 11)."""
    hard: bool
    """Wide or hard: the longer limit, of which the deputies are told (代表法 art. 51)."""
    category: str = ""
    """The code of a leaf of the category tree; empty: not said yet, and what it was stays."""
    field: str = ""
    """One of the three fields of concern; empty: the leaf's own."""


CHECKED_IN = frozenset({SuggestionState.SUBMITTED, SuggestionState.ASSIGNED, SuggestionState.FORWARDED})
"""A paper copy may come in later, too; whether it is hard is settled before the assignment."""


def permit_for(suggestion: Suggestion) -> Permit:
    """The right to check and assign it: the township's presidium, else the county's working organs."""
    township = suggestion.capacity is Capacity.TOWNSHIP
    return Permit.SUGGESTIONS_TOWNSHIP if township else Permit.SUGGESTIONS_COUNTY


def sees(member: StaffMember, suggestion: Suggestion) -> bool:
    """Handed in once, and in their territory: the county sees its townships' too, a township only its own."""
    permits = {permit_for(suggestion), Permit.SUGGESTIONS_COUNTY}
    inside = covers(member, suggestion.township or suggestion.county, suggestion.county)
    return suggestion.number is not None and inside and any(may(member, permit) for permit in permits)


def here(member: StaffMember) -> ColumnElement[bool]:
    """`sees` as a condition on `Suggestion`."""
    names = townships(member)
    inside = true() if names is None else Suggestion.county.in_(names) | Suggestion.township.in_(names)
    if may(member, Permit.SUGGESTIONS_COUNTY):
        readable: ColumnElement[bool] = true()
    elif may(member, Permit.SUGGESTIONS_TOWNSHIP):
        readable = Suggestion.capacity == Capacity.TOWNSHIP
    else:
        readable = false()
    return Suggestion.number.is_not(None) & inside & readable


def for_staff(desk: Desk, member: StaffMember, suggestion_id: int) -> Suggestion:
    """To act on, locked. Raises NotFound for what they may not see, Forbidden when it is not theirs to check."""
    found = find_suggestion(desk, suggestion_id)
    if found is None or not sees(member, found):
        raise NotFound("没有找到这件建议，或者它不归您办理。")
    demand(member, permit_for(found))
    return found


def check_in(desk: Desk, member: StaffMember, suggestion_id: int, checked: Checked) -> str:
    """Paper copy, hard or not, category and field. Told to the deputies when it needs the longer limit."""
    suggestion = for_staff(desk, member, suggestion_id)
    if suggestion.state not in CHECKED_IN:
        raise NotPossible(f"这件建议现在是「{IN_WORDS[suggestion.state]}」，不能登记。")
    harder = checked.hard and not suggestion.hard
    if checked.hard != suggestion.hard and suggestion.state is not SuggestionState.SUBMITTED:
        raise NotPossible("交办以后不能再改办理期限，请用「延期」办理。")
    leaf = _leaf(checked)
    if checked.paper_filed != (suggestion.paper_filed_at is not None):
        suggestion.paper_filed_at = desk.now if checked.paper_filed else None
    suggestion.hard = checked.hard
    if leaf is not None:
        suggestion.category, suggestion.field = leaf.code, checked.field or leaf.concern
    _record(desk, member, suggestion, "check_in")
    return f"{called(suggestion)}已登记。" + (_tell_longer(desk, suggestion) if harder else "")


def _tell_longer(desk: Desk, suggestion: Suggestion) -> str:
    """The limit may be longer only once the deputies know (代表法 art. 51): who was told, and who is still to be told."""
    limit = f"{desk.rules.loop.reply_hard_suggestion_months} 个月"
    text = f"{called(suggestion)}涉及面广、办理难度大，按规定自交办之日起 {limit}内答复（代表法第五十一条）。"
    suggestion_news.to_deputies(desk, suggestion, text)
    raised = suggestion_news.raised_by(suggestion)
    told = "、".join(f"{one.name}代表" for one in raised if one.contact_id is not None)
    untold = "、".join(f"{one.name}代表" for one in raised if one.contact_id is None)
    sentence = f"已告诉{told}答复期限是 {limit}。" if told else ""
    return sentence + (f"{untold}还不知道答复期限是 {limit}，要先告诉再按这个期限办。" if untold else "")


def _leaf(checked: Checked) -> Category | None:
    """The leaf of the category tree; None when it is not said yet. Raises BadInput."""
    leaf = find_category(checked.category.strip())
    if checked.category and leaf is None:
        raise BadInput("请从类别表里选一个类别。", "category")
    if checked.field and checked.field not in set(Concern):
        raise BadInput(f"请选一个领域：{'、'.join(CONCERN_IN_WORDS.values())}。", "field")
    return leaf


def send_back(desk: Desk, member: StaffMember, suggestion_id: int, reason: str) -> str:
    """Not a suggestion by its content: back to the deputy, with the reason; it keeps its number."""
    suggestion = for_staff(desk, member, suggestion_id)
    reason = _words(reason, "reason", "请写明为什么不能作为代表建议，代表可以怎么改。")
    move(desk, suggestion, SuggestionAct.SEND_BACK, by_staff(member), reason)
    suggestion.note = reason
    end_study(desk, suggestion, "代表建议退回修改")
    _audit(desk, member, suggestion, "send_back")
    text = f"{called(suggestion)}退回修改：{reason}\n改好后可以再提交，编号不变。"
    suggestion_news.to_deputies(desk, suggestion, text)
    return f"{called(suggestion)}已退回代表修改。"


def forward(desk: Desk, member: StaffMember, suggestion_id: int, words: str) -> str:
    """A provincial or city deputy's: passed on to their own congress, which assigns it; `words` say how and when.

    From now on staff owe what it answered, within the time the law gives it for that.
    """
    suggestion = for_staff(desk, member, suggestion_id)
    if not assigned_elsewhere(suggestion):
        raise NotPossible(f"这件建议由{assigned_by(suggestion)}交办，不用转上级。")
    words = _words(words, "words", "请写明转给哪级人大、何时、以什么方式。")
    move(desk, suggestion, SuggestionAct.FORWARD, by_staff(member), words)
    _await_answer(desk, member, suggestion, words)
    _audit(desk, member, suggestion, "forward")
    suggestion_news.to_deputies(desk, suggestion, f"{called(suggestion)}已转上级人大：{words}")
    for issue in _issues(suggestion):
        log(desk, issue, "forwarded", by_staff(member))
    return f"{called(suggestion)}已登记转办。"


def _await_answer(desk: Desk, member: StaffMember, suggestion: Suggestion, words: str) -> None:
    assignment = assignment_of(desk, suggestion)
    if assignment is None:
        raise RuntimeError(f"suggestion {suggestion.id} was handed in without a study")
    assignment_clocks.stop(desk, assignment, LoopClock.STUDY)
    assignment_clocks.start(desk, assignment, LoopClock.HIGHER)
    note_in_loop(desk, assignment, "forwarded", by_staff(member), words)


def record_answer(desk: Desk, member: StaffMember, suggestion_id: int, words: str) -> str:
    """What the higher congress's organs answered; its residents' matters go to study, where they are closed out."""
    suggestion = for_staff(desk, member, suggestion_id)
    if suggestion.state is not SuggestionState.FORWARDED:
        raise NotPossible("只有转上级人大的建议才在这里登记答复；本级交办的在交办件里办。")
    words = _words(words, "words", "请写明上级的答复。")
    move(desk, suggestion, SuggestionAct.CLOSE, by_staff(member), words)
    suggestion.note = words
    _audit(desk, member, suggestion, "record_answer")
    suggestion_news.to_deputies(desk, suggestion, f"{called(suggestion)}上级已答复：{words}")
    end_study(desk, suggestion, f"上级答复：{wording.snippet(words, 200)}", by_staff(member))
    return f"{called(suggestion)}已办结，已告诉代表。"


def _issues(suggestion: Suggestion) -> list[Issue]:
    return [link.issue for link in suggestion.issues]


def _words(words: str, field: str, missing: str) -> str:
    words = words.strip()
    if not words:
        raise BadInput(missing, field)
    if len(words) > LONGEST_WORDS:
        raise BadInput(f"话太长了（{len(words)} 个字），请控制在 {LONGEST_WORDS} 个字以内。", field)
    return words


def _record(desk: Desk, member: StaffMember, suggestion: Suggestion, act: str) -> None:
    note_down(desk, suggestion, act, by_staff(member))
    _audit(desk, member, suggestion, act)


def _audit(desk: Desk, member: StaffMember, suggestion: Suggestion, act: str) -> None:
    what = f"suggestion:{suggestion.id}"
    desk.session.add(AuditEntry(at=desk.now, who=f"staff:{member.code}", act=act, what=what))
