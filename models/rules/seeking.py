"""What somebody types into the search box, made into tokens that must all be found; whatever they type is just words."""

import re
from dataclasses import dataclass

from models.rules.bigrams import is_han, word_tokens
from models.rules.folding import fold
from models.rules.words import cut

LONGEST_QUERY = 200
MOST_TOKENS = 16
_SILENT = frozenset("的了吗呢吧啊呀和与及在是有到就都也很")
_NUMBER = re.compile(r"\W*(?:no\.?)?\W*0*([1-9][0-9]{0,9})\W*号?\W*")

_ASSIGNMENT = re.compile(r"\s*交办件\W*0*([1-9][0-9]{0,9})\W*号?\W*")


@dataclass(frozen=True, slots=True)
class Sought:
    """`tokens` stand whole in the text, `beginnings` begin one of its tokens (a single character)."""

    tokens: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    """Any of these, too: the townships looked in."""

    def __bool__(self) -> bool:
        return bool(self.tokens or self.beginnings)


def sought(text: str) -> Sought:
    """Words in any order, however they are joined or parted; at most 16 tokens of 200 characters."""
    words = cut(text[:LONGEST_QUERY])
    loud = [word for word in words if word not in _SILENT] or list(words)
    whole: dict[str, None] = {}
    alone: dict[str, None] = {}
    for word in loud:
        if len(word) == 1 and is_han(word):
            alone[word] = None
        else:
            whole.update(dict.fromkeys(word_tokens(word)))
    tokens = tuple(whole)[:MOST_TOKENS]
    return Sought(tokens, tuple(alone)[: MOST_TOKENS - len(tokens)])


def assignment_sought(text: str) -> int | None:
    """The number of an assignment: 「交办件 12」."""
    found = _ASSIGNMENT.fullmatch(fold(text[:LONGEST_QUERY]))
    return int(found[1]) if found else None


def number_sought(text: str) -> int | None:
    """The number of a matter, when nothing but a number was typed: 「1023」「№ 1023」「1023号」."""
    found = _NUMBER.fullmatch(fold(text[:LONGEST_QUERY]).replace("#", " "))
    return int(found[1]) if found else None
