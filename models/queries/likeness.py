"""The matters that may say the same as one: found through the search index by the rare words they share."""

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from models.issue import Issue
from models.place import Grid
from models.queries.word_index import matching_any
from models.rules.bigrams import word_tokens
from models.rules.issue_state import IssueState
from models.rules.likeness import Told, rarest
from models.words import IssueWords

RARE_WORDS = 10
"""Candidates share at least two of them."""
MOST_FOUND = 200
MOST_NEIGHBOURS = 100
"""The newest of the same grid are looked at whatever they say."""
NEVER = (IssueState.WITHDRAWN, IssueState.NOT_ACCEPTED, IssueState.DRAFT, IssueState.UNFINISHED)


def told(session: Session, issue_id: int) -> Told | None:
    """The matter as it is compared; None when it is not indexed yet, or where it is is not known."""
    row = session.execute(_columns().where(Issue.id == issue_id)).one_or_none()
    return _told(row) if row is not None else None


def candidates(session: Session, one: Told, since: datetime, where: ColumnElement[bool]) -> list[Told]:
    """Matters of the same county told since then, among those the caller may see; in no order."""
    county = select(Grid.county).where(Grid.id == one.grid_id).scalar_subquery()
    fit = (where, Issue.id != one.issue_id, Issue.state.not_in(NEVER), Issue.created_at >= since)
    ids = set(session.scalars(_neighbours(one, fit)))
    pairs = [_tokens(pair) for pair in combinations(rarest(one.words, RARE_WORDS), 2)]
    if pairs:
        ids.update(session.scalars(matching_any(session, pairs, fit).limit(MOST_FOUND)))
    if not ids:
        return []
    rows = session.execute(_columns().where(Issue.id.in_(sorted(ids)), Grid.county == county))
    return [_told(row) for row in rows]


def _neighbours(one: Told, fit: Sequence[ColumnElement[bool]]) -> Select[int]:
    near = select(Issue.id).where(Issue.grid_id == one.grid_id, *fit)
    return near.order_by(Issue.id.desc()).limit(MOST_NEIGHBOURS)


def _tokens(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token for word in words for token in word_tokens(word)))


def _columns() -> Select[int, str, int | None, str, datetime]:
    columns = select(Issue.id, IssueWords.said, Issue.grid_id, Grid.township, Issue.created_at)
    return columns.join(IssueWords, IssueWords.issue_id == Issue.id).join(Grid, Grid.id == Issue.grid_id)


def _told(row: Row[int, str, int | None, str, datetime]) -> Told:
    return Told(row.id, tuple(row.said.split()), row.grid_id, row.township, row.created_at)
