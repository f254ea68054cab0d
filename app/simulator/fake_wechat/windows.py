"""When a customer-service message may be sent, and how many (发送客服消息, 客服消息使用指南 §二)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.simulator.fake_wechat.errors import WeChatError

AFTER_MESSAGE = (timedelta(hours=48), 5)
AFTER_ENTERING = (timedelta(minutes=1), 2)


@dataclass
class Allowance:
    """How many messages are left, and until when."""

    until: datetime
    left: int


@dataclass
class Windows:
    """Two ledgers per openid; each act of the resident sets its own back to the maximum, nothing adds up."""

    wrote: dict[str, Allowance] = field(default_factory=dict)
    entered: dict[str, Allowance] = field(default_factory=dict)

    def user_wrote(self, openid: str, now: datetime) -> None:
        self.wrote[openid] = Allowance(now + AFTER_MESSAGE[0], AFTER_MESSAGE[1])

    def user_entered(self, openid: str, now: datetime) -> None:
        self.entered[openid] = Allowance(now + AFTER_ENTERING[0], AFTER_ENTERING[1])

    def spend(self, openid: str, now: datetime) -> None:
        """Raises 45015 outside every window, 45047 when all that are open are used up."""
        ledgers = (self.entered.get(openid), self.wrote.get(openid))
        running = [one for one in ledgers if one is not None and now < one.until]
        if not running:
            raise WeChatError(45015)
        usable = next((one for one in running if one.left > 0), None)
        if usable is None:
            raise WeChatError(45047)
        usable.left -= 1
