"""A suggestion as the official form (建议专用纸) shows it: its fields and its story, for the phone and the console."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers import suggestion_words as words
from handlers import wording
from models.issue import ActorKind
from models.rules.local_time import local_date
from models.suggestion import SignerState, Suggestion, SuggestionEvent

_YES_NO = {True: "是", False: "否"}
_EVENTS = {
    "draft": "{who}起草",
    "change": "{who}修改",
    "submit": "{who}提交",
    "check_in": "{who}登记审查",
    "assign": "{who}交办",
    "forward": "{who}转上级人大：{note}",
    "send_back": "{who}退回修改：{note}",
    "withdraw": "{who}撤回",
    "close": "办结。{note}",
    "reopen": "重新办理。{note}",
    SignerState.CONFIRMED: "{who}附议",
    SignerState.DECLINED: "{who}不附议",
}


@dataclass(frozen=True)
class Row:
    """One field of the form."""

    label: str
    value: str


@dataclass(frozen=True)
class Sheet:
    """The printed form."""

    head: str
    number: str
    title: str
    rows: tuple[Row, ...]
    text: str
    signers: tuple[str, ...]
    issues: tuple[int, ...]
    when: str


def sheet(suggestion: Suggestion, zone: ZoneInfo) -> Sheet:
    """Only those who confirmed stand on it as joint signers."""
    joint = [one.deputy.name for one in suggestion.signers if one.state is SignerState.CONFIRMED]
    return Sheet(
        head="人大代表建议、批评和意见",
        number=words.formal(suggestion),
        title=suggestion.title,
        rows=tuple(_rows(suggestion)),
        text=suggestion.text,
        signers=tuple(joint),
        issues=tuple(link.issue_id for link in suggestion.issues),
        when=_date(suggestion.submitted_at, zone) if suggestion.submitted_at else "还没有提交",
    )


def _date(moment: datetime, zone: ZoneInfo) -> str:
    """2026年3月10日, as papers have it."""
    day = local_date(moment, zone)
    return f"{day.year}年{day.month}月{day.day}日"


def _rows(suggestion: Suggestion) -> Sequence[Row]:
    meeting = f"{suggestion.term} {suggestion.session}会议".strip() if suggestion.at_session else "闭会期间"
    publicity = suggestion.publicity and words.PUBLICITY_IN_WORDS[suggestion.publicity]
    return (
        Row("届次会次", meeting),
        Row("层次", words.capacity_in_words(suggestion.capacity)),
        Row("领衔代表", f"{suggestion.deputy.name}（{suggestion.deputy.code}）"),
        Row("代表所在", suggestion.township or suggestion.county or "—"),
        Row("形成方式", words.FORMED_IN_WORDS[suggestion.formed_by]),
        Row("多年多次提出", words.YEARS_IN_WORDS.get(suggestion.repeated_years, "首次提出")),
        Row("公开意见", publicity or "还没选"),
        Row("希望加强沟通", _YES_NO[suggestion.wants_contact]),
        Row("需要书面答复", _YES_NO[suggestion.wants_written_reply]),
        Row("可否联名", _YES_NO[suggestion.joinable]),
    )


def timeline(
    events: Sequence[SuggestionEvent], zone: ZoneInfo, names: Mapping[tuple[ActorKind, int], str]
) -> list[tuple[str, str]]:
    """(when, what) of each event in plain words, oldest first."""
    return [(wording.day_and_time(event.at, zone), line) for event in events if (line := _line(event, names))]


def _line(event: SuggestionEvent, names: Mapping[tuple[ActorKind, int], str]) -> str:
    name = names.get((event.actor_kind, event.actor_id or 0), "")
    who = f"{name}代表" if event.actor_kind is ActorKind.DEPUTY else name
    note = "" if event.act == "submit" else event.note
    return _EVENTS.get(event.act, "").format(who=who, note=note)
