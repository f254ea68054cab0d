"""All console pages: what none of them takes, and what every answer of theirs carries."""

from flask import Blueprint, Response, request

from app.web.console import (
    accounts,
    assignment_acts,
    audit,
    bulletin,
    dashboard,
    entering,
    front,
    instructions,
    issue_acts,
    letter_forms,
    letters,
    lists,
    organ_home,
    organ_letters,
    organ_reply,
    organ_work,
    organ_yearly,
    organs,
    photo_acts,
    search,
    signin,
    suggestions,
    supervision,
    supervision_acts,
    weighty_acts,
    worklist,
    yearly_reports,
)
from app.web.console.house import missing, plain

CONSOLE_PAGES: tuple[Blueprint, ...] = (
    front.pages,
    signin.pages,
    accounts.pages,
    audit.pages,
    dashboard.pages,
    worklist.pages,
    search.pages,
    entering.pages,
    issue_acts.pages,
    photo_acts.pages,
    assignment_acts.pages,
    weighty_acts.pages,
    suggestions.pages,
    letters.pages,
    lists.pages,
    bulletin.pages,
    letter_forms.pages,
    organ_letters.pages,
    organ_home.pages,
    organ_work.pages,
    organ_reply.pages,
    organ_yearly.pages,
    supervision_acts.pages,
    supervision.pages,
    organs.pages,
    yearly_reports.pages,
    instructions.pages,
)
"""A page's author adds its blueprint here."""

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LARGEST_NUMBER = 2**63 - 1


def _not_for_a_database() -> Response | None:
    """A number or a text that no column can hold."""
    if any(isinstance(value, int) and value > LARGEST_NUMBER for value in (request.view_args or {}).values()):
        return missing()
    if any("\0" in value for value in request.values.values()):
        return plain("请再试一次", "您写的内容里有看不懂的符号，请去掉后再试。", 400)
    return None


def _guarded(response: Response) -> Response:
    """Nothing is kept by the browser, no inline script runs, no other site frames the page or learns its address."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Content-Security-Policy", POLICY)  # an error page has its own
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


for _pages in CONSOLE_PAGES:
    _pages.before_request(_not_for_a_database)
    _pages.after_request(_guarded)
