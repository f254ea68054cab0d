"""Text on its way into a spreadsheet: nothing in it may run as a formula, nothing may break the file."""

import re

LONGEST = 32_767
"""Excel's limit for one cell."""
_CUT = "…（太长，全文见 .csv 或 .json）"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def printable(text: str) -> str:
    """Without the characters that no XML may hold, and no UTF-8 can."""
    return _FORBIDDEN.sub("", text)


def safe(text: str) -> str:
    """As it may stand in a cell: a formula's first character is defused by an apostrophe (OWASP: CSV injection)."""
    kept = printable(text)
    return "'" + kept if kept.startswith(_FORMULA) else kept


def fitting(text: str) -> str:
    """Cut, visibly, to what one cell of Excel holds."""
    return text if len(text) <= LONGEST else text[: LONGEST - len(_CUT)] + _CUT
