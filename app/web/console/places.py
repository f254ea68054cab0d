"""Finding a grid by what people call the place: what the words mean, misspelt ones too, then what merely contains them."""

from sqlalchemy.orm import Session

from app.web.console.house import service
from handlers import access
from models.people import StaffMember
from models.queries import phone
from models.rules.permissions import COUNTY_WIDE
from models.rules.places import Place

MOST_PLACES = 40
LONGEST = 20


def places(session: Session, me: StaffMember, words: str) -> tuple[tuple[str, str], ...]:
    """Codes and names of grids in the member's territory, the likeliest first."""
    words = words.strip()[:LONGEST]
    guess = service().places.gazetteer(session).guess(words) if words else None
    meant: tuple[Place, ...] = ()
    if guess is not None:
        meant = (guess.sure, *guess.candidates) if guess.sure is not None else guess.candidates
    likely = [(one.grid_code, f"{one.township} {one.name}") for one in meant if _here(me, one.township)]
    wide = me.role in COUNTY_WIDE
    others = [
        (one.code, f"{one.township} {one.name}")
        for one in phone.grid_choices(session, me, words, county_wide=wide)
    ]
    return tuple(dict.fromkeys((*likely[:MOST_PLACES], *others)))


def _here(me: StaffMember, township: str) -> bool:
    names = access.townships(me)
    return names is None or township in names or me.role in COUNTY_WIDE
