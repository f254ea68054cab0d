"""The words that were looked for, marked in what was found; of a long text the part around the first of them."""

import re
from dataclasses import dataclass

LENGTH = 120
BEFORE = 20
PAIR = 2


@dataclass(frozen=True)
class Piece:
    """A part of a text; `marked` ones were looked for."""

    text: str
    marked: bool


def marked(text: str, typed: str) -> tuple[Piece, ...]:
    """`text` on one line, cut to about `LENGTH`, in pieces."""
    line = " ".join(text.split())
    pattern = _pattern(line, typed)
    first = pattern.search(line) if pattern else None
    start = max(0, first.start() - BEFORE) if first else 0
    cut = line[start : start + LENGTH]
    shown = ("…" if start else "") + cut + ("…" if start + LENGTH < len(line) else "")
    if pattern is None:
        return (Piece(shown, marked=False),)
    parts = pattern.split(shown)  # with one group: text, match, text, match, …
    pieces = [Piece(part, marked=index % 2 == 1) for index, part in enumerate(parts)]
    return tuple(piece for piece in pieces if piece.text)


def _pattern(line: str, typed: str) -> re.Pattern[str] | None:
    """What was typed, where it stands there as a whole; else each two characters of it that do."""
    terms: list[str] = []
    for term in typed.split():
        pairs = [term[i : i + PAIR] for i in range(len(term) - 1)]
        whole = [term] if term.casefold() in line.casefold() else []
        terms += whole or [pair for pair in pairs if pair.casefold() in line.casefold()]
    if not terms:
        return None
    longest_first = sorted(set(terms), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest_first))})", re.IGNORECASE)
