"""All phone pages: what none of them takes, and what every answer of theirs carries."""

from flask import Blueprint, Response, request

from app.web.phone import (
    card,
    deputy,
    door,
    instructions,
    joining,
    my_grid,
    rating,
    record,
    resident,
    signing,
    staff,
    suggestions,
)
from app.web.phone.house import missing, plain

PHONE_PAGES: tuple[Blueprint, ...] = (
    door.pages,
    resident.pages,
    joining.pages,
    deputy.pages,
    rating.pages,
    my_grid.pages,
    card.pages,
    card.public_pages,
    record.pages,
    suggestions.pages,
    signing.pages,
    staff.pages,
    instructions.pages,
)
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)

LARGEST_NUMBER = 2**63 - 1


def _not_for_a_database() -> Response | None:
    """A number or a text that no column can hold."""
    if any(_fits_nowhere(value) for value in (request.view_args or {}).values()):
        return missing()
    if any("\0" in value for value in request.values.values()):
        return plain("请再试一次", "您写的内容里有看不懂的符号，请去掉后再试。", 400)
    return None


def _fits_nowhere(value: object) -> bool:
    return value > LARGEST_NUMBER if isinstance(value, int) else "\0" in str(value)


def _guarded(response: Response) -> Response:
    """Nothing is kept by the browser, no script runs, no other site frames the page or learns its address."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Content-Security-Policy", POLICY)  # an error page has its own
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


for _pages in PHONE_PAGES:
    _pages.before_request(_not_for_a_database)
    _pages.after_request(_guarded)
