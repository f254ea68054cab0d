"""The clerks look over what came in: most matters are given the category that is proposed for their words."""

from datetime import datetime, time, timedelta
from functools import partial

from sqlalchemy import select

from app.simulator.demo.bound import county_member
from app.simulator.demo.stage import Scene, Stage
from handlers import studying
from handlers.desk import Desk
from handlers.proposals import category_proposals
from models.issue import Check, Issue
from models.rules.issue_state import IssueState
from models.rules.local_time import ONE_DAY, at, local_date

_IN_THE_GRID = (IssueState.SUBMITTED, IssueState.RECEIVED, IssueState.ANSWERED, IssueState.CLOSED)
_LEFT_OPEN = 8
"""Every so many stays without: for the newcomer to try."""


def sorting_days(stage: Stage, weeks: int) -> Scene:
    """On working days at four; what is passed up is sorted when it is studied."""
    since = stage.now - timedelta(weeks=weeks)
    day = local_date(since, stage.rules.zone)
    while True:
        moment = at(day, time(16), stage.rules.zone)
        if stage.rules.calendar.is_workday(day):
            yield moment
            for number in stage.act(partial(_unsorted, since=since)) or ():
                stage.act(partial(_sort, number=number))
            since = moment
        day += ONE_DAY


def _unsorted(desk: Desk, since: datetime) -> list[int]:
    fresh = select(Issue.id).where(Issue.submitted_at > since, Issue.category == "")
    checked = fresh.where(Issue.state.in_(_IN_THE_GRID), Issue.check == Check.PASSED)
    return list(desk.session.scalars(checked.where(Issue.id % _LEFT_OPEN > 0).order_by(Issue.id)))


def _sort(desk: Desk, number: int) -> None:
    proposed = category_proposals(desk, desk.session.get_one(Issue, number))
    if proposed:
        studying.categorise(desk, county_member(desk.session), number, proposed[0].code, "")
