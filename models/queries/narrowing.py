"""What a list of matters and assignments is narrowed to, as conditions on either."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from models.assignment import Assignment, AssignmentEvent, AssignmentOrgan, Level, OrganState
from models.issue import ActorKind, Issue, IssueEvent
from models.people import Organ
from models.suggestion import Suggestion


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; empty is no narrowing. The township narrows the scope, not this."""

    field: str = ""
    category: str = ""
    organ: str = ""
    level: Level | None = None
    staff_id: int | None = None
    """Only what this staff member has had in hand."""

    def on_issue(self) -> tuple[ColumnElement[bool], ...]:
        """As conditions on `Issue`. A matter without an assignment has no organ and no level."""
        found = [*self._what(Issue)]
        if self.organ:
            of_issue = select(Assignment.id).where(Assignment.issue_id == Issue.id, self._with_organ())
            found.append(of_issue.exists())
        if self.staff_id is not None:
            mine = (IssueEvent.actor_kind == ActorKind.STAFF, IssueEvent.actor_id == self.staff_id)
            found.append(exists().where(IssueEvent.issue_id == Issue.id, *mine))
        return tuple(found)

    def on_assignment(self) -> tuple[ColumnElement[bool], ...]:
        """As conditions on `Assignment`."""
        found: list[ColumnElement[bool]] = []
        if self.field or self.category:
            main, raised = aliased(Issue), aliased(Suggestion)
            of_issue = exists().where(main.id == Assignment.issue_id, *self._what(main))
            of_suggestion = exists().where(raised.id == Assignment.suggestion_id, *self._what(raised))
            found.append(or_(of_issue, of_suggestion))
        if self.organ:
            found.append(self._with_organ())
        if self.level is not None:
            found.append(Assignment.level == self.level)
        if self.staff_id is not None:
            mine = (AssignmentEvent.actor_kind == ActorKind.STAFF, AssignmentEvent.actor_id == self.staff_id)
            found.append(exists().where(AssignmentEvent.assignment_id == Assignment.id, *mine))
        return tuple(found)

    def _what(self, table: Any) -> tuple[ColumnElement[bool], ...]:
        found = []
        if self.field:
            found.append(table.field == self.field)
        if self.category:
            found.append(table.category.startswith(self.category, autoescape=True))
        return tuple(found)

    def _with_organ(self) -> ColumnElement[bool]:
        charged = (AssignmentOrgan.organ_id == Organ.id, AssignmentOrgan.state != OrganState.RELEASED)
        return exists().where(
            AssignmentOrgan.assignment_id == Assignment.id, *charged, Organ.code == self.organ
        )
