"""How much fits into one WeChat text message."""

TEXT_BYTES = 2048
LONGEST_CHARACTER = 4


def size(text: str) -> int:
    """Bytes in UTF-8; a lone half of a character counts as the three bytes it would take."""
    return len(text.encode("utf-8", "surrogatepass"))


def split_text(text: str, limit: int = TEXT_BYTES) -> list[str]:
    """Cut a long story into messages of at most `limit` bytes, never through a character; together they are the text."""
    if limit < LONGEST_CHARACTER:
        raise ValueError(f"a limit under {LONGEST_CHARACTER} bytes does not hold every character")
    parts: list[str] = []
    start = used = 0
    for position, character in enumerate(text):
        width = size(character)
        if used + width > limit:
            parts.append(text[start:position])
            start, used = position, 0
        used += width
    return [*parts, text[start:]] if text else []
