"""Who allowed which subscription messages: one-time credits add up, a long-term grant stays until withdrawn."""

from dataclasses import dataclass, field

from app.simulator.fake_wechat.errors import WeChatError

Key = tuple[str, str]


@dataclass
class Grants:
    """Credits per openid, then per template id; `LASTING` marks a long-term grant."""

    LASTING = -1

    held: dict[str, dict[str, int]] = field(default_factory=dict)

    def accept(self, openid: str, template_id: str, *, long_term: bool) -> None:
        mine = self.held.setdefault(openid, {})
        mine[template_id] = self.LASTING if long_term else mine.get(template_id, 0) + 1

    def withdraw(self, openid: str, template_id: str) -> None:
        self.held.get(openid, {}).pop(template_id, None)

    def spend(self, openid: str, template_id: str) -> None:
        """Raises 43101 when nothing is left."""
        mine = self.held.get(openid, {})
        left = mine.get(template_id, 0)
        if left == 0:
            raise WeChatError(43101)
        if left != self.LASTING:
            mine[template_id] = left - 1

    def of(self, openid: str) -> dict[str, int]:
        return dict(self.held.get(openid, {}))
