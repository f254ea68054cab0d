"""What the simulator's clock jumps to: the next moment that brings something to one of the people on its page."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models.assignment import Assignment, AssignmentClock, LoopClock
from models.db import Database
from models.issue import ActorKind, Issue
from models.linking import IssueLink
from models.people import Resident
from models.queries.next_due import next_due
from models.rules.issue_state import IssueState
from models.suggestion import SignerState, Suggestion, SuggestionSigner
from tests.builders import a_contact, a_deputy, a_grid, local_time

NOW = local_time("2026-03-10 10:00")
SOON = NOW + timedelta(days=3)


def a_matter(session: Session, contact_id: int) -> Issue:
    resident = Resident(contact_id=contact_id)
    issue = Issue(
        resident=resident, state=IssueState.REPORTED, created_at=NOW, last_said_at=NOW, last_heard_at=NOW
    )
    session.add(issue)
    session.flush()
    return issue


def with_organ(session: Session, **of: int) -> None:
    """An organ owes its reply; three days from now it is reminded."""
    clock = AssignmentClock(kind=LoopClock.REPLY, started_at=NOW, due_at=SOON, next_at=SOON)
    session.add(Assignment(created_at=NOW, clocks=[clock], **of))


@pytest.mark.parametrize("whose", ["own", "linked", "raised", "signed", "asked", "nobody"])
def test_the_next_moment_of_the_loop(db: Database, whose: str) -> None:
    with db.transaction() as session:
        me, other = a_contact(session, "o-me").id, a_contact(session, "o-other").id
        main = a_matter(session, me if whose == "own" else other)
        if whose in {"own", "linked", "nobody"}:
            with_organ(session, issue_id=main.id)
        if whose == "linked":
            link = {"main_id": main.id, "linked_at": NOW, "by_kind": ActorKind.STAFF}
            session.add(IssueLink(issue_id=a_matter(session, me).id, **link))
        if whose in {"raised", "signed", "asked"}:
            grid = a_grid(session)
            mine, leading = (a_deputy(session, grid, rank=n, contact_id=c) for n, c in ((1, me), (2, other)))
            session.flush()
            lead = mine if whose == "raised" else leading
            suggestion = Suggestion(deputy_id=lead.id, title="建议", text="请修路", created_at=NOW)
            session.add(suggestion)
            session.flush()
            with_organ(session, suggestion_id=suggestion.id)
            if whose != "raised":
                state = SignerState.CONFIRMED if whose == "signed" else SignerState.ASKED
                session.add(
                    SuggestionSigner(
                        suggestion_id=suggestion.id, deputy_id=mine.id, state=state, asked_at=NOW
                    )
                )
    with db.reading() as session:
        due = next_due(session, [me], NOW, timedelta(minutes=30))
    if whose in {"asked", "nobody"}:
        assert due is None
    else:
        assert due is not None
        assert (due.at, due.what) == (SOON, "提醒承办单位答复")
