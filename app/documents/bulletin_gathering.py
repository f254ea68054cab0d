"""A period's facts for the bulletin, in words: what `models.queries.bulletin` counted, as `BulletinFacts` takes it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from handlers.wording import RESULT_IN_WORDS, SATISFACTION_IN_WORDS, snippet
from models.issue import Result, Satisfaction
from models.queries import bulletin as queries
from models.queries.bulletin import CaseLine, KeyLine, Period
from models.rules.assignment_state import IN_WORDS
from models.rules.bulletin_facts import (
    BulletinFacts,
    Case,
    Count,
    KeyMatter,
    LateOrgan,
    OrganTimes,
    Ratings,
)
from models.rules.category_tree import CONCERN_IN_WORDS
from models.rules.local_time import local_date

NO_FIELD, NO_TOWNSHIP = "尚未分类", "地点待定"


def facts(
    session: Session, period: Period, place: str, cases: Sequence[CaseLine], now: datetime, zone: ZoneInfo
) -> BulletinFacts:
    """What the draft is made of; lateness as of the period's end, or now when that is to come."""
    found = queries.counted(session, period)
    until = min(period.end, now)
    return BulletinFacts(
        place=place,
        first_on=local_date(period.start, zone),
        last_on=min(local_date(period.end - timedelta(microseconds=1), zone), local_date(now, zone)),
        inflow=sum(found.fields.values()),
        by_field=_counts(
            found.fields, {**{key.value: words for key, words in CONCERN_IN_WORDS.items()}, "": NO_FIELD}
        ),
        by_township=_counts(found.townships, {"": NO_TOWNSHIP}),
        settled_in_grid=found.settled_in_grid,
        assigned=found.assigned,
        suggestions=found.suggestions,
        answered=found.answered,
        closed_out=found.closed_out,
        median_days=found.median_days,
        organs=tuple(OrganTimes(*one) for one in queries.fell_due(session, period)),
        results=tuple(Count(RESULT_IN_WORDS[one], found.results.get(one, 0)) for one in Result),
        residents=_ratings(found.satisfaction),
        deputies=_ratings(found.deputies),
        late=tuple(LateOrgan(*one) for one in queries.late_at(session, period, until)),
        key_matters=_key_matters(session, period),
        cases=tuple(_case(one) for one in cases),
    )


def _counts(counts: Mapping[str, int], words: Mapping[str, str]) -> tuple[Count, ...]:
    return tuple(Count(words.get(key, key), number) for key, number in counts.items())


def _ratings(counts: Mapping[str, int]) -> Ratings:
    return Ratings(
        counts.get(Satisfaction.SATISFIED, 0),
        counts.get(Satisfaction.FAIR, 0),
        counts.get(Satisfaction.UNSATISFIED, 0),
        counts.get("", 0),
    )


def _key_matters(session: Session, period: Period) -> tuple[KeyMatter, ...]:
    lines = queries.key_matters(session, period)
    said = queries.first_passed(session, [line.issue for line in lines if line.issue])
    return tuple(_key_matter(line, said) for line in lines)


def _key_matter(line: KeyLine, said: Mapping[int, str]) -> KeyMatter:
    title = line.title or snippet(said.get(line.issue or 0, ""), 40) or "群众反映的问题"
    number = str(line.suggestion or line.issue or line.assignment)
    return KeyMatter(number, title, line.organ, IN_WORDS[line.state])


def _case(line: CaseLine) -> Case:
    """For staff to reword: what was said, who acted, what was done, what the resident thinks. Nobody is named."""
    by = f"经{line.organ}办理" if line.organ else "网格代表及时协调"
    done = f"：{line.done.strip().rstrip('。')}" if line.done.strip() else "，问题得到解决"
    pleased = f"群众评价：{SATISFACTION_IN_WORDS[line.satisfaction]}。" if line.satisfaction else ""
    words = snippet(line.words, 80).rstrip("。！？")
    return Case("", f"{line.place}群众反映：“{words}”。{by}{done}。{pleased}")
