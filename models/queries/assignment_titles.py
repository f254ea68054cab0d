"""What an assignment is about, in one line: for lists of the organs, the supervising staff and the leaders."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.assignment import Assignment
from models.issue import ASIDE, Check, Issue, IssueMessage
from models.place import Grid
from models.suggestion import Suggestion


@dataclass(frozen=True)
class Subject:
    """`words` are the suggestion's title, or the residents' first words; empty when there is nothing that may be shown."""

    number: int
    issue_number: int | None
    suggestion: tuple[int, int] | None
    """Year and number of the suggestion."""
    category: str
    township: str
    grid: str
    words: str


def subjects(session: Session, numbers: Collection[int]) -> dict[int, Subject]:
    """By the assignment's number; two queries."""
    rows = session.execute(
        select(
            Assignment.id,
            Assignment.issue_id,
            Assignment.suggestion_id,
            Assignment.township,
            func.coalesce(Suggestion.category, Issue.category).label("category"),
            Suggestion.year,
            Suggestion.number,
            Suggestion.title,
            Grid.name.label("grid"),
        )
        .outerjoin(Issue, Issue.id == Assignment.issue_id)
        .outerjoin(Grid, Grid.id == Issue.grid_id)
        .outerjoin(Suggestion, Suggestion.id == Assignment.suggestion_id)
        .where(Assignment.id.in_(numbers))
    ).all()
    said = first_words(session, {row.issue_id for row in rows if row.issue_id})
    return {
        row.id: Subject(
            number=row.id,
            issue_number=row.issue_id,
            suggestion=(row.year or 0, row.number or 0) if row.suggestion_id else None,
            category=row.category or "",
            township=row.township,
            grid=row.grid or "",
            words=row.title or said.get(row.issue_id, ""),
        )
        for row in rows
    }


def first_words(session: Session, issue_numbers: Collection[int]) -> dict[int, str]:
    """The first thing said about each matter; words that nobody has checked stand in no list."""
    rows = session.execute(
        select(IssueMessage.issue_id, IssueMessage.text)
        .where(IssueMessage.issue_id.in_(issue_numbers), IssueMessage.check == Check.PASSED)
        .where(IssueMessage.text != "", IssueMessage.kind != ASIDE)
        .order_by(IssueMessage.id.desc())
    )
    return {row.issue_id: row.text for row in rows}
