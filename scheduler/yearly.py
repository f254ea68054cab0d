"""The organs' yearly reports move by themselves: asked for once a year, however late or often it ticks; then the reminders."""

from datetime import datetime

from handlers import yearly_rounds
from handlers.desk import Desk
from models.queries import yearly
from scheduler.clocks import Clockwork


def move_reports(work: Clockwork, now: datetime) -> int:
    """Everything that is due at `now`; how many reports it touched."""
    return _open_due(work, now) + _strike_due(work, now)


def _open_due(work: Clockwork, now: datetime) -> int:
    """Each year in a transaction of its own; the organs are some dozens."""
    with work.db.reading() as session:
        due = yearly_rounds.due_years(work.rules, yearly.newest_year(session), now)
        owed = [
            year
            for year in due
            if yearly.owing(session, yearly_rounds.stretch(work.rules, year.first, year.last))
        ]
    opened = 0
    for year in owed:
        with work.db.transaction() as session:
            opened += yearly_rounds.open_round(Desk(session, work.rules, work.places, now), year)
    return opened


def _strike_due(work: Clockwork, now: datetime) -> int:
    with work.db.transaction() as session:
        return yearly_rounds.strike_due(Desk(session, work.rules, work.places, now))
