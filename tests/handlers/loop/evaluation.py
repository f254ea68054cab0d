"""Small steps of the stories about evaluation: handled rounds, what is stored of the marks, answers and measures."""

from typing import TypeVar

from sqlalchemy import select

from handlers import closing_out, supervising
from models.base import Base
from models.issue import Result
from tests.handlers.loop.office import Office

Row = TypeVar("Row", bound=Base)


def all_of(office: Office, table: type[Row]) -> list[Row]:
    """Every row, oldest first."""
    with office.db.reading() as session:
        return list(session.scalars(select(table).order_by(table.id)))  # type: ignore[attr-defined]  every table has one


def handled(office: Office, result: Result = Result.SOLVED) -> None:
    """The organ has spoken with the deputy and replied."""
    office.spoken()
    office.replies(result)


def rated(office: Office, marks: str = "态度满意 结果满意") -> str:
    """张广民 rates by chat."""
    return office.writes("o-zhang", f"评价 1001 {marks}")[-1]


def seen_on_the_spot(office: Office) -> None:
    office.clerk(supervising.note_visit, "S1", 1, "陈晓到现场看过，路灯亮了")


def closed_out(office: Office) -> str:
    return office.clerk(closing_out.close_out, "S1", 1, "")
