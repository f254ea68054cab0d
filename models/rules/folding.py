"""Typed text made comparable, character by character.

Owns the one folding every reader of people's words shares: NFKC (full-width digits and letters), small letters,
the traditional forms of our own words, invisible characters gone. Each folded character knows where it was typed,
so that a person's words can be kept exactly as written.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat

# Only the characters that chat words and everyday answers are made of: this is no general converter.
_TRADITIONAL = str.maketrans(
    "進補復覆滿幫評價換網綁訪講實結積統計報議決辦號編沒問題誰樣麼個對錯選擇謝後還時長灣莊溝嶺嶽關龍馬門東廟鎮鄉區"
    "國會開關處應點為這們說請無幾現電話測試紅綠聲",
    "进补复复满帮评价换网绑访讲实结积统计报议决办号编没问题谁样么个对错选择谢后还时长湾庄沟岭岳关龙马门东庙镇乡区"
    "国会开关处应点为这们说请无几现电话测试红绿声",
)


@lru_cache(maxsize=16_384)
def _fold_character(character: str) -> str:
    if character in "№＃":
        return "#"
    if unicodedata.category(character) in {"Cf", "Cs", "Co", "Mn", "Me"}:
        return ""  # zero-width marks, variation selectors, halves of broken emoji
    return unicodedata.normalize("NFKC", character).lower().translate(_TRADITIONAL)


def fold(text: str) -> str:
    """The text as it is compared: never shown to anybody."""
    return "".join(map(_fold_character, text))


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that remembers the typed one."""

    text: str
    typed: str
    origins: tuple[int, ...]  # for each folded character, its place in `typed`; one more for the end

    def typed_from(self, start: int) -> str:
        """The words from a folded position to the end, as typed, without the space around them."""
        return self.typed[self.origins[start] :].strip()


def fold_with_origins(text: str) -> Folded:
    pieces = [_fold_character(character) for character in text]
    places = chain.from_iterable(repeat(at, len(piece)) for at, piece in enumerate(pieces))
    return Folded("".join(pieces), text, (*places, len(text)))
