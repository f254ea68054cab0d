"""Which category a matter may belong to: every word votes for the categories it is known from, and says so.

A word is known from the tree (its names and everyday words), and from the matters for which staff chose a category. Its
vote is split among these, so that a word of many categories tells little; what staff chose outweighs the tree from a few
matters on. Nothing is proposed on the strength of a faint hint: a person decides in any case.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from models.rules.category_tree import Category, Concern, categories, find_category

Learnt = Mapping[str, Mapping[str, int]]
"""word → code of a category → in how many matters that staff put there the word stands."""

MOST = 3
LEAST_SCORE = 0.5
"""Less is no proposal: about one everyday word that two categories share."""
FAR_BEHIND = 0.3
"""A proposal with less than this share of the best one's score is left out."""
MOST_REASONS = 4
_EVERYDAY, _OWN_NAME, _TOPIC_NAME = 2.0, 2.0, 0.6
"""What the tree's words count, in matters chosen by staff."""
_DOUBT = 1.0
"""Matters that must speak for a word before it is believed: a vote is n / (all + doubt)."""
_IN_PART = 0.5
"""「噪音」 in 「噪音污染」: less than the word itself."""
_SHORTEST_PART = 2


@dataclass(frozen=True, slots=True)
class CategoryProposal:
    """A category with the words that spoke for it, the weightiest first; `score` only compares proposals of one matter."""

    code: str
    path: str
    concern: Concern
    score: float
    because: tuple[str, ...]

    @property
    def reason(self) -> str:
        return f"因为提到：{'、'.join(self.because)}"


def propose(words: Iterable[str], learnt: Learnt) -> tuple[CategoryProposal, ...]:
    """The likeliest categories for a matter with these words (each counted once), at most three; none when unsure."""
    votes: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for word in dict.fromkeys(words):
        for code, vote in _votes(word, learnt.get(word, {})).items():
            votes[code][word] = vote
    ranked = sorted(votes, key=lambda code: (-sum(votes[code].values()), code))
    scored = [(code, sum(votes[code].values())) for code in ranked[:MOST]]
    best = scored[0][1] if scored else 0.0
    enough = max(LEAST_SCORE, best * FAR_BEHIND)
    return tuple(_proposal(code, score, votes[code]) for code, score in scored if score >= enough)


def _proposal(code: str, score: float, votes: Mapping[str, float]) -> CategoryProposal:
    category = categories()[code]
    because = sorted(votes, key=lambda word: -votes[word])[:MOST_REASONS]
    return CategoryProposal(code, category.path, category.concern, score, tuple(because))


def _votes(word: str, chosen: Mapping[str, int]) -> dict[str, float]:
    """The word's one vote, split among its categories; the more it is split, the less is given at all."""
    known: defaultdict[str, float] = defaultdict(float, _of_tree().get(word, {}))
    for code, times in chosen.items():
        if find_category(code) is not None:
            known[code] += times
    total = sum(known.values()) + _DOUBT
    return {code: (weight / total) ** 1.5 for code, weight in known.items()}


@cache
def _of_tree() -> dict[str, dict[str, float]]:
    """What the tree itself says of each word."""
    weights: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for category in categories().values():
        if not category.is_rest:
            for word, weight in _words_of(category):
                weights[word][category.code] = max(weight, weights[word].get(category.code, 0.0))
    return dict(weights)


def _words_of(category: Category) -> Iterable[tuple[str, float]]:
    yield category.leaf, _OWN_NAME
    yield category.topic, _TOPIC_NAME
    for part in _parts(category.leaf):
        yield part, _IN_PART
    for word in category.words:
        yield word, _EVERYDAY


def _parts(name: str) -> Iterable[str]:
    """The words within a name: its pairs of characters, for most words of the tree are made of two such."""
    return (name[at : at + _SHORTEST_PART] for at in range(0, len(name) - 1, _SHORTEST_PART))
