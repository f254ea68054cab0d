"""The organ meant by what was chosen or typed: its code, its name, or a part of the name that only one has."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from handlers.desk import BadInput
from models.people import Organ

SHOWN = 4


def organs_like(session: Session, typed: str) -> tuple[tuple[str, str], ...]:
    """A few organs whose name contains what was typed: code and name."""
    fits = Organ.name.contains(typed, autoescape=True)
    query = select(Organ.code, Organ.name).where(Organ.active, fits).order_by(Organ.code)
    return tuple((row.code, row.name) for row in session.execute(query.limit(SHOWN)))


def organ_typed(session: Session, typed: str, field: str) -> str:
    """Its code; empty for nothing typed. Raises BadInput when none or several fit."""
    typed = typed.strip()[:64]
    code = typed.partition(" ")[0]
    if not typed:
        return ""
    fits = or_(Organ.code.in_((typed, code)), Organ.name.contains(typed, autoescape=True))
    rows = session.execute(
        select(Organ.code, Organ.name).where(Organ.active, fits).order_by(Organ.code)
    ).all()
    exact = [row.code for row in rows if typed in {row.code, row.name} or row.code == code]
    found = exact or [row.code for row in rows]
    if len(found) == 1:
        return str(found[0])
    some = "、".join(row.name for row in rows[:SHOWN])
    raise BadInput(f"「{typed}」{'对得上好几家：' + some if some else '没有找到'}，请从列表里选一家。", field)
