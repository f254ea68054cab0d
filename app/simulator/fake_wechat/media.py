"""Temporary media: uploaded by phones and by the account, gone after three days (获取临时素材, 新增临时素材)."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.simulator.fake_wechat.errors import WeChatError

LIFE = timedelta(days=3)
MEBI = 1024 * 1024
LIMITS = {"image": 10 * MEBI, "voice": 2 * MEBI, "video": 10 * MEBI, "thumb": 64 * 1024}
IMAGE_TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
OTHER_TYPES = {"voice": "audio/amr", "video": "video/mp4"}


@dataclass(frozen=True)
class Media:
    media_id: str
    kind: str
    content_type: str
    created: datetime
    data: bytes = field(default=b"", repr=False)


@dataclass
class MediaStore:
    """Everything uploaded and not yet swept away."""

    by_id: dict[str, Media] = field(default_factory=dict)

    def add(self, kind: str, data: bytes, now: datetime) -> Media:
        """Raises 40004 (type), 41005 (nothing), 40006 (size), 40005 (not what it says it is)."""
        if kind not in LIMITS:
            raise WeChatError(40004)
        if not data:
            raise WeChatError(41005)
        if len(data) > LIMITS[kind]:
            raise WeChatError(40006)
        content_type = OTHER_TYPES.get(kind) or image_type(data)
        self._sweep(now)
        media = Media(secrets.token_urlsafe(48), kind, content_type, now, data)
        self.by_id[media.media_id] = media
        return media

    def get(self, media_id: object, now: datetime, kind: str | None = None) -> Media:
        """Raises 40007 when unknown, expired or of another kind."""
        media = self.by_id.get(media_id) if isinstance(media_id, str) else None
        if media is None or now - media.created >= LIFE or kind not in {None, media.kind}:
            raise WeChatError(40007)
        return media

    def _sweep(self, now: datetime) -> None:
        gone = [media.media_id for media in self.by_id.values() if now - media.created >= 2 * LIFE]
        for media_id in gone:
            del self.by_id[media_id]


def image_type(data: bytes) -> str:
    """By its first bytes, whatever it is called. Raises 40005."""
    for magic, content_type in IMAGE_TYPES.items():
        if data.startswith(magic):
            return content_type
    raise WeChatError(40005)
