"""Addresses of photos: signed, for an hour, good for whoever holds them (a person's page, or WeChat's check)."""

from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from app.security import derive

LIFE = timedelta(hours=1)


class PhotoLinks:
    """Signed with a key of their own."""

    def __init__(self, secret_key: str) -> None:
        self._serializer = URLSafeSerializer(derive(secret_key, "photo"), salt="photo")

    def path(self, attachment_id: int, now: datetime) -> str:
        """The path of ours that shows the photo for an hour."""
        until = int((now + LIFE).timestamp())
        return f"/m/media/{self._serializer.dumps([attachment_id, until])}"

    def open(self, token: str, now: datetime) -> int | None:
        """The attachment's id, or None when the link is not ours or past its time."""
        try:
            attachment_id, until = self._serializer.loads(token)
        except (BadData, TypeError, ValueError):
            return None
        return int(attachment_id) if now.timestamp() < until else None
