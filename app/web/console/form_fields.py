"""What comes in with a form or an address, read so that nothing in it can break a page or a database."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import request

from app.web import photo_files, written
from app.web.console.house import service
from handlers.desk import BadInput
from handlers.evidence import Picture

MOST_PAGES = 10_000
E = TypeVar("E", bound=StrEnum)


def asked_page() -> int:
    """The page of a list the address asks for; nonsense asks for the first."""
    return min(max(1, request.args.get("page", default=1, type=int)), MOST_PAGES)


def text_of(field: str) -> str:
    """What was typed, without what surrounds it."""
    return request.form.get(field, "").strip()


def day_of(field: str, what: str) -> date | None:
    """The day chosen; None when none was. Raises BadInput."""
    given = text_of(field)
    if not given:
        return None
    found = written.day(given)
    if found is None:
        raise BadInput(f"{what}要写成 2026-05-01 这样。", field)
    return found


def chosen(kinds: type[E], field: str, why: str) -> E:
    """One of the choices. Raises BadInput with `why` when none, or one that is not offered, was made."""
    given = text_of(field)
    if given not in set(kinds):
        raise BadInput(why, field)
    return kinds(given)


def filtered(kinds: type[E], field: str) -> E | None:
    """A filter in the address; what is not known filters nothing."""
    given = request.args.get(field, "")
    return kinds(given) if given in set(kinds) else None


def picture_if_sent(field: str) -> Picture | None:
    """The same, or None when the form was sent without a photo. Raises BadInput beside the field."""
    sent = request.files.get(field)
    return picture_of(field) if sent is not None and sent.filename else None


def picture_of(field: str) -> Picture:
    """The photo uploaded, drawn anew and stored. Raises BadInput beside the field."""
    return photo_files.picture_of(service().files, request.files.get(field), field)
