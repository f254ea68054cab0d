"""Builds the county's rulebook from the configuration."""

from dataclasses import fields
from datetime import timedelta

from app.settings import Clocks, Duties, Letters, Schedule, Settings
from handlers.rulebook import IssueClocks, Limits, LoopLimits, Rulebook
from models.rules.letter_office import LetterOffice
from models.rules.periods import DutyRules
from models.rules.quiet import QuietHours
from models.rules.workdays import work_calendar


def rulebook_from(settings: Settings) -> Rulebook:
    """Raises ValueError naming what is wrong (a date that is none)."""
    schedule, templates = settings.schedule, settings.wechat.templates
    return Rulebook(
        zone=schedule.zone,
        calendar=work_calendar(schedule.extra_days_off, schedule.extra_workdays),
        quiet=QuietHours(schedule.quiet_from, schedule.quiet_until, schedule.zone),
        clocks=_clocks(settings.clocks),
        duties=_duties(settings.duties, schedule),
        limits=Limits(
            settings.limits.replies_per_ten_minutes,
            settings.limits.pushed_issues_per_resident_per_day,
            settings.limits.wrong_codes_per_hour,
        ),
        loop=_loop(settings.clocks),
        letters=_letters(settings.letters),
        keep_years=settings.retention.years,
        collect_minimum=settings.duties.collect_minimum,
        solve_minimum=settings.duties.solve_minimum,
        digest_at=schedule.daily_digest_at,
        weekly_digest_weekday=schedule.weekly_digest_weekday,
        templates={kind: template.id for kind, template in templates.items()},
        long_term=frozenset(template.id for template in templates.values() if template.kind == "long_term"),
    )


def _clocks(clocks: Clocks) -> IssueClocks:
    return IssueClocks(
        receipt_working_days=clocks.receipt_working_days,
        answer_months=clocks.answer_months,
        very_late_days=clocks.very_late_days,
        same_matter=timedelta(minutes=clocks.same_matter_minutes),
        settle=timedelta(minutes=clocks.settle_minutes),
        draft_nudge=timedelta(minutes=clocks.draft_nudge_minutes),
        draft_unfinished=timedelta(hours=clocks.draft_unfinished_hours),
        ask_again=timedelta(days=clocks.ask_again_days),
        confirm_working_days=clocks.confirm_working_days,
    )


def _loop(clocks: Clocks) -> LoopLimits:
    return LoopLimits(**{limit.name: getattr(clocks, limit.name) for limit in fields(LoopLimits)})


def _letters(letters: Letters) -> LetterOffice:
    return LetterOffice(**letters.model_dump() | {"copies": tuple(letters.copies)})


def _duties(duties: Duties, schedule: Schedule) -> DutyRules:
    return DutyRules(
        zone=schedule.zone,
        opens_at=duties.opens_at,
        collect_nudge_working_days=duties.collect_nudge_working_days,
        solve_nudge_day=duties.solve_nudge_day,
        summary_opens_working_days=duties.summary_opens_working_days,
        summary_nudge_working_days=duties.summary_nudge_working_days,
        summary_closes_day=duties.summary_closes_day,
    )
