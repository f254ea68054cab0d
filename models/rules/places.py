"""Where the problem is: from what people write to the grids they may mean.

`mentioned` reads a story and takes only what certainly names a place; `guess` reads the short answer to
「问题在哪个村(社区)?」 and also understands homophones, pinyin, initials and one wrong character.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from models.rules import place_names
from models.rules.distance import nearest
from models.rules.folding import fold
from models.rules.place_scan import Hit, Names, Place
from models.rules.place_sounds import Sounds

__all__ = ["Gazetteer", "Guess", "Place", "nearest"]

_MOST_CANDIDATES = 6
_LONGEST_ANSWER = 30  # characters; more is a story, in which a bare word is no answer
_LONGEST_READ = 2_000
_LONGEST_NAME = 16  # letters of a name in pinyin included
_EDGES = re.compile(r"^[\W_]+|[\s,.。!?、…;:~)\]]+$")
_SILENT = re.compile(r"[\W_]+")
_PREFIX = re.compile(
    r"^(?:我们?|俺们?|咱们?|你们?|这个?|那个?|家|就|都|是|在|住|位于|属于|来自|问题|地点|位置|地址|发生|应该|可能|好像|大概|"
    r".{2,3}(?:省|市|县(?!城)))*"
)
_SPELT = re.compile(r"([a-z]{2,16}?)(?:cun|shequ|村|社区)")
_NAME = re.compile(
    r"(.{2,8}?)(?:(社区|居委|行政村|自然村|村)|(?:第?[一二三四五六七八九十0-9]{1,3}(?:小组|组|队))|(?:的|这|那|里|附近|旁边|人)(?:人|里|边|儿|村民|一带|附近|方)?$)"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What an answer means: one place for sure, a short list to choose from, or only a township.

    With a township and no village the candidates are all its places; otherwise at most six, the likeliest first.
    """

    sure: Place | None = None
    candidates: tuple[Place, ...] = ()
    township: str | None = None


class Gazetteer:
    """The places of a county or a province, built once and never changed."""

    def __init__(self, places: Iterable[Place]) -> None:
        known = tuple(places)
        self._names = Names(known)
        self._sounds = Sounds(self._names.villages)
        self._township_sounds = Sounds(self._names.townships)
        self._by_township: defaultdict[str, list[Place]] = defaultdict(list)
        for place in known:
            self._by_township[place.township].append(place)

    def mentioned(self, text: str) -> tuple[Place, ...]:
        """The places certainly named in a text, in their order; several where villages share a name."""
        hits = self._names.scan(_EDGES.sub("", fold(text[:_LONGEST_READ])), lenient=False)
        return tuple(_narrowed(hits, _townships(hits)))

    def township_mentioned(self, text: str) -> str | None:
        """The township a text names, if it names exactly one."""
        hits = self._names.scan(_EDGES.sub("", fold(text[:_LONGEST_READ])), lenient=False)
        townships = _townships(hits)
        return townships[0] if len(townships) == 1 else None

    def guess(self, answer: str, within: str | None = None) -> Guess:
        """The places a short answer may mean; `within` is a township to prefer where names are shared."""
        line = _EDGES.sub("", "".join(fold(answer[:_LONGEST_READ]).split()))
        hits = self._names.scan(line, lenient=False)
        if len(line) <= _LONGEST_ANSWER and not any(hit.places for hit in hits):
            hits = self._names.scan(line, lenient=True)
        townships = _townships([hit for hit in hits if not hit.places])
        preferred = townships or ([within] if within else [])
        if places := _narrowed(_firmest(hits), preferred):
            return self._found(line, hits, places, townships)
        return self._unsure(line, hits, townships, preferred)

    def _found(self, line: str, hits: list[Hit], places: list[Place], townships: list[str]) -> Guess:
        shared = next((hit.township for hit in hits if hit.places and hit.township), None)
        if shared and not any(hit.firm and hit.places for hit in hits):
            return self._whole_township(shared, first=places)
        is_firm = (
            any(hit.firm and hit.places for hit in hits)
            or place_names.short_name(line) in self._names.villages
        )
        is_there = not townships or places[0].township in townships  # else the two contradict each other
        sure = places[0] if len(places) == 1 and is_firm and is_there else None
        return Guess(sure, tuple(places[:_MOST_CANDIDATES]), townships[0] if townships else None)

    def _unsure(self, line: str, hits: list[Hit], townships: list[str], preferred: list[str]) -> Guess:
        """No name is written as we know it: by ear, by near-miss, or only the township."""
        if len(line) > _LONGEST_ANSWER:
            return self._whole_township(townships[0], first=[]) if townships else Guess()
        said, is_place = _name_in(line[max((hit.end for hit in hits), default=0) :])
        places = self._by_ear(said, preferred, is_place=is_place or bool(townships))
        if not (townships or is_place) and (heard := self._township_by_ear(said)):
            return self._whole_township(heard, first=places)
        if townships and not places:
            return self._whole_township(townships[0], first=[])
        same = set(self._places_of(self._sounds.same_sound(said), preferred)) if places else set()
        sure = places[0] if len(same) == 1 and places[0] in same else None
        return Guess(sure, tuple(places[:_MOST_CANDIDATES]), townships[0] if townships else None)

    def _township_by_ear(self, said: str) -> str | None:
        heard = self._township_sounds.same_sound(said) if len(said) <= _LONGEST_NAME else []
        return self._names.townships[heard[0]] if heard else None

    def _by_ear(self, said: str, preferred: list[str], *, is_place: bool) -> list[Place]:
        if not said or len(said) > _LONGEST_NAME:
            return []
        return self._places_of(self._sounds.alike(said, is_place=is_place), preferred)

    def _places_of(self, names: list[str], preferred: list[str]) -> list[Place]:
        places = list(dict.fromkeys(place for name in names for place in self._names.villages[name]))
        return [place for place in places if place.township in preferred] or places

    def _whole_township(self, township: str, first: list[Place]) -> Guess:
        own = [place for place in first if place.township == township]
        return Guess(None, tuple(dict.fromkeys((*own, *self._by_township[township]))), township)


def _townships(hits: list[Hit]) -> list[str]:
    return list(dict.fromkeys(hit.township for hit in hits if hit.township))


def _firmest(hits: list[Hit]) -> list[Hit]:
    """Only the certain hits, if there is a certain one."""
    return [hit for hit in hits if hit.firm and hit.places] or hits


def _narrowed(hits: list[Hit], townships: list[str]) -> list[Place]:
    """The places hit, those of a named township only where it has a village of that name."""
    found: dict[Place, None] = {}
    for hit in hits:
        inside = [place for place in hit.places if place.township in townships]
        found.update(dict.fromkeys(inside or hit.places))
    return list(found)


def _name_in(line: str) -> tuple[str, bool]:
    """The village's name in an answer, and whether 村 or 社区 stood behind it: 「木赛」 in 「我是木赛村三组的」."""
    rest = _PREFIX.sub("", line)
    if spelt := _SPELT.fullmatch(rest):
        return spelt[1], True
    named = _NAME.match(rest)
    return (_SILENT.sub("", named[1]), named[2] is not None) if named else (_SILENT.sub("", rest), False)
