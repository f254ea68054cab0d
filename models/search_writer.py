"""Keeping the search index in step: whoever changes a matter's words or place says so in the same transaction.

The index itself is made a moment later by the scheduler (`scheduler/indexing.py`), outside of anybody's message: cutting
words costs time and a dictionary in memory. What was noted is done, whatever crashes in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload, raiseload, selectinload

from models.issue import ASIDE, Check, Issue
from models.place import Grid
from models.rules.bigrams import tokens, township_token
from models.rules.words import keywords
from models.words import IssueWords, WordsDue

MOST_SAID = 120
"""Words kept for likeness; a WeChat text has fewer."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What one matter is found by."""

    issue_id: int
    words: str
    said: str


def changed(session: Session, issue: Issue) -> None:
    """The matter's words, their check, or its place changed: it will be indexed anew. Costs one small row."""
    noted = (row for row in session.new if isinstance(row, WordsDue))
    if not any(row.issue_id == issue.id for row in noted):
        session.add(WordsDue(issue_id=issue.id))


def places_renamed(session: Session, grid_ids: Sequence[int]) -> None:
    """These grids are called otherwise or lie in another township: all their matters will be indexed anew."""
    theirs = select(Issue.id).where(Issue.grid_id.in_(grid_ids)).order_by(Issue.id)
    session.execute(insert(WordsDue).from_select(["issue_id"], theirs))


def due(session: Session, limit: int) -> list[tuple[int, int]]:
    """The oldest rows of the queue: (row, matter)."""
    rows = session.execute(select(WordsDue.id, WordsDue.issue_id).order_by(WordsDue.id).limit(limit))
    return [(row.id, row.issue_id) for row in rows]


def read(session: Session, issue_ids: Sequence[int]) -> list[Indexed]:
    """What these matters are to be found by now. Words that wait for staff are left out."""
    wanted = select(Issue).where(Issue.id.in_(issue_ids)).order_by(Issue.id)
    load = (selectinload(Issue.messages), joinedload(Issue.grid).selectinload(Grid.aliases), raiseload("*"))
    return [_indexed(issue) for issue in session.scalars(wanted.options(*load)).unique()]


def _indexed(issue: Issue) -> Indexed:
    told = _told(issue)
    place, township = "", ""
    if (grid := issue.grid) is not None:
        township = grid.township
        place = "\n".join((grid.county, grid.township, grid.name, *(alias.alias for alias in grid.aliases)))
    return Indexed(
        issue.id,
        " ".join((*tokens(f"{place}\n{told}"), township_token(township))),
        " ".join(keywords(told)[:MOST_SAID]),
    )


def _told(issue: Issue) -> str:
    shown = [m for m in issue.messages if m.check is not Check.RISKY and m.kind != ASIDE]
    return "\n".join(message.text for message in shown)


def write(session: Session, found: Sequence[Indexed]) -> None:
    """Put it into the index, instead of what was there."""
    if not found:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    rows = [{"issue_id": one.issue_id, "words": one.words, "said": one.said} for one in found]
    put = dialect.insert(IssueWords)
    changed_to = {"words": put.excluded.words, "said": put.excluded.said}
    session.execute(put.on_conflict_do_update(index_elements=["issue_id"], set_=changed_to), rows)


def done(session: Session, rows: Sequence[int]) -> None:
    """Take these rows off the queue; later ones for the same matters stay."""
    session.execute(delete(WordsDue).where(WordsDue.id.in_(rows)))


def index_issue(session: Session, issue: Issue) -> None:
    """Index one matter at once (tests, repairs): what the scheduler does a moment after `changed`."""
    session.flush()
    session.expire(issue, ["messages"])
    write(session, read(session, [issue.id]))


def indexed_words(session: Session, issue: Issue) -> tuple[str, ...]:
    """The words that say what a matter is about; cut now when its turn to be indexed has not come."""
    said = session.scalar(select(IssueWords.said).where(IssueWords.issue_id == issue.id))
    return tuple(said.split()) if said else keywords(_told(issue))[:MOST_SAID]
