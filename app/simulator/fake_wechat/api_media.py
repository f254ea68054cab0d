"""Temporary media: upload and download."""

from app.simulator.fake_wechat.calls import Answer, Blob, Call
from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.errors import WeChatError
from app.simulator.fake_wechat.media import OTHER_TYPES


def upload(fake: FakeWeChat, call: Call) -> Answer:
    """新增临时素材: kept three days."""
    if call.upload is None:
        raise WeChatError(41005)
    media = fake.media.add(call.query.get("type", ""), call.upload, fake.now())
    fake.changes += 1
    name = "thumb_media_id" if media.kind == "thumb" else "media_id"
    return {"type": media.kind, name: media.media_id, "created_at": int(media.created.timestamp())}


def download(fake: FakeWeChat, call: Call) -> Answer:
    """获取临时素材: the bytes, or JSON under status 200 when there are none; of a video only its address."""
    media = fake.media.get(call.query.get("media_id"), fake.now())
    if media.content_type == OTHER_TYPES["video"]:
        return {"video_url": fake.picture_url(media.media_id)}
    return Blob(media.data, media.content_type, f"{media.media_id}.{media.content_type.partition('/')[2]}")
