"""Which matters a member of staff may act on; the same answer for what is not theirs and what is not there."""

from handlers.access import may, sees
from handlers.desk import Desk, NotFound
from handlers.issue_life import find_issue
from models.issue import Issue
from models.people import StaffMember
from models.rules.permissions import Permit


def get_issue(desk: Desk, member: StaffMember, number: int, permit: Permit = Permit.STUDY) -> Issue:
    """A matter in the member's territory, locked for change, to do with it what the permit says.

    Raises NotFound, the same for one that is not theirs and for a role that does not do this.
    """
    issue = find_issue(desk, number)
    if issue is None or not may(member, permit) or not sees(member, issue):
        raise NotFound(f"没有找到 № {number}，或者它不在您的辖区。")
    return issue
