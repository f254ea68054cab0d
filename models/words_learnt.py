"""How often staff put matters with a word into a category: counted up and down with each choice, in its transaction."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.rules.proposing import Learnt
from models.words import CategoryWord

LONGEST = 64


def counts_of(session: Session, words: Sequence[str]) -> Learnt:
    """What is known of these words."""
    rows = session.execute(
        select(CategoryWord.word, CategoryWord.category, CategoryWord.times).where(
            CategoryWord.word.in_(sorted(set(words)))
        )
    )
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[row.word][row.category] = row.times
    return found


def count_words(session: Session, category: str, words: Sequence[str], *, by: int) -> None:
    """Count each word once more (or less) for the category; in alphabetical order, so that two never block each other."""
    counted = sorted({word for word in words if len(word) <= LONGEST})
    if not counted:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    put = dialect.insert(CategoryWord)
    more = put.on_conflict_do_update(
        index_elements=["word", "category"], set_={"times": CategoryWord.times + put.excluded.times}
    )
    session.execute(more, [{"word": word, "category": category, "times": by} for word in counted])
    if by < 0:
        gone = (CategoryWord.category == category, CategoryWord.word.in_(counted), CategoryWord.times <= 0)
        session.execute(delete(CategoryWord).where(*gone))
