"""The token in an organ's reply form: what was typed may be kept as a draft, and nothing else, after the session has lapsed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from app.security import derive

LIFE = timedelta(days=7)


@dataclass(frozen=True)
class MayKeep:
    """Of which account (and generation of its sessions), which assignment's reply."""

    account_id: int
    generation: int
    number: int


class DraftTokens:
    """Signed with a key of their own."""

    def __init__(self, secret_key: str) -> None:
        self._serializer = URLSafeSerializer(derive(secret_key, "reply-draft"), salt="draft")

    def make(self, may: MayKeep, now: datetime) -> str:
        until = int((now + LIFE).timestamp())
        return str(self._serializer.dumps([may.account_id, may.generation, may.number, until]))

    def open(self, token: str, now: datetime) -> MayKeep | None:
        """None when the token is not ours, changed, or past its time."""
        try:
            account_id, generation, number, until = self._serializer.loads(token)
        except (BadData, TypeError, ValueError):
            return None
        return MayKeep(int(account_id), int(generation), int(number)) if now.timestamp() < until else None
