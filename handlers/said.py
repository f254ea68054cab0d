"""What somebody must write: present, and not too long; beside which field it is said when it is not."""

from datetime import date

from handlers.desk import BadInput, Desk
from models.rules.clocks import months_later
from models.rules.local_time import local_date

LONG, SHORT = 1000, 200
TERM_YEARS = 5
"""A congress's term (一届): who promises a day must be there to be held to it."""


def required(words: str, what: str, field: str, longest: int = LONG) -> str:
    """The words without the blanks around them. Raises BadInput: 「请写明{what}。」, or that they are too long."""
    words = words.strip()
    if not words:
        raise BadInput(f"请写明{what}。", field)
    return short_enough(words, field, longest)


def short_enough(words: str, field: str, longest: int = LONG) -> str:
    """The words, if they are not too long."""
    if len(words) > longest:
        raise BadInput(f"太长了（{len(words)} 个字），请控制在 {longest} 个字以内。", field)
    return words


def within_a_term(desk: Desk, day: date, field: str) -> date:
    """The day, if it comes before a term from today is over: a slip of the year is no promise, and no clock could keep it."""
    if is_beyond_a_term(desk, day):
        raise BadInput(f"日期太远了，请写{TERM_YEARS}年（一届）以内的日子，并核对年份。", field)
    return day


def is_beyond_a_term(desk: Desk, day: date) -> bool:
    """Of days written before they were looked at as well."""
    return day > months_later(local_date(desk.now, desk.rules.zone), 12 * TERM_YEARS)
