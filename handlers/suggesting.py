"""A deputy raises a suggestion (代表建议): draws it up, changes it, hands it in, withdraws it (代表法 art. 36)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from handlers import assignment_clocks, assignment_life, signing, suggestion_issues, suggestion_news
from handlers.capacities import demand_right, seat
from handlers.desk import Desk, NotPossible
from handlers.duty_wording import met_in_words
from handlers.handbook import enter
from handlers.issue_life import Actor
from handlers.suggestion_form import Draft, problems, refuse, unfinished
from handlers.suggestion_life import as_deputy, assignment_of, demand_editable, move, note_down, own
from handlers.suggestion_words import assigned_by, called, capacity_in_words, formal, title_from
from models.assignment import Level, LoopClock
from models.duty import EntryKind
from models.people import Capacity, Deputy
from models.rules.assignment_state import AssignmentAct
from models.rules.local_time import local_date
from models.rules.suggestion_state import SuggestionAct, SuggestionState, next_state
from models.suggestion import SignerState, Suggestion, SuggestionIssue

_TRIES = 50


@dataclass(frozen=True)
class Drafted:
    """A suggestion just drawn up, and the sentence that says so."""

    suggestion_id: int
    sentence: str

    @property
    def page(self) -> str:
        return f"/m/deputy/suggestions/{self.suggestion_id}"


def from_words(desk: Desk, deputy: Deputy, numbers: Sequence[int], words: str) -> Drafted:
    """建议 1023,1031 words: drawn up from those matters; the rest is chosen on its page."""
    held = demand_right(deputy)
    words = words.strip()
    capacity = held[0] if len(held) == 1 else None
    draft_ = Draft(title=title_from(words), text=words, capacity=capacity, issues=tuple(numbers))
    suggestion = draft(desk, deputy, draft_)
    listed = "、".join(f"№ {link.issue_id}" for link in suggestion.issues)
    choose = "以哪一级代表的身份提出、" if capacity is None else ""
    sentence = (
        f"已为您起草建议《{suggestion.title}》（{formal(suggestion)}），依据群众反映：{listed}。\n"
        f"还没有提交。请点开补上：{choose}是否公开、要不要请代表附议，看过后提交。"
    )
    return Drafted(suggestion.id, sentence)


def draft(desk: Desk, deputy: Deputy, given: Draft) -> Suggestion:
    """Keep a new draft. Raises BadInput with its field, NotPossible for a 议政代表 or a matter that cannot be raised."""
    demand_right(deputy)
    refuse(problems(deputy, given))
    issues = suggestion_issues.chosen(desk, deputy, given.issues)
    suggestion = Suggestion(
        deputy=deputy, state=SuggestionState.GATHERING, created_at=desk.now, title="", text=""
    )
    _fill(desk, suggestion, given)
    suggestion.issues = [SuggestionIssue(issue=issue) for issue in issues]
    desk.session.add(suggestion)
    note_down(desk, suggestion, "draft", as_deputy(deputy, given.capacity))
    desk.session.flush()
    return suggestion


def change(desk: Desk, deputy: Deputy, suggestion_id: int, given: Draft) -> str:
    """The deputy changes it before it is handed in; who signed other words is asked again."""
    suggestion = own(desk, deputy, suggestion_id)
    demand_editable(suggestion)
    refuse(problems(deputy, given))
    if suggestion.number is not None and given.capacity is not suggestion.capacity:
        raise NotPossible(f"这件建议已经编为{formal(suggestion)}，身份不能再改；要换身份请撤回后重新提出。")
    issues = suggestion_issues.chosen(desk, deputy, given.issues, besides=suggestion.id)
    before = suggestion.title, suggestion.text, suggestion.capacity
    _fill(desk, suggestion, given)
    _keep_issues(suggestion, {issue.id for issue in issues})
    if before != (suggestion.title, suggestion.text, suggestion.capacity):
        note_down(desk, suggestion, "change", as_deputy(deputy, given.capacity))
        signing.ask_again(desk, suggestion)
    return "已保存，还没有提交。"


def _keep_issues(suggestion: Suggestion, numbers: set[int]) -> None:
    kept = [link for link in suggestion.issues if link.issue_id in numbers]
    new = sorted(numbers - {link.issue_id for link in kept})
    suggestion.issues = [*kept, *(SuggestionIssue(issue_id=number) for number in new)]


def _fill(desk: Desk, suggestion: Suggestion, given: Draft) -> None:
    suggestion.title, suggestion.text = given.title.strip(), given.text.strip()
    suggestion.capacity, suggestion.publicity = given.capacity, given.publicity
    suggestion.formed_by, suggestion.repeated_years = given.formed_by, given.repeated_years
    suggestion.wants_contact, suggestion.joinable = given.wants_contact, given.joinable
    suggestion.wants_written_reply = given.wants_written_reply
    suggestion.at_session = given.at_session
    suggestion.term, suggestion.session = given.term.strip(), given.session.strip()
    if given.capacity is not None:
        at = seat(desk, suggestion.deputy, given.capacity)
        suggestion.county, suggestion.township = at.county, at.township


def hand_in(desk: Desk, deputy: Deputy, suggestion_id: int, *, declared: bool) -> str:
    """Hand it in: it gets its number of the year, and study begins; who has not signed by now is left out.

    `declared`: the deputy ticked that it is none of what may not be a suggestion (青岛市条例 art. 11). Raises BadInput
    with the field of what is missing.
    """
    suggestion = own(desk, deputy, suggestion_id)
    if suggestion.state is SuggestionState.SUBMITTED:
        return f"{called(suggestion)}已经提交过了。"
    demand_editable(suggestion)
    refuse(unfinished(suggestion, declared=declared))
    demand_capacity(deputy, suggestion)
    by = as_deputy(deputy, suggestion.capacity)
    suggestion_issues.follow(desk, suggestion, by)
    first = suggestion.number is None
    _give_number(desk, suggestion)
    move(desk, suggestion, SuggestionAct.SUBMIT, by, "已声明不属于不得作为建议提出的情形")
    suggestion.submitted_at, suggestion.note = desk.now, ""
    signing.lapse(desk, suggestion)
    _begin_study(desk, suggestion)
    _tell_of_it(desk, suggestion)
    met = _enter_handbooks(desk, suggestion) if first else ""
    return f"已提交：{called(suggestion)}，由{assigned_by(suggestion)}审查交办，结果会告诉您。{met}"


def demand_capacity(deputy: Deputy, suggestion: Suggestion) -> None:
    """The deputy (still) sits in the congress in whose name it is. Raises NotPossible."""
    if suggestion.capacity not in demand_right(deputy):
        raise NotPossible(f"您现在不是{capacity_in_words(suggestion.capacity)}，请改选身份。")


def _give_number(desk: Desk, suggestion: Suggestion) -> None:
    """The next of its series this year; kept when it is handed in again. Of two at once the second takes the next:
    the unique key decides, and a number that was not kept leaves no gap.
    """
    if suggestion.number is not None:
        return
    suggestion.year = local_date(desk.now, desk.rules.zone).year
    series = (Suggestion.county, Suggestion.capacity, Suggestion.township, Suggestion.year)
    mine = (suggestion.county, suggestion.capacity, suggestion.township, suggestion.year)
    last = select(func.max(Suggestion.number)).where(
        *(column == one for column, one in zip(series, mine, strict=True))
    )
    for _ in range(_TRIES):
        number = (desk.session.scalar(last) or 0) + 1
        try:
            with desk.session.begin_nested():
                suggestion.number = number
        except IntegrityError:
            continue
        return
    raise RuntimeError(f"no number for suggestion {suggestion.id} in {_TRIES} tries")


def _begin_study(desk: Desk, suggestion: Suggestion) -> None:
    """A higher congress's, too: until it is passed on somebody here owes it, and its matters."""
    level = Level.TOWNSHIP if suggestion.capacity is Capacity.TOWNSHIP else Level.COUNTY
    by = as_deputy(suggestion.deputy, suggestion.capacity)
    assignment = assignment_of(desk, suggestion)
    if assignment is None:
        assignment = assignment_life.begin(desk, suggestion, level, by)
    else:
        assignment_life.move(desk, assignment, AssignmentAct.REOPEN, by, "修改后重新提交")
    assignment_clocks.start(desk, assignment, LoopClock.STUDY)


def _tell_of_it(desk: Desk, suggestion: Suggestion) -> None:
    joined = sum(signer.state is SignerState.CONFIRMED for signer in suggestion.signers)
    who = f"{suggestion.deputy.name}" + (f"等 {joined + 1} 名" if joined else "")
    suggestion_news.to_staff(
        desk,
        suggestion,
        f"【代表建议】{who}{capacity_in_words(suggestion.capacity)}提交了{called(suggestion)}，请审查。",
    )
    for deputy in suggestion_news.raised_by(suggestion)[1:]:
        suggestion_news.to_deputy(desk, suggestion, deputy, f"您附议的建议已提交：{called(suggestion)}。")


def _enter_handbooks(desk: Desk, suggestion: Suggestion) -> str:
    """Both the one who raised it and those who signed have it on record; the sentence of the first one's duties."""
    met = ""
    for deputy in suggestion_news.raised_by(suggestion):
        leads = deputy is suggestion.deputy
        kind = EntryKind.SUGGESTION if leads else EntryKind.JOINED
        done = enter(
            desk.session,
            desk.rules,
            deputy,
            kind,
            suggestion.title,
            desk.now,
            capacity=suggestion.capacity,
        )
        met = met_in_words(done) if leads else met
    return met


def may_withdraw(suggestion: Suggestion) -> bool:
    """Before it is assigned."""
    return next_state(suggestion.state, SuggestionAct.WITHDRAW) is not None


def withdraw(desk: Desk, deputy: Deputy, suggestion_id: int) -> str:
    """Taken back before it is assigned; its matters are studied by staff, so that none is lost."""
    suggestion = own(desk, deputy, suggestion_id)
    if suggestion.state is SuggestionState.WITHDRAWN:
        return "这件建议已经撤回了。"
    handed_in = suggestion.number is not None
    move(desk, suggestion, SuggestionAct.WITHDRAW, as_deputy(deputy, suggestion.capacity))
    text = f"{deputy.name}代表撤回了建议{called(suggestion)}。"
    for signer in suggestion.signers:
        if signer.state in {SignerState.ASKED, SignerState.CONFIRMED}:
            suggestion_news.to_deputy(desk, suggestion, signer.deputy, text)
    signing.lapse(desk, suggestion)
    if handed_in:
        end_study(desk, suggestion, "代表撤回了建议")
        suggestion_news.to_staff(desk, suggestion, f"【代表建议】{text}")
    return f"已撤回{called(suggestion)}。" + (
        "里面的群众反映由工作人员继续研处。" if handed_in and suggestion.issues else ""
    )


def end_study(desk: Desk, suggestion: Suggestion, why: str, by: Actor | None = None) -> None:
    """It leaves the staff's desk unassigned: its own study ends, its matters are studied by themselves."""
    assignment = assignment_of(desk, suggestion)
    if assignment is not None:
        by = by or as_deputy(suggestion.deputy, suggestion.capacity)
        assignment_life.move(desk, assignment, AssignmentAct.CANCEL, by, why)
        assignment_clocks.stop_all(desk, assignment)
    suggestion_issues.release(desk, suggestion, why)
