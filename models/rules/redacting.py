"""What somebody said, cut out of what was written about it: lists, digests and summaries quote its beginning, however long."""

SHORTEST = 12
"""A quotation of fewer characters may be anybody's greeting; what is shorter as a whole is looked for as a whole."""
TOO_SHORT = 6
"""路灯坏了 tells of nobody."""


def quotable(said: str) -> str:
    """The beginning by which a quotation is found; empty when it is too short to tell of anybody."""
    return said[:SHORTEST] if len(said) >= TOO_SHORT else ""


def redacted(text: str, said: str, instead: str) -> str:
    """`text` without what it quotes of `said`, from its beginning on."""
    begin, parts, at = quotable(said), [], 0
    while begin and (found := text.find(begin, at)) >= 0:
        end = found + len(begin)
        while end < len(text) and end - found < len(said) and text[end] == said[end - found]:
            end += 1
        parts += [text[at:found], instead]
        at = end
    return "".join([*parts, text[at:]])
