"""All phone pages, with what every answer of theirs carries."""

from flask import Blueprint, Response

from app.web.phone import deputy, door, record, resident, staff

PHONE_PAGES: tuple[Blueprint, ...] = (door.pages, resident.pages, deputy.pages, record.pages, staff.pages)
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)


def _guarded(response: Response) -> Response:
    """Nothing is kept by the browser, no script runs, no other site frames the page or learns its address."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


for _pages in PHONE_PAGES:
    _pages.after_request(_guarded)
