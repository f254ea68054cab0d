"""The rows of the two lists in words, and the lists as files: printable .xlsx, or plain .csv and .json."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.documents import lists
from app.documents.lists import ListRow
from handlers.evaluating import SOLVED_IN_WORDS
from handlers.wording import RESULT_IN_WORDS, SATISFACTION_IN_WORDS, snippet
from models.issue import Result
from models.queries.lists import ListLine, Which
from models.rules.assignment_state import IN_WORDS
from models.rules.category_tree import BETWEEN, in_words
from models.rules.clocks import due_on
from models.rules.local_time import local_date
from models.rules.official_wording import number_text, period_text
from models.rules.result_class import class_of

TITLE, SUMMARY = 40, 300
NAMES = {Which.ASSIGNED: lists.ASSIGNED_NAME, Which.RESOLVED: lists.RESOLVED_NAME}
TABLES = {Which.ASSIGNED: lists.assigned_table, Which.RESOLVED: lists.resolved_table}


def rows(lines: Iterable[ListLine], zone: ZoneInfo) -> Iterator[ListRow]:
    for line in lines:
        given = local_date(line.given_at, zone)
        yield ListRow(
            number=_number(line),
            source="代表建议" if line.suggestion else "群众反映",
            title=snippet(line.title, TITLE) or "群众反映的问题",
            summary=snippet(line.summary, SUMMARY),
            category=(in_words(line.category) or line.category).rpartition(BETWEEN)[2],
            lead=line.lead,
            assisting=line.assisting,
            assigned_on=given,
            due_on=due_on(line.due_at, zone) if line.due_at else given,
            letter_number=_letter(line),
            key=line.key,
            state=IN_WORDS[line.state],
            result_class=class_of(line.result),
            replied_on=_day(line.replied_at, zone),
            resident_answer=_counts(line.solved, SOLVED_IN_WORDS.items(), "未回答"),
            deputy_rating=_counts(line.marks, SATISFACTION_IN_WORDS.items(), "未评价"),
            closed_out_on=_day(line.closed_at, zone),
        )


def _letter(line: ListLine) -> str:
    return number_text(*line.letter) if line.letter else ""


def _number(line: ListLine) -> str:
    """The matter's number, or the suggestion's of its year."""
    if line.suggestion is None:
        return str(line.issue_number or line.number)
    year, number = line.suggestion
    return f"〔{year}〕{number}"


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return local_date(moment, zone) if moment else None


def _counts(counts: Mapping[str, int], words: Iterable[tuple[str, str]], nothing: str) -> str:
    """已解决; of several people: 已解决2，没有解决1."""
    said = [(word, counts[key]) for key, word in (*words, ("", nothing)) if counts.get(key)]
    if sum(number for _, number in said) == 1:
        return said[0][0]
    return "，".join(f"{word}{number}" for word, number in said)


def title_of(which: Which, place: str, period: tuple[date, date] | None) -> str:
    """西峡县2026年11月建议交办清单."""
    return f"{place}{period_text(*period) if period else ''}{NAMES[which]}"


def printable(which: Which, found: Iterable[ListRow], title: str, made_on: date, note: str = "") -> bytes:
    """As .xlsx, ready to print."""
    make = lists.assigned_list if which is Which.ASSIGNED else lists.resolved_list
    return make(found, title, made_on, note)


def ends_in_words(ends: Mapping[Result, int]) -> str:
    """Every kind of end apart: 本期销号12件：已解决（A）8件，列入计划（B）1件 …; empty when nothing was closed out."""
    said = [
        f"{RESULT_IN_WORDS[result]}（{class_of(result)}）{ends[result]}件"
        if class_of(result)
        else f"{RESULT_IN_WORDS[result]}{ends[result]}件"
        for result in Result
        if ends.get(result)
    ]
    return f"本期销号{sum(ends.values())}件：{'，'.join(said)}。" if said else ""
