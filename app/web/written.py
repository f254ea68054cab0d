"""Numbers and days as they stand in a form or an address: read so that none can break a page or a database."""

from datetime import date

LARGEST = 2**62
_MOST_DIGITS = len(str(LARGEST))
FIRST_YEAR, LAST_YEAR = 2000, 2999
"""What any database can hold, in any time zone."""


def number(text: str) -> int | None:
    """Written in plain digits; None for anything else, and for what no database holds."""
    if not (text.isascii() and text.isdigit()):
        return None
    digits = text.lstrip("0")
    if len(digits) > _MOST_DIGITS:  # looked at first: Python itself refuses to read thousands of digits
        return None
    found = int(digits or "0")
    return found if found <= LARGEST else None


def day(text: str) -> date | None:
    """Written 2026-05-01; None for anything else, and for a year that is a slip of the finger."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
