"""Addresses of photos: signed, for an hour, good for whoever holds them (a person's page, or WeChat's check).

Residents' photos (attachments) and those of the work done (evidence) have signatures of their own: a link to one never
opens the other.
"""

from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from app.security import derive

LIFE = timedelta(hours=1)


class PhotoLinks:
    """Signed with a key of their own."""

    def __init__(self, secret_key: str) -> None:
        self._serializer = URLSafeSerializer(derive(secret_key, "photo"), salt="photo")
        self._evidence = URLSafeSerializer(derive(secret_key, "photo"), salt="evidence")

    def path(self, attachment_id: int, now: datetime) -> str:
        """The path of ours that shows the photo for an hour."""
        until = int((now + LIFE).timestamp())
        return f"/m/media/{self._serializer.dumps([attachment_id, until])}"

    def open(self, token: str, now: datetime) -> int | None:
        """The attachment's id, or None when the link is not ours or past its time."""
        return _opened(self._serializer, token, now)

    def evidence_path(self, evidence_id: int, now: datetime) -> str:
        """The same for a photo of the work done, before or after."""
        until = int((now + LIFE).timestamp())
        return f"/m/evidence/{self._evidence.dumps([evidence_id, until])}"

    def open_evidence(self, token: str, now: datetime) -> int | None:
        """The evidence's id, or None like `open`."""
        return _opened(self._evidence, token, now)


def _opened(serializer: URLSafeSerializer, token: str, now: datetime) -> int | None:
    try:
        photo_id, until = serializer.loads(token)
    except (BadData, TypeError, ValueError):
        return None
    return int(photo_id) if now.timestamp() < until else None
