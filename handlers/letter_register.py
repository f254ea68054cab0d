"""The numbered register: a number is given in a row that is locked, together with the letter, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from handlers.desk import Desk
from models.assignment import Assignment
from models.people import Organ, StaffMember
from models.rules.local_time import local_date
from models.rules.official_wording import number_text
from models.supervision import Letter, LetterKind, LetterSeries

KIND_IN_WORDS = {
    LetterKind.ASSIGN: "交办函",
    LetterKind.REMIND: "提醒函",
    LetterKind.SUPERVISE: "督办函",
    LetterKind.REPLY: "答复函",
}
SEALED_PHONE = "联系电话（封存）"
"""Among the words of a reply: the handler's number, which is kept sealed."""


def number_of(letter: Letter) -> str:
    """西人常办函〔2026〕12号."""
    return number_text(letter.series, letter.year, letter.number)


@dataclass(frozen=True)
class Entry:
    """A letter about to be numbered."""

    kind: LetterKind
    series: str
    assignment: Assignment
    organ: Organ
    title: str
    deputy_id: int | None = None
    by: StaffMember | None = None


def numbered(desk: Desk, entry: Entry) -> Letter:
    """The entry with the next number of its series and year; its words come with `filled`.

    Whoever asks for a number of the same series waits until this transaction has ended, so none is given twice; when it
    is undone, so is the number.
    """
    year = local_date(desk.now, desk.rules.zone).year
    counter = _locked(desk, entry.series, year)
    counter.last += 1
    letter = Letter(
        kind=entry.kind,
        series=entry.series,
        year=year,
        number=counter.last,
        assignment_id=entry.assignment.id,
        organ=entry.organ,
        deputy_id=entry.deputy_id,
        title=entry.title[:200],
        made_at=desk.now,
        made_by=entry.by.id if entry.by else None,
        content={},
    )
    desk.session.add(letter)
    return letter


def filled(desk: Desk, letter: Letter, words: Mapping[str, str]) -> Letter:
    """Keep all that it says."""
    letter.content = dict(words)
    desk.session.flush()
    return letter


def _locked(desk: Desk, series: str, year: int) -> LetterSeries:
    query = (
        select(LetterSeries)
        .where(LetterSeries.series == series, LetterSeries.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = desk.session.scalars(query).one_or_none()
    if found is not None:
        return found
    try:
        with desk.session.begin_nested():
            desk.session.add(LetterSeries(series=series, year=year, last=0))
    except IntegrityError:
        pass  # somebody else began the year's series just now
    return desk.session.scalars(query).one()


def standing_letters(desk: Desk, assignment: Assignment, kind: LetterKind) -> list[Letter]:
    """Those of the kind that were not voided, oldest first."""
    mine = select(Letter).where(Letter.assignment_id == assignment.id, Letter.kind == kind)
    return list(desk.session.scalars(mine.where(Letter.void_at.is_(None)).order_by(Letter.id)))
