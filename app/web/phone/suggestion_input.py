"""The suggestion's form as it comes from a phone: typed words to a `Draft`, and back into the form."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from app.web import written
from handlers.suggestion_form import Draft
from models.people import Capacity
from models.suggestion import FormedBy, Publicity, Suggestion

Choice = TypeVar("Choice", bound=StrEnum)
TICKS = ("wants_contact", "wants_written_reply", "joinable", "at_session")


def draft_of(form: MultiDict[str, str]) -> Draft:
    """What was filled in; what cannot be read counts as not chosen."""
    return Draft(
        title=form.get("title", "").strip(),
        text=form.get("text", "").replace("\r\n", "\n").strip(),
        capacity=_one_of(Capacity, form.get("capacity", "")),
        publicity=_one_of(Publicity, form.get("publicity", "")),
        formed_by=_one_of(FormedBy, form.get("formed_by", "")) or FormedBy.ISSUES,
        repeated_years=numbers(form.getlist("repeated_years"))[0] if form.get("repeated_years") else 0,
        term=form.get("term", "").strip(),
        session=form.get("session", "").strip(),
        issues=numbers(form.getlist("issues")),
        **{name: form.get(name) == "1" for name in TICKS},
    )


def numbers(given: list[str]) -> tuple[int, ...]:
    """The numbers among them; nonsense becomes 0, which is nobody's number."""
    return tuple(written.number(one) or 0 for one in given)


def typed(draft: Draft) -> dict[str, object]:
    """The form's values."""
    return {
        "title": draft.title,
        "text": draft.text,
        "capacity": draft.capacity or "",
        "publicity": draft.publicity or "",
        "formed_by": draft.formed_by,
        "repeated_years": draft.repeated_years,
        "term": draft.term,
        "session": draft.session,
        "issues": draft.issues,
        **{name: getattr(draft, name) for name in TICKS},
    }


def as_kept(suggestion: Suggestion) -> Mapping[str, object]:
    """What is kept of it, to be changed."""
    values = {
        name: getattr(suggestion, name)
        for name in ("title", "text", "formed_by", "repeated_years", "term", "session", *TICKS)
    }
    return values | {
        "capacity": suggestion.capacity or "",
        "publicity": suggestion.publicity or "",
        "issues": tuple(link.issue_id for link in suggestion.issues),
    }


def _one_of(kind: type[Choice], given: str) -> Choice | None:
    return next((one for one in kind if one.value == given), None)
