"""Where villages and townships stand in a text: one pass over the characters, the longest name first.

A short name counts behind a township, before 村, 社区 or a group's number, or where it stands as a place; a name that is
also an ordinary word (花园, 河南, 操场) does not count by itself.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from models.rules import place_names

_HEAD = 2  # characters by which a name is looked up
_LONG_NAME = 3  # characters from which a name that is no word is enough by itself
_GROUP = re.compile(
    r"第?[一二三四五六七八九十0-9]{1,3}(?:村民)?(?:小组|组|队|社(?!区))|第?[一二三四五六七八九十0-9]{1,3}号?网格"
)
_GRID = re.compile(r"(?:村委会|居委会|委会|会)?\(?第?([一二三四五六七八九十]{1,3}|[0-9]{1,2})\)?号?网格")
_BEFORE = frozenset("在到住是去自从们俺我咱于往")
_BORDER = frozenset("县市镇乡道区的")
_SAID_ALONE = re.compile(r"(?:的|这|那|里|人|[^\w])*(?:里|边|人|村民)?$")
_BEHIND = re.compile(
    r"的|小学|卫生室|卫生所|水库|小区|路口|村口|桥头|[东西南北]头|后面|前面|附近|旁边|这边|那边|这里|那里|有|到|往|没|$|[^\w]"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A grid as people name it; `name` is the official one, with 第一网格 where a village has several."""

    grid_code: str
    name: str
    township: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found at [start, end): places, a township, or both where they share the name.

    `firm` when what stands around it leaves no doubt that the place is meant.
    """

    start: int
    end: int
    places: tuple[Place, ...]
    township: str | None
    firm: bool


@dataclass(slots=True)
class _Entry:
    places: tuple[Place, ...] = ()
    township: str | None = None
    is_whole_township: bool = False
    is_word: bool = False


class Names:
    """The compiled names of a gazetteer."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.villages: defaultdict[str, list[Place]] = defaultdict(list)
        self.townships: dict[str, str] = {}
        for place in places:
            for form in place_names.short_names(place.name, place.aliases):
                self.villages[form].append(place)
            for form in place_names.township_names(place.township):
                self.townships.setdefault(form, place.township)
        self._entries = {form: self._entry(form) for form in (*self.villages, *self.townships)}
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for form in self._entries:
            lengths[form[:_HEAD]].add(len(form))
        self._lengths = {head: tuple(sorted(each, reverse=True)) for head, each in lengths.items()}

    def _entry(self, form: str) -> _Entry:
        township = self.townships.get(form)
        whole = township is not None and form == place_names.township_names(township)[0]
        return _Entry(tuple(self.villages.get(form, ())), township, whole, place_names.is_word(form))

    def scan(self, text: str, *, lenient: bool) -> list[Hit]:
        """The names in a folded text from left to right, none overlapping; `lenient` in a short answer to 「在哪个村?」."""
        hits: list[Hit] = []
        at, last = 0, len(text) - 1
        lengths = self._lengths
        while at < last:
            if (known := lengths.get(text[at : at + _HEAD])) and (
                hit := self._hit(text, at, known, hits[-1] if hits else None, lenient=lenient)
            ):
                hits.append(hit)
                at = hit.end
            else:
                at += 1
        return hits

    def _hit(
        self, text: str, at: int, lengths: tuple[int, ...], before: Hit | None, *, lenient: bool
    ) -> Hit | None:
        for length in lengths:
            entry = self._entries.get(text[at : at + length])
            if entry is None or at + length > len(text):
                continue
            name = text[at : at + length]
            follows_township = before is not None and before.township is not None and before.end == at
            hit = (
                self._named_village(text, at, name, entry, follows_township=follows_township)
                or self._named_township(text, at, name, entry)
                or self._standing(text, at, name, entry, follows_township=follows_township)
            )
            if hit is None and lenient:
                hit = _loose(text, at, at + length, entry)
            if hit:
                return hit
        return None

    def _named_village(
        self, text: str, at: int, name: str, entry: _Entry, *, follows_township: bool
    ) -> Hit | None:
        """With 村 or 社区 behind it."""
        end = at + len(name)
        suffix = place_names.VILLAGE_SUFFIX.match(text, end)
        if not entry.places or not (suffix or (name.endswith("村") and not entry.is_word)):
            return None
        end = suffix.end() if suffix else end
        firm = _begins(text, at) or follows_township or len(name) >= _LONG_NAME
        return Hit(at, end, _of_grid(text, end, entry.places), None, firm)

    def _named_township(self, text: str, at: int, name: str, entry: _Entry) -> Hit | None:
        """Its full name, or its short name before 镇, 乡, 街道 or directly before one of its villages."""
        if entry.township is None:
            return None
        end = at + len(name)
        suffix = place_names.TOWNSHIP_SUFFIX.match(text, end)
        if suffix:
            end = suffix.end()
        if suffix or entry.is_whole_township or self._village_follows(text, end, entry.township):
            return Hit(at, end, (), entry.township, firm=True)
        return None

    def _village_follows(self, text: str, at: int, township: str) -> bool:
        names = (text[at : at + length] for length in self._lengths.get(text[at : at + _HEAD], ()))
        return any(place.township == township for name in names for place in self.villages.get(name, ()))

    def _standing(
        self, text: str, at: int, name: str, entry: _Entry, *, follows_township: bool
    ) -> Hit | None:
        """The short name alone, where only the place can be meant."""
        end = at + len(name)
        if not entry.places:
            return None
        if _GROUP.match(text, end) or follows_township or self._is_place_by_itself(text, at, end, entry):
            return Hit(at, end, _of_grid(text, end, entry.places), None, firm=True)
        return None

    def _is_place_by_itself(self, text: str, at: int, end: int, entry: _Entry) -> bool:
        if entry.township is not None:
            return False  # 「丁河」 may be the township or the village
        if at == 0 and end == len(text):
            return True
        if entry.is_word:
            return False
        if end - at >= _LONG_NAME or (at and text[at - 1] in _BEFORE):
            return True
        return (at == 0 or not text[at - 1].isalnum()) and _BEHIND.match(text, end) is not None


def _begins(text: str, at: int) -> bool:
    """Whether a name may begin here: 「大桥」 in 「石大桥」 does not."""
    return at == 0 or not text[at - 1].isalnum() or text[at - 1] in _BEFORE | _BORDER


def _loose(text: str, at: int, end: int, entry: _Entry) -> Hit | None:
    """What may be a place in a short answer: good for a list to choose from, never sure."""
    if not _begins(text, at) or not (entry.places or _SAID_ALONE.match(text, end)):
        return None
    return Hit(at, end, entry.places, entry.township, firm=False)


def _of_grid(text: str, at: int, places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Only the grid whose number follows, if one does and exists."""
    found = _GRID.match(text, at)
    if found is None:
        return places
    label = place_names.numeral(found[1])
    return tuple(place for place in places if place_names.grid_label(place.name) == label) or places
