"""What a letter says, as facts: the wording around them is the template's. Days are the county's calendar days."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """Who writes to whom, under which number, when."""

    organ: str
    """The name printed in red (发文机关标志)."""
    number: str
    """发文字号, see `number_text`."""
    addressees: tuple[str, ...]
    """主送: of an assignment the leading organ first."""
    dated: date
    signed: str = ""
    """落款; empty: the organ's name."""
    copies: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What it is about: an issue (群众反映) or a suggestion (代表建议)."""

    source: str
    """群众反映, 代表建议, 闭会期间代表建议 … as it stands in the sentence."""
    number: str
    """Its number as people know it: 1023."""
    title: str
    summary: str
    raised_by: str = ""
    """群众 (never a resident's name), 王建国等3名代表 …"""
    raised_on: date | None = None
    key: bool = False
    """重点督办, chosen by the directors' meeting."""


@dataclass(frozen=True, kw_only=True)
class AssignLetter:
    """交办函."""

    head: Letterhead
    matter: Matter
    lead: str
    due_on: date
    assisting: tuple[str, ...] = ()
    requirement: str = ""
    object_by: date | None = None
    """Last day to say "not ours"."""
    opinion_by: date | None = None
    """Last day for the assisting organs' opinion to the lead."""
    basis: str = ""
    """The rule the clocks stand on, as the configuration quotes it."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """What was asked of the organ so far, for a reminder or a supervision letter."""

    lead: str
    assigned_on: date
    assign_number: str
    """Of its letter of assignment; empty when there was none."""
    due_on: date
    """The day that holds now, extensions counted."""
    answer_by: date
    requirement: str = ""
    basis: str = ""
    assigned_by: str = ""
    """Who had assigned it, when that was another than writes now."""
    reminders: int = 0
    """Sent before this letter."""
    replied: bool = False
    """It has been answered (and the answer found wanting): then nothing is said of days late or left."""


@dataclass(frozen=True, kw_only=True)
class RemindLetter:
    """提醒函: before the day, on it, or after it; the letter's date says which."""

    head: Letterhead
    matter: Matter
    course: Course


@dataclass(frozen=True, kw_only=True)
class SuperviseLetter:
    """督办函."""

    head: Letterhead
    matter: Matter
    course: Course
    reasons: tuple[str, ...] = field(default=())
    """Why beyond being late: 代表对办理结果不满意 …; one sentence each."""


@dataclass(frozen=True, kw_only=True)
class ReplyLetter:
    """答复函: one for each deputy, also when several signed."""

    head: Letterhead
    matter: Matter
    deputy: str
    signers: int
    """All who signed, this deputy counted; 1: alone."""
    result_class: str
    """A, B or C."""
    result: str
    """In words: 已解决 …"""
    text: str
    handled_by: str
    signer: str = ""
    """主要负责人, who signs it."""


LetterContent = AssignLetter | RemindLetter | SuperviseLetter | ReplyLetter
