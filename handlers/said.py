"""What somebody must write: present, and not too long; beside which field it is said when it is not."""

from handlers.desk import BadInput

LONG, SHORT = 1000, 200


def required(words: str, what: str, field: str, longest: int = LONG) -> str:
    """The words without the blanks around them. Raises BadInput: 「请写明{what}。」, or that they are too long."""
    words = words.strip()
    if not words:
        raise BadInput(f"请写明{what}。", field)
    return short_enough(words, field, longest)


def short_enough(words: str, field: str, longest: int = LONG) -> str:
    """The words, if they are not too long."""
    if len(words) > longest:
        raise BadInput(f"太长了（{len(words)} 个字），请控制在 {longest} 个字以内。", field)
    return words
