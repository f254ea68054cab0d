"""Place names by ear and by near-miss: pinyin, initials, homophones, one character wrong, missing or too many."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice, product

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process

# The characters of place names that people read in more than one way; the rare readings of dictionaries mislead.
_SEVERAL = {
    "行": ("hang", "xing"),
    "重": ("chong", "zhong"),
    "长": ("chang", "zhang"),
    "朝": ("chao", "zhao"),
    "乐": ("le", "yue"),
    "单": ("shan", "dan"),
    "堡": ("bao", "pu"),
    "峪": ("yu", "gu"),
    "岈": ("ya", "xia"),
    "曾": ("zeng", "ceng"),
    "大": ("da", "dai"),
    "六": ("liu", "lu"),
    "芦": ("lu", "nu"),
}
_MOST_READINGS = 8  # of a name with characters of several sounds (行, 重, 长)
_SHORT_NAME = 2
_LETTERS_TO_COMPARE = 5
_ALIKE = 85.0  # of 100, rapidfuzz's ratio of two spellings
_SYLLABLE_ALIKE = 60.0
_SUFFIX = re.compile(r"(?:shequ|cunwei|juwei|cun|sq|c)$")
_NOT_INITIALS = {"ok", "hi", "hh", "no", "yes", "bye", "thx"}
# 平翘舌 and 前后鼻音 are written as they are spoken, alike
_SPOKEN = ((re.compile(r"(?<=[zcs])h"), ""), (re.compile(r"(?<=[aei]n)g"), ""))


def readings(name: str) -> tuple[tuple[str, ...], ...]:
    """The syllables of a name in each way it can be read, the usual way first."""
    usual = tuple(lazy_pinyin(name))
    if len(usual) != len(name) or not _SEVERAL.keys() & set(name):
        return (usual,)
    ways = (_SEVERAL.get(character, (sound,)) for character, sound in zip(name, usual, strict=True))
    return tuple(dict.fromkeys((usual, *islice(product(*ways), _MOST_READINGS))))


def as_spoken(sound: str) -> str:
    """A spelling without the differences that the local speech does not make."""
    for pattern, instead in _SPOKEN:
        sound = pattern.sub(instead, sound)
    return sound


def _one_off(name: str) -> Iterator[str]:
    """The name with each character in turn left open, or left out."""
    for at in range(len(name)):
        yield f"{name[:at]}*{name[at + 1 :]}"
        if len(name) > _SHORT_NAME:
            yield name[:at] + name[at + 1 :]


class Sounds:
    """Short names found by what they sound or look like."""

    def __init__(self, names: Iterable[str]) -> None:
        self._spoken: defaultdict[str, list[str]] = defaultdict(list)
        self._initials: defaultdict[str, list[str]] = defaultdict(list)
        self._one_off: defaultdict[str, list[str]] = defaultdict(list)
        self._exact: dict[str, frozenset[str]] = {}
        for name in names:
            self._learn(name)
        self._spellings = tuple(self._spoken)

    def _learn(self, name: str) -> None:
        ways = readings(name)
        self._exact[name] = frozenset("".join(way) for way in ways)
        for spoken in {as_spoken(sound) for sound in self._exact[name]}:
            self._spoken[spoken].append(name)
        for initials in {"".join(syllable[:1] for syllable in way) for way in ways}:
            self._initials[initials].append(name)
        for pattern in _one_off(name):
            self._one_off[pattern].append(name)

    def same_sound(self, said: str) -> list[str]:
        """Names pronounced exactly as `said` (characters or letters)."""
        sounds = self._said(said)
        return [name for name in self._heard(sounds) if self._exact[name] & sounds]

    def alike(self, said: str, *, is_place: bool) -> list[str]:
        """Names that `said` may mean, the likeliest first; `is_place` when 村 or a township told that it is one."""
        found = self._heard(self._said(said))
        found += self._near(said, is_place=is_place)
        if said.isascii() and said.isalpha():
            found += self._by_letters(said)
        return list(dict.fromkeys(found))

    def _said(self, said: str) -> set[str]:
        sounds = {"".join(way) for way in readings(said)}
        return sounds | {_SUFFIX.sub("", sound) for sound in sounds if said.isascii()}

    def _heard(self, sounds: set[str]) -> list[str]:
        spoken = {as_spoken(sound): None for sound in sorted(sounds)}
        return [name for sound in spoken for name in self._spoken.get(sound, ())]

    def _near(self, said: str, *, is_place: bool) -> list[str]:
        if len(said) < _SHORT_NAME or (len(said) == _SHORT_NAME and not is_place):
            return []
        found = [name for pattern in (said, *_one_off(said)) for name in self._one_off.get(pattern, ())]
        if len(said) > _SHORT_NAME:
            # one letter too many: the rest is a name
            found += [
                name
                for pattern in _one_off(said)
                if (name := pattern) in self._exact and len(name) > _SHORT_NAME
            ]
        fit = [name for name in found if len(name) > _SHORT_NAME or _syllables_alike(said, name)]
        sound = "".join(lazy_pinyin(said))
        return sorted(dict.fromkeys(fit), key=lambda name: -fuzz.ratio(sound, "".join(lazy_pinyin(name))))

    def _by_letters(self, said: str) -> list[str]:
        if said in _NOT_INITIALS or len(said) < _SHORT_NAME:
            return []
        bare = _SUFFIX.sub("", said)
        found = [*self._initials.get(said, ()), *self._initials.get(bare, ())]
        if len(bare) >= _LETTERS_TO_COMPARE:
            close = process.extract(
                as_spoken(bare), self._spellings, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=6
            )
            found += [name for spelling, _, _ in close for name in self._spoken[spelling]]
        return found


def _syllables_alike(said: str, name: str) -> bool:
    """Whether two names of two characters differ by one character that sounds nearly the same."""
    pairs = zip(lazy_pinyin(said), lazy_pinyin(name), strict=False)
    return all(fuzz.ratio(as_spoken(one), as_spoken(other)) >= _SYLLABLE_ALIKE for one, other in pairs)
