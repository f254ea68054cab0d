"""Greedy matching that never goes back: what possessive quantifiers do, which Python before 3.11.5 gets wrong in groups.

Without it a text like 「好的好的好的…」 makes the engine try every way to cut it up.
"""

import re


def covers(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the pattern, taking all it can and giving nothing back, reaches the end. It must end in its repetition."""
    found = pattern.match(text)
    return found is not None and found.end() == len(text)
