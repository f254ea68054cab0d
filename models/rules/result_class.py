"""The class a reply carries at its top right: A solved, B partly or planned, C not possible or for a higher level."""

CLASSES = {
    "solved": "A",
    "partly": "B",
    "planned": "B",
    "not_possible": "C",
    "for_higher_level": "C",
}
"""By the value of `models.issue.Result` (practice: civic forms; 河南办法 art. 19 names the five results)."""


def class_of(result: str | None) -> str:
    """A, B or C; empty for what is no answer of an organ."""
    return CLASSES.get(result or "", "")
