"""What staff see of the outbox: given up, parked, and people who cannot be reached."""

from datetime import datetime, timedelta

import pytest

from models.db import Database
from models.outbox import NoticeKind, OutboxNotice, OutboxState
from models.people import StaffRole
from models.queries import delivery
from tests.builders import a_contact, a_deputy, a_grid, a_resident, a_staff_member, an_issue

DEAD, UNKNOWN, PARKED, SENT, PENDING = (
    OutboxState.DEAD,
    OutboxState.UNKNOWN,
    OutboxState.PARKED,
    OutboxState.SENT,
    OutboxState.PENDING,
)


@pytest.fixture
def numbers(db: Database, now: datetime) -> dict[str, int]:
    """A deputy with notices in every state, and others who cannot be reached."""
    with db.transaction() as session:
        deputy = a_deputy(session, a_grid(session), name="陈代表")
        issue = an_issue(session)
        assert deputy.contact_id is not None
        for state in OutboxState:
            session.add(
                OutboxNotice(
                    contact_id=deputy.contact_id,
                    kind=NoticeKind.NEW_ISSUE,
                    text=f"有新反映（{state.value}）",
                    issue_id=issue.id,
                    state=state,
                    reason=f"原因 {state.value}",
                    created_at=now,
                    not_before=now,
                )
            )
        staff = a_staff_member(session, StaffRole.COUNTY, name="刘主任")
        stranger = a_contact(session, unreachable_since=now, unreachable_reason="没有来信")
        resident = a_resident(session, name="王大爷")
        assert resident.contact is not None
        assert staff.contact is not None
        for contact, days in ((resident.contact, 3), (staff.contact, 2)):
            contact.unreachable_since, contact.unreachable_reason = now - timedelta(days=days), "没有授权"
        assert deputy.contact is not None
        deputy.contact.unreachable_since = now - timedelta(days=1)
        return {"deputy": deputy.contact_id, "issue": issue.id, "stranger": stranger.id}


def test_given_up_are_the_dead_and_the_doubtful_newest_first(db: Database, numbers: dict[str, int]) -> None:
    with db.reading() as session:
        found = delivery.given_up(session)
    assert [(one.state, one.reason) for one in found] == [
        (UNKNOWN, "原因 unknown"),
        (DEAD, "原因 dead"),
    ]
    assert found[0].recipient == delivery.Recipient(numbers["deputy"], "代表", "陈代表")
    assert (found[0].issue_number, found[0].text) == (numbers["issue"], "有新反映（unknown）")


def test_parked_are_those_that_wait_for_the_person(db: Database, numbers: dict[str, int]) -> None:
    with db.reading() as session:
        found = delivery.parked(session)
    assert [(one.state, one.recipient.contact_id) for one in found] == [(PARKED, numbers["deputy"])]


def test_the_unreachable_are_named_longest_first(db: Database, numbers: dict[str, int]) -> None:
    with db.reading() as session:
        found = delivery.unreachable(session)
    assert [(one.recipient.capacity, one.recipient.name, one.waiting) for one in found] == [
        ("居民", "王大爷", 0),
        ("工作人员", "刘主任", 0),
        ("代表", "陈代表", 1),
        ("", "", 0),
    ]
    assert found[-1].recipient.contact_id == numbers["stranger"]
    assert found[-1].reason == "没有来信"
