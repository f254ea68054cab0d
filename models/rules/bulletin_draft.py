"""The draft of a bulletin: plain official Chinese that says what was counted and nothing else. Pure.

What was not counted makes no sentence, a part without sentences makes no section. A share is given, and organs are
compared, only where the sample is large enough to mean something; below that the plain numbers stand.
"""

from collections.abc import Iterable, Sequence

from models.rules.bulletin_facts import BulletinFacts, Count, OrganTimes, Ratings, Section
from models.rules.official_wording import date_text

SMALLEST_SAMPLE = 10
"""Fewer are not turned into a percentage and not ranked."""
_MOST_NAMED = 5


def draft(facts: BulletinFacts) -> tuple[Section, ...]:
    """The sections in order, for staff to read, correct and complete."""
    parts = (
        ("群众反映情况", (_inflow(facts), _spread("按领域分", facts.by_field), _townships(facts))),
        ("办理情况", (_handled(facts), _in_time(facts), _results(facts.results))),
        ("评价情况", (_ratings("群众", facts.residents), _ratings("代表", facts.deputies))),
        ("逾期情况", (_late(facts),)),
        ("重点督办事项", _key_matters(facts)),
        ("典型事例", _cases(facts)),
        ("存在问题", facts.problems),
        ("工作建议", facts.proposals),
    )
    sections = (Section(title, "\n".join(filter(None, said))) for title, said in parts)
    return tuple(section for section in sections if section.text)


def share(part: int, whole: int) -> str:
    """85.7%; empty for a sample too small."""
    return f"{100 * part / whole:.1f}%" if whole >= SMALLEST_SAMPLE else ""


def _inflow(facts: BulletinFacts) -> str:
    period = f"{date_text(facts.first_on)}至{date_text(facts.last_on)}"
    if not facts.inflow:
        return f"{period}，{facts.place}没有收到新的群众反映。"
    return f"{period}，{facts.place}共收到群众反映{facts.inflow}件。"


def _spread(by: str, counts: Sequence[Count]) -> str:
    total = sum(count.number for count in counts)
    said = [
        f"{count.name}{count.number}件"
        + (f"，占{share(count.number, total)}" if share(count.number, total) else "")
        for count in _largest_first(counts)
    ]
    return f"{by}：{'；'.join(said)}。" if said else ""


def _townships(facts: BulletinFacts) -> str:
    counts = _largest_first(facts.by_township)
    total = sum(count.number for count in counts)
    if total < SMALLEST_SAMPLE or len(counts) <= _MOST_NAMED:
        return _spread("按乡镇（街道）分", facts.by_township) if counts else ""
    last = counts[_MOST_NAMED - 1].number
    named = [count for count in counts if count.number >= last]
    said = "、".join(f"{count.name}（{count.number}件）" for count in named)
    return f"反映较多的乡镇（街道）：{said}。"


def _handled(facts: BulletinFacts) -> str:
    said = (
        ("在网格内直接解决", facts.settled_in_grid, "件"),
        ("交承办单位办理", facts.assigned, "件"),
        ("形成代表建议", facts.suggestions, "件"),
        ("作出答复", facts.answered, "件"),
        ("销号", facts.closed_out, "件"),
    )
    words = [f"{what}{number}{unit}" for what, number, unit in said if number is not None]
    return f"本期{'，'.join(words)}。" if words else ""


def _in_time(facts: BulletinFacts) -> str:
    due = sum(organ.due for organ in facts.organs)
    if not due:
        return _median(facts)
    in_time = sum(organ.in_time for organ in facts.organs)
    rate = share(in_time, due)
    said = f"应在本期办结的{due}件中，按期办结{in_time}件" + (f"，按期办结率{rate}" if rate else "") + "。"
    return said + _median(facts) + _best(facts.organs)


def _median(facts: BulletinFacts) -> str:
    if facts.median_days is None:
        return ""
    return f"从交办到答复，办理天数的中位数为{facts.median_days:g}天。"


def _best(organs: Iterable[OrganTimes]) -> str:
    """Organs that were in time with everything, if they had enough to do for it to tell."""
    whole = [organ.name for organ in organs if organ.due >= SMALLEST_SAMPLE and organ.in_time == organ.due]
    return f"全部按期办结的单位（应办结{SMALLEST_SAMPLE}件以上）：{'、'.join(whole)}。" if whole else ""


def _results(results: Sequence[Count]) -> str:
    said = "，".join(f"{count.name}{count.number}件" for count in results if count.number)
    return f"答复的办理结果：{said}。" if said else ""


def _ratings(who: str, ratings: Ratings) -> str:
    if not ratings.given:
        return f"{who}尚未评价的{ratings.not_rated}件。" if ratings.not_rated else ""
    pleased = share(ratings.satisfied + ratings.fair, ratings.given)
    said = (
        f"{who}评价{ratings.given}件：满意{ratings.satisfied}件，基本满意{ratings.fair}件，"
        f"不满意{ratings.unsatisfied}件"
    )
    said += f"，满意和基本满意合计占{pleased}" if pleased else ""
    return said + (f"；另有{ratings.not_rated}件未评价。" if ratings.not_rated else "。")


def _late(facts: BulletinFacts) -> str:
    late = sorted((organ for organ in facts.late if organ.late), key=lambda organ: (-organ.late, organ.name))
    if not late:
        return ""
    said = "；".join(f"{organ.name}{organ.late}件，最长逾期{organ.most_days}天" for organ in late)
    total = sum(organ.late for organ in late)
    return f"截至{date_text(facts.last_on)}，逾期未办结{total}件：{said}。"


def _key_matters(facts: BulletinFacts) -> tuple[str, ...]:
    return tuple(
        f"第{matter.number}号“{matter.title}”，由{matter.organ}办理"
        + (f"：{_sentence(matter.progress)}" if matter.progress.strip() else "。")
        for matter in facts.key_matters
    )


def _cases(facts: BulletinFacts) -> tuple[str, ...]:
    return tuple(f"{case.title}。{case.text}" if case.title else case.text for case in facts.cases)


def _sentence(text: str) -> str:
    kept = text.strip()
    return kept if kept.endswith(("。", "！", "？")) else f"{kept}。"


def _largest_first(counts: Iterable[Count]) -> list[Count]:
    return sorted((count for count in counts if count.number), key=lambda count: (-count.number, count.name))
