"""Which matters an assignment is about: its own, those its suggestion was raised from, and what follows either."""

from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, exists, or_, select, union_all

from models.assignment import Assignment
from models.issue import Issue
from models.linking import IssueLink
from models.suggestion import SuggestionIssue


def of_assignments(numbers: Select[int]) -> CompoundSelect[int]:
    """The matters covered by one of these assignments: one set, found once from the assignments' side.

    Put together here and not by "or": then the databases begin with the set, and do not look at every matter there is.
    """
    given = numbers.cte()
    number = given.columns[0]
    own = (
        select(Assignment.issue_id)
        .join(given, number == Assignment.id)
        .where(Assignment.issue_id.is_not(None))
    )
    raised = (
        select(SuggestionIssue.issue_id)
        .join(Assignment, Assignment.suggestion_id == SuggestionIssue.suggestion_id)
        .join(given, number == Assignment.id)
    )
    mains = union_all(own, raised).cte()
    main: Any = mains.columns[0]
    follows = select(IssueLink.issue_id).where(
        IssueLink.undone_at.is_(None), IssueLink.main_id.in_(select(main))
    )
    return union_all(select(main), follows)


def ever_assigned() -> ColumnElement[bool]:
    """An organ had the matter, by itself, in a suggestion, or with the main matter that it follows."""
    follows = exists().where(
        IssueLink.issue_id == Issue.id, IssueLink.undone_at.is_(None), _given(IssueLink.main_id)
    )
    return or_(_given(Issue.id), follows)


def _given(issue_id: Any) -> ColumnElement[bool]:
    own = exists().where(Assignment.issue_id == issue_id)
    raised = exists().where(
        SuggestionIssue.issue_id == issue_id, Assignment.suggestion_id == SuggestionIssue.suggestion_id
    )
    return or_(own, raised)
