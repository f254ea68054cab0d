"""The county's numbers, as handlers need them: clocks, limits, calendar, zone. Built once from the settings."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from models.rules.letter_office import LetterOffice
from models.rules.periods import DutyRules
from models.rules.quiet import QuietHours
from models.rules.workdays import WorkCalendar
from models.rules.yearly import YearlyRules


@dataclass(frozen=True)
class IssueClocks:
    """Domain §6."""

    receipt_working_days: int
    answer_months: int
    very_late_days: int
    same_matter: timedelta
    """Words that follow within this time belong to the same matter."""
    settle: timedelta
    """How long after the last words the story counts as told and the deputy is called."""
    draft_nudge: timedelta
    draft_unfinished: timedelta
    ask_again: timedelta
    confirm_working_days: int
    """How long a resident may take to say whether an answer helped, before staff ask them."""


@dataclass(frozen=True)
class LoopLimits:
    """The limits of the closed loop (domain §6): working days where they say so, else months."""

    study_working_days: int = 5
    object_working_days: int = 10
    reassign_working_days: int = 10
    answer_request_working_days: int = 3
    assist_issue_working_days: int = 10
    assist_suggestion_months: int = 2
    reply_issue_months: int = 1
    reply_suggestion_months: int = 3
    reply_hard_suggestion_months: int = 6
    rate_working_days: int = 10
    handle_again_months: int = 1
    yearly_report_month: int = 8
    yearly_report_day: int = 31
    yearly_report_notice_working_days: int = 10


@dataclass(frozen=True)
class Limits:
    """What keeps one person from flooding a deputy, and two bots from talking for ever."""

    replies_per_ten_minutes: int
    pushed_issues_per_resident_per_day: int
    wrong_codes_per_hour: int


@dataclass(frozen=True)
class Rulebook:
    """Everything a rule may depend on that is not in the database."""

    zone: ZoneInfo
    calendar: WorkCalendar
    quiet: QuietHours
    clocks: IssueClocks
    duties: DutyRules
    limits: Limits
    loop: LoopLimits = LoopLimits()
    letters: LetterOffice = field(default_factory=LetterOffice)
    keep_years: int = 0
    """Who somebody is and what they said, after the last of their matters ended; 0: until they ask."""
    collect_minimum: int = 1
    solve_minimum: int = 1
    digest_at: time = time(8, 30)
    """On the county's clock: daily on working days, weekly on `weekly_digest_weekday` (1 = Monday)."""
    weekly_digest_weekday: int = 1
    templates: dict[str, str] = field(default_factory=dict)
    """Notice kind → WeChat template id, for the grants ledger."""
    long_term: frozenset[str] = frozenset()
    """The template ids that are long-term (长期订阅)."""

    @property
    def yearly(self) -> YearlyRules:
        """When the organs' yearly report is asked for and owed."""
        limits = self.loop
        return YearlyRules(
            self.zone, limits.yearly_report_month, limits.yearly_report_day, self.duties.opens_at
        )
