"""The register's numbers: none given twice, none left out, whoever draws at once and whatever goes wrong between."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from handlers import letters
from handlers.desk import Desk, Refusal
from models.db import Database
from models.people import StaffMember
from models.supervision import LetterKind, LetterSeries
from tests.handlers.loop.letter_office import numbers, register
from tests.handlers.loop.office import Office

MATTERS, CLERKS = 4, 8


class GoneWrongError(Exception):
    """Something after the number was given."""


@pytest.fixture
def busy(db: Database) -> Office:
    """Several matters, each with an organ, a reminder of each possible at any time."""
    office = Office(db)
    for number in range(1, MATTERS + 1):
        office.reported(f"o-r{number}", f"莲花村第{number}盏路灯坏了")
        office.assigned(number=number)
    return office


def _go_wrong() -> None:
    raise GoneWrongError


def draws(office: Office, number: int, barrier: Barrier | None = None, *, fails: bool = False) -> bool:
    """Whether a 交办函 was drawn."""
    try:
        with office.db.transaction() as session:
            member = session.scalars(select(StaffMember).where(StaffMember.code == "S9")).one()
            if barrier is not None:
                barrier.wait(timeout=20)
            desk: Desk = office.desk(session)
            wish = letters.LetterWish(title="路灯", summary="坏了")
            letters.draw(desk, member, number, LetterKind.ASSIGN, wish)
            if fails:
                _go_wrong()
    except (Refusal, GoneWrongError):
        return False
    return True


def test_a_number_that_was_undone_is_given_to_the_next(busy: Office) -> None:
    order = [number for number in range(1, MATTERS + 1) for _ in range(2)]
    random.Random(7).shuffle(order)
    for number in order:
        draws(busy, number, fails=True)
        draws(busy, number)
    assert numbers(busy) == [f"西人常办函〔2026〕{n}号" for n in range(1, MATTERS + 1)]
    with busy.db.reading() as session:
        assert session.get_one(LetterSeries, ("西人常办函", 2026)).last == MATTERS


@pytest.mark.postgres
def test_eight_clerks_at_once_leave_no_gap_and_no_double(postgres_url: str) -> None:
    """The very first numbers of a series, two clerks for each matter: one of them is refused."""
    db = Database(postgres_url, pool_size=CLERKS)
    office = Office(db)
    for number in range(1, MATTERS + 1):
        office.reported(f"o-r{number}", f"莲花村第{number}盏路灯坏了")
        office.assigned(number=number)
    barrier = Barrier(CLERKS)
    wanted = [1 + n % MATTERS for n in range(CLERKS)]
    with ThreadPoolExecutor(CLERKS) as clerks:
        done = list(clerks.map(lambda number: draws(office, number, barrier), wanted))
    assert sum(done) == MATTERS
    found = register(office)
    assert sorted(letter.number for letter in found) == list(range(1, MATTERS + 1))
    assert sorted(letter.assignment_id for letter in found) == list(range(1, MATTERS + 1))
    db.close()
