"""Letters in the offices' stories: drawn by the real handlers, read back from the register."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from handlers import letter_fate, letters, reply_letters
from handlers.desk import Desk
from handlers.letter_register import number_of
from models.people import Organ, StaffMember
from models.supervision import Letter, LetterKind
from tests.handlers.loop.office import Office


def drawn(
    office: Office, kind: LetterKind = LetterKind.ASSIGN, code: str = "S1", number: int = 1, **changes: Any
) -> str:
    """The number of a letter drawn as the matter proposes it, but for the changes."""

    def do(desk: Desk, member: StaffMember) -> str:
        wish = replace(letters.proposed(desk, member, number, kind), **changes)
        return number_of(letters.draw(desk, member, number, kind, wish))

    return office.clerk(do, code)


def drawn_for_all(office: Office, code: str = "S1", number: int = 1) -> list[str]:
    def do(desk: Desk, member: StaffMember) -> str:
        wish = letters.proposed(desk, member, number, LetterKind.ASSIGN)
        return " ".join(number_of(one) for one in letters.draw_for_all(desk, member, number, wish))

    return office.clerk(do, code).split()


def replied_on_paper(office: Office, code: str = "JT", number: int = 1) -> list[str]:
    def do(desk: Desk, organ: Organ) -> str:
        return " ".join(number_of(one) for one in reply_letters.draw_replies(desk, organ, number))

    return office.bureau(do, code).split()


def opened(office: Office, letter_id: int, code: str = "JT") -> None:
    def do(desk: Desk, organ: Organ) -> str:
        return number_of(letter_fate.receive(desk, organ, letter_id))

    office.bureau(do, code)


def register(office: Office) -> list[Letter]:
    with office.db.reading() as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def numbers(office: Office) -> list[str]:
    return [number_of(letter) for letter in register(office)]


def day_of(letter: Letter, name: str) -> date:
    """A day among the letter's words: 2026年4月10日."""
    year, rest = letter.content[name].split("年")
    month, day = rest.rstrip("日").split("月")
    return date(int(year), int(month), int(day))
