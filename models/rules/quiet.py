"""Quiet hours: nobody's phone rings at night; what is ready then waits for the morning (domain §7)."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from models.rules.local_time import ONE_DAY, at, local


@dataclass(frozen=True)
class QuietHours:
    """The daily window [from_, until) on the county's clock; it may cross midnight. Equal ends mean no quiet at all."""

    from_: time
    until: time
    zone: ZoneInfo

    def contains(self, moment: datetime) -> bool:
        clock = local(moment, self.zone).time()
        if self.from_ <= self.until:
            return self.from_ <= clock < self.until
        return clock >= self.from_ or clock < self.until

    def earliest(self, moment: datetime) -> datetime:
        """The moment itself when it is not quiet, else the end of that quiet window."""
        if not self.contains(moment):
            return moment
        now = local(moment, self.zone)
        # Only the evening part of a window that crosses midnight ends on the next date.
        day = now.date() if now.time() < self.until else now.date() + ONE_DAY
        return at(day, self.until, self.zone)
