"""Texts cut for searching: each two neighbouring characters, letters and digits whole.

Pairs of characters find every word wherever a sentence is cut, so writing the index needs no dictionary and what is in
a text is found. A token is made of small letters, digits and common Chinese characters only: it means nothing to
any database's query language.
"""

import hashlib
import re

from models.rules.folding import fold

LONGEST_TEXT = 20_000
"""Characters read of one matter; whoever writes more is found by the beginning."""
LONGEST_TOKEN = 24
_TOWNSHIP = "township0in0"
_FIRST_HAN, _LAST_HAN = "\u3400", "\u9fff"
_RUN = re.compile(rf"[{_FIRST_HAN}-{_LAST_HAN}]+|[0-9a-z]+|[^\W_]")


def is_han(character: str) -> bool:
    """One of the common Chinese characters."""
    return _FIRST_HAN <= character <= _LAST_HAN


def runs(text: str) -> list[str]:
    """The folded text as runs of Chinese characters and runs of letters and digits."""
    return [_plain(run) for run in _RUN.findall(fold(text[:LONGEST_TEXT]))]


def _plain(run: str) -> str:
    """Rare characters and foreign letters by their code point, so that every database takes them for letters."""
    return run if is_han(run[0]) or run.isascii() else f"u{ord(run[0]):x}"


def tokens(text: str) -> tuple[str, ...]:
    """What a text is found by, each once: pairs of characters, and the last of each run alone."""
    found: dict[str, None] = {}
    for run in runs(text):
        if not is_han(run[0]):
            found[run[:LONGEST_TOKEN]] = None
            continue
        found.update(dict.fromkeys(run[at : at + 2] for at in range(len(run))))
    return tuple(found)


def township_token(township: str) -> str:
    """What every matter of this township is found by, and no typed word finds; "" is a matter whose place is not known."""
    told_apart = hashlib.sha256(township.encode(errors="replace"))
    return f"{_TOWNSHIP}{told_apart.hexdigest()[:12]}"


def word_tokens(word: str) -> tuple[str, ...]:
    """The tokens that all stand in a text with this folded word in it; one character alone is a beginning (see `Sought`)."""
    if not is_han(word[0]):
        return (word[:LONGEST_TOKEN],)
    return tuple(dict.fromkeys(word[at : at + 2] for at in range(len(word) - 1))) or (word,)
