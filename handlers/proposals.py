"""What the study stage is offered: a category, matters of the same content; and what is learnt from what staff choose.

Only proposals with their reasons: a person decides.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from handlers.desk import BadInput, Desk
from models.issue import Issue
from models.queries import likeness as found
from models.rules.category_tree import find_category
from models.rules.issue_state import IssueState
from models.rules.likeness import Likeness, like
from models.rules.proposing import CategoryProposal, propose
from models.search_writer import indexed_words
from models.words import CategoryChoice, IssueWords, WordsDue
from models.words_learnt import count_words, counts_of

LOOK_BACK = timedelta(days=2 * 365)


@dataclass(frozen=True, slots=True)
class SameContent:
    """A matter that may be the same; `ended`: 「以前也有人反映」, good to read but no main matter to link to."""

    likeness: Likeness
    issue: Issue
    ended: bool


def category_proposals(desk: Desk, issue: Issue) -> tuple[CategoryProposal, ...]:
    """At most three categories with the words that spoke for each; none when there is no good hint."""
    words = indexed_words(desk.session, issue)
    return propose(words, counts_of(desk.session, words))


def same_content(
    desk: Desk, issue: Issue, where: ColumnElement[bool], limit: int = 5
) -> tuple[SameContent, ...]:
    """Matters of the same county and content, among those the caller may see (`where`), the likeliest first.

    A matter just told is compared once it is indexed, moments later.
    """
    one = found.told(desk.session, issue.id)
    if one is None:
        return ()
    others = found.candidates(desk.session, one, issue.created_at - LOOK_BACK, where)
    ranked = like(one, others, limit)
    by_id = desk.session.scalars(select(Issue).where(Issue.id.in_([each.issue_id for each in ranked])))
    issues = {other.id: other for other in by_id}
    return tuple(
        SameContent(each, issues[each.issue_id], issues[each.issue_id].state is IssueState.CLOSED)
        for each in ranked
    )


def learn(desk: Desk, issue: Issue, category_code: str, by: str) -> None:
    """Staff chose this category: kept with the matter, its words learnt; an earlier choice is forgotten first.

    `by` as in the audit log (`staff:S1`). Raises BadInput for a code that is none.
    """
    category = find_category(category_code)
    if category is None:
        raise BadInput("没有这个类别，请从列表里选。")
    issue.category, issue.field = category.code, category.concern.value
    _unlearn(desk.session, issue.id)
    words = indexed_words(desk.session, issue)
    desk.session.add(
        CategoryChoice(issue_id=issue.id, category=category.code, by=by, at=desk.now, words=" ".join(words))
    )
    desk.session.flush()
    count_words(desk.session, category.code, words, by=1)


def forget(session: Session, issue_id: int) -> None:
    """A resident's data is erased: nothing of the matter's words stays in the index or in what was learnt.

    Call it after the words themselves are erased; the choice (a category without words) remains.
    """
    choice = session.get(CategoryChoice, issue_id, with_for_update=True)
    if choice is not None:
        count_words(session, choice.category, choice.words.split(), by=-1)
        choice.words = ""
    session.execute(delete(IssueWords).where(IssueWords.issue_id == issue_id))
    session.add(WordsDue(issue_id=issue_id))


def _unlearn(session: Session, issue_id: int) -> None:
    choice = session.get(CategoryChoice, issue_id, with_for_update=True)
    if choice is not None:
        count_words(session, choice.category, choice.words.split(), by=-1)
        session.delete(choice)
        session.flush()
