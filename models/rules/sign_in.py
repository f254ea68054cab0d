"""What a sign-in name and a password must be like, and how wrong tries are counted."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_NAME = 32
LONGEST_PASSWORD = 200
"""More is not a password but somebody trying what happens."""
FEWEST_KINDS_OF_CHARACTERS = 4

_COMMON_WORDS = (
    "password passw0rd qwerty qwertyuiop asdfghjkl zxcvbnm 1q2w3e4r 1qaz2wsx abc123 iloveyou admin administrator "
    "letmein welcome woaini woaini1314 woaini520 5201314 123456 654321 111111 000000 112233 123123 147258369 "
    "renda rendadaibiao renmindaibiao daibiao zhengfu guanliyuan xixia"
)
_COMMON = frozenset(_COMMON_WORDS.split())
"""What people choose first; a password that is one of these with digits or signs around it is refused as well."""
_RUNS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def folded(name: str) -> str:
    """A sign-in name as compared: full-width folded, capital letters, no spaces, no longer than a code may be."""
    return "".join(unicodedata.normalize("NFKC", name).upper().split())[:LONGEST_NAME]


@dataclass(frozen=True)
class Tries:
    """One counter of wrong tries in a row.

    An account has two: for browsers it has signed in with before, and for all others. Whoever tries passwords from
    elsewhere makes others wait and not the account's owner, at the computer they always use.
    """

    failures: int = 0
    locked_until: datetime | None = None

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until

    def after_failure(self, now: datetime, most: int, lock: timedelta) -> "Tries":
        """One more; the `most`th locks. While it is locked nothing is counted."""
        if self.is_locked(now):
            return self
        failures = self.failures + 1
        return Tries(0, now + lock) if failures >= most else Tries(failures, self.locked_until)


def is_worth_a_line(count: int) -> bool:
    """The first, the tenth, the hundredth, …: guessing is seen, and fills no log however long it goes on."""
    return str(count).rstrip("0") == "1"


def complaint(password: str, again: str, own: tuple[str, ...], shortest: int) -> str:
    """What is wrong with a new password, in words for the person; empty when nothing is.

    `own`: what may not make up the password (their name, number, phone).
    """
    if len(password) < shortest:
        return f"密码至少要 {shortest} 个字符，现在只有 {len(password)} 个。"
    if len(password) > LONGEST_PASSWORD:
        return f"密码太长了，最多 {LONGEST_PASSWORD} 个字符。"
    if "\0" in password:
        return "密码里有看不懂的符号，请换一个。"
    if _is_easy(password.casefold(), own):
        return "这个密码太容易猜到（连号、常用词、本人的姓名或工号都不行），请换一个。"
    return "" if password == again else "两次输入的密码不一样，请重新输入。"


def _is_easy(password: str, own: tuple[str, ...]) -> bool:
    if len(set(password)) < FEWEST_KINDS_OF_CHARACTERS:
        return True
    core = "".join(character for character in password if character.isalpha())
    bare = "".join(character for character in password if character.isalnum())
    if {password, core, bare} & _COMMON or _is_run(bare):
        return True
    return any(word and _little_besides(password, word.casefold()) for word in own)


def _is_run(text: str) -> bool:
    """Made of pieces of the keyboard's rows, the alphabet or the digits in order, forwards or backwards."""
    rows = [row for run in _RUNS for row in (run, run[::-1])]
    at = 0
    while at < len(text):
        longest = next(
            (
                size
                for size in range(len(text) - at, 2, -1)
                if any(text[at : at + size] in row for row in rows)
            ),
            0,
        )
        if not longest:
            return False
        at += longest
    return bool(text)


def _little_besides(password: str, word: str) -> bool:
    """The word, and hardly anything else: `st01a` + `12345` says little that is not known."""
    rest = password.replace(word, "")
    bare = "".join(character for character in rest if character.isalnum())
    return rest != password and (len(set(bare)) < FEWEST_KINDS_OF_CHARACTERS + 2 or _is_run(bare))
