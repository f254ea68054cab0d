"""`Service`: everything a role works with, built once for each process from the configuration."""

from contextlib import ExitStack
from dataclasses import dataclass, field

import redis

from app.clock import Clock, MovableClock, SystemClock
from app.metrics import Metrics
from app.page_links import PageLinks
from app.photo_links import PhotoLinks
from app.redis import connect
from app.rulebook import rulebook_from
from app.security import LinkSigner
from app.settings import Settings
from app.storage.files import FileStore
from app.wakeups import Waker
from app.wechat.client import WeChatApi
from app.wechat.content_check import WeChatTextCheck
from app.wechat.envelope import Envelope
from app.wechat.gateway import ChatGateway, WeChatMedia
from app.wechat.media_check import WeChatMediaCheck
from app.wechat.token import TokenBroker
from handlers.placebook import PlaceBook
from handlers.rulebook import Rulebook
from models.db import Database
from scheduler.gateway import Gateway, MediaCheck, MediaSource, TextCheck


@dataclass(frozen=True)
class Service:
    """Opens no connection by itself: that happens at first use, so that a process may fork before."""

    settings: Settings
    db: Database
    redis: redis.Redis | None
    clock: Clock
    rules: Rulebook
    places: PlaceBook
    metrics: Metrics
    waker: Waker
    envelope: Envelope
    wechat: WeChatApi
    gateway: Gateway
    text_check: TextCheck
    media: MediaSource
    media_check: MediaCheck
    files: FileStore
    photos: PhotoLinks
    ending: ExitStack = field(default_factory=ExitStack)
    """What `close` closes besides: whoever opens something for the life of the process says so here."""

    def close(self) -> None:
        self.ending.close()
        self.db.close()
        if self.redis is not None:
            self.redis.close()


def clock_of(settings: Settings) -> Clock:
    """With the simulator the clock can be moved; a real service has the machine's."""
    return MovableClock(settings.storage.dir / "clock") if settings.simulator.enabled else SystemClock()


def build(settings: Settings) -> Service:
    """Raises ValueError for what cannot work (a date that is none, a database URL of another kind)."""
    client = connect(settings.redis.url) if settings.redis.url else None
    clock = clock_of(settings)
    api = WeChatApi(settings.wechat, TokenBroker(settings.wechat, client), clock.now)
    db = Database(settings.database.url, pool_size=settings.schedule.deliveries_in_parallel // 4 + 4)
    signer = LinkSigner(settings.security.secret_key, settings.security.link_days)
    photos = PhotoLinks(settings.security.secret_key)
    links = PageLinks(db, signer, photos, settings.server.public_url, clock.now)
    # without a mini-program of its own only the simulator has a page for a card to open
    card_page = {"card_page": links.card} if settings.simulator.enabled else {}
    return Service(
        settings=settings,
        db=db,
        redis=client,
        clock=clock,
        rules=rulebook_from(settings),
        places=PlaceBook(),
        metrics=Metrics(settings.storage.dir / "metrics"),
        waker=Waker(client),
        envelope=Envelope(settings.wechat, settings.limits.body_bytes),
        wechat=api,
        gateway=ChatGateway(api, settings.wechat.templates, links.chat, **card_page),
        text_check=WeChatTextCheck(api),
        media=WeChatMedia(api, settings.limits.media_bytes),
        media_check=WeChatMediaCheck(api, links.photo),
        files=FileStore(settings.storage.dir / "media"),
        photos=photos,
    )
