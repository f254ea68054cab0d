"""A county's outbox on a database, the fake WeChat it is sent to, and a clock: what the delivery tests talk about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from handlers.rulebook import Rulebook
from models import grants, outbox_queue, windows
from models.db import Database
from models.outbox import NoticeKind, OutboxNotice, OutboxState
from models.people import Contact
from scheduler.delivery import deliver_due
from tests.builders import a_contact, rulebook
from tests.fakes import Clock, FakeWeChat

TEMPLATES = {kind.value: f"template-{kind.value}" for kind in NoticeKind if kind is not NoticeKind.REPLY}
LONG_TERM = "template-digest"


@dataclass
class PostOffice:
    """Acts speak as people do: `wrote`, `granted`, `tell`; `deliver` works until nothing is due."""

    db: Database
    clock: Clock = field(default_factory=Clock)
    rules: Rulebook = field(
        default_factory=lambda: rulebook(templates=TEMPLATES, long_term=frozenset({LONG_TERM}))
    )
    wechat: FakeWeChat = field(init=False)

    def __post_init__(self) -> None:
        self.wechat = FakeWeChat(self.clock)

    def person(self, openid: str, *, wrote: bool = False, **columns: Any) -> int:
        with self.db.transaction() as session:
            contact_id = a_contact(session, openid, **columns).id
        if wrote:
            self.wrote(openid)
        return contact_id

    def wrote(self, openid: str) -> None:
        """The person writes; some minutes later the chat has gone quiet again."""
        self.wechat.wrote(openid)
        with self.db.transaction() as session:
            contact_id = self.contact(openid).id
            windows.wrote(session, contact_id, self.clock())
            outbox_queue.wake(session, contact_id, self.clock())

    def entered(self, openid: str) -> None:
        self.wechat.entered(openid)
        with self.db.transaction() as session:
            windows.entered(session, self.contact(openid).id, self.clock())
            outbox_queue.wake(session, self.contact(openid).id, self.clock())

    def granted(self, openid: str, kind: NoticeKind, times: int = 1) -> None:
        self.wechat.account(openid).credits[kind.value] += times
        template_id = TEMPLATES[kind.value]
        with self.db.transaction() as session:
            for _ in range(times):
                grants.answered(
                    session,
                    self.contact(openid).id,
                    template_id,
                    accepted=True,
                    long_term=template_id == LONG_TERM,
                    now=self.clock(),
                )

    def tell(self, openid: str, text: str, kind: NoticeKind = NoticeKind.REPLY, **columns: Any) -> int:
        facts: Mapping[str, str] = columns.pop("fields", {})
        given = {"created_at": self.clock(), "not_before": self.clock(), **columns}
        with self.db.transaction() as session:
            notice = OutboxNotice(
                contact_id=self.contact(openid).id, kind=kind, text=text, fields=dict(facts), **given
            )
            session.add(notice)
            session.flush()
            return notice.id

    def deliver(self, wechat: FakeWeChat | None = None, draw: Callable[[], float] = lambda: 0.5) -> int:
        """Until nothing is due; how many notices were taken in hand."""
        taken = 0
        while number := deliver_due(self.db, wechat or self.wechat, self.rules, self.clock, 4, draw):
            taken += number
        return taken

    def contact(self, openid: str) -> Contact:
        with self.db.reading() as session:
            return session.scalars(select(Contact).where(Contact.openid == openid)).one()

    def notice(self, notice_id: int) -> OutboxNotice:
        with self.db.reading() as session:
            return session.get_one(OutboxNotice, notice_id)

    def state(self, notice_id: int) -> OutboxState:
        return self.notice(notice_id).state

    def left(self, openid: str, at: datetime | None = None) -> int:
        return windows.allowance(self.contact(openid), at or self.clock())
