"""The outbox delivered through our client to the strict fake WeChat on a real socket: both keep the same books."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.settings import Template, WeChat
from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.faults import Fault
from app.simulator.fake_wechat.server import serve
from app.simulator.fake_wechat.templates import ONE_TIME, FakeTemplate
from app.storage.files import FileStore
from app.storage.pictures import redrawn_if_possible
from app.wechat.client import WeChatApi
from app.wechat.gateway import ChatGateway, WeChatMedia
from app.wechat.token import TokenBroker
from app.wechat.transport import Transport
from models import grants
from models.db import Database
from models.issue import Attachment, AttachmentState
from models.outbox import NoticeKind, OutboxState
from scheduler.delivery import deliver_due
from scheduler.media import Shelf, fetch_due
from tests.builders import an_issue, rulebook
from tests.scheduler.post_office import PostOffice

CUSTOM = "/cgi-bin/message/custom/send"
ACCOUNT = ("wx1234567890abcdef", "s3cret-s3cret", "gridvoice", "k" * 42 + "0")


def a_png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (30, 20), (120, 160, 90)).save(out, "PNG")
    return out.getvalue()


PNG = a_png()
CARD = Template(id="NOTICE", fields={"character_string1": "number", "thing2": "place"})


class Town(PostOffice):
    """The post office, with the real client and the strict fake in place of the simple one."""

    def __init__(self, db: Database) -> None:
        super().__init__(db, rules=rulebook(templates={"progress": "NOTICE"}))
        app_id, secret, token, aes_key = ACCOUNT
        self.fake = FakeWeChat(
            app_id,
            secret,
            token,
            aes_key,
            "gh_gridvoice",
            mode="security",
            message_format="json",
            webhook_url="http://127.0.0.1:9/wechat",
            now=self.clock,
            push_sent_events=False,
        )
        fields = {"编号": "character_string1", "地点": "thing2"}
        self.fake.templates = {"NOTICE": FakeTemplate("办理进度提醒", ONE_TIME, fields)}
        self.fake.sender.pause = 0
        self.fake.sender.post = lambda _: (200, b"success")
        self.server = serve(self.fake)
        account = WeChat(
            app_id=app_id,
            app_secret=secret,
            token=token,
            encoding_aes_key=aes_key,
            api_base=self.server.base_url,
        )
        self.line = Transport(account, read_seconds=2)
        self.api = WeChatApi(account, TokenBroker(account, None, self.line), self.clock, self.line)
        self.gateway = ChatGateway(self.api, {"progress": CARD}, lambda notice: f"https://g.cn{notice.page}")

    def writes(self, openid: str) -> None:
        self.wrote(openid)
        self.fake.write(openid, "村口的路灯坏了")

    def accepts(self, openid: str) -> None:
        self.fake.accept(openid, "NOTICE")
        contact_id = self.contact(openid).id
        with self.db.transaction() as session:
            grants.answered(session, contact_id, "NOTICE", accepted=True, long_term=False, now=self.clock())

    def work(self) -> None:
        while deliver_due(self.db, self.gateway, self.rules, self.clock, 4, lambda: 0.5):
            pass

    def shown(self, openid: str) -> list[object]:
        return [
            item.content.get("text", item.kind) for item in self.fake.shown(openid) if item.by == "account"
        ]

    def close(self) -> None:
        self.line.close()
        self.server.close()


@pytest.fixture
def town(db: Database) -> Iterator[Town]:
    town = Town(db)
    for number in range(8):
        town.person(f"oResident{number}")
        town.fake.phone(f"oResident{number}")
    yield town
    town.close()


def test_answers_arrive_on_the_phone_in_order(town: Town) -> None:
    for number in range(8):
        town.writes(f"oResident{number}")
        for text in ("收到了", "已转给代表"):
            town.tell(f"oResident{number}", text)
    town.work()
    for number in range(8):
        assert town.shown(f"oResident{number}") == ["收到了\n\n已转给代表"]


def test_five_go_out_and_the_rest_waits_for_the_next_word(town: Town) -> None:
    town.writes("oResident0")
    told = [town.tell("oResident0", f"第{number}段 " + "好" * 560) for number in range(7)]
    town.work()
    assert [town.state(one) for one in told] == ["sent"] * 5 + ["parked"] * 2
    assert len(town.shown("oResident0")) == 5
    town.writes("oResident0")
    town.work()
    assert {town.state(one) for one in told} == {OutboxState.SENT}
    assert len(town.shown("oResident0")) == 7


def test_after_two_days_a_granted_card_stands_in_once(town: Town) -> None:
    town.writes("oResident0")
    town.accepts("oResident0")
    town.clock.turn(hours=49)
    facts = {"number": "1001", "place": "回车村"}
    news = [town.tell("oResident0", text, NoticeKind.PROGRESS, fields=facts) for text in ("修好了", "又坏了")]
    town.work()
    assert [town.state(one) for one in news] == [OutboxState.SENT, OutboxState.PARKED]
    assert (town.notice(news[0]).channel, len(town.shown("oResident0"))) == ("template", 1)


def test_when_our_ledger_is_too_hopeful_wechats_refusal_corrects_it(town: Town) -> None:
    town.wrote("oResident0")
    told = town.tell("oResident0", "收到了")
    town.work()
    assert (town.state(told), town.left("oResident0")) == (OutboxState.PARKED, 0)


def test_an_answer_whose_receipt_was_lost_is_sent_once_more(town: Town) -> None:
    town.writes("oResident0")
    told = town.tell("oResident0", "收到了")
    town.fake.faults.add(Fault("lost_answer", CUSTOM))
    town.work()
    assert (town.state(told), town.notice(told).unclear) == (OutboxState.PENDING, 1)
    town.clock.turn(seconds=30)
    town.work()
    assert (town.state(told), town.shown("oResident0")) == (OutboxState.SENT, ["收到了"] * 2)


def test_wechat_out_of_order_for_an_hour_loses_nothing(town: Town) -> None:
    for number in range(8):
        town.writes(f"oResident{number}")
        town.tell(f"oResident{number}", "收到了")
    town.fake.faults.add(Fault("errcode", CUSTOM, -1, times=None))
    for _ in range(12):
        town.work()
        town.clock.turn(minutes=5)
    town.fake.faults.clear()
    town.clock.turn(hours=2)
    town.work()
    assert [town.shown(f"oResident{number}") for number in range(8)] == [["收到了"]] * 8


def test_a_photo_comes_through_within_three_days_and_not_after(town: Town, tmp_path: Path) -> None:
    media = town.fake.media.add("image", PNG, town.clock())
    with town.db.transaction() as session:
        issue = an_issue(session, created_at=town.clock())
        kept, late = (
            Attachment(issue_id=issue.id, kind="image", media_id=media.media_id, next_try_at=when)
            for when in (town.clock(), town.clock() + timedelta(days=3))
        )
        session.add_all([kept, late])
    store = FileStore(tmp_path)
    shelf = Shelf(store, redrawn_if_possible)
    source = WeChatMedia(town.api, 1_000_000)
    fetch_due(town.db, source, shelf, town.clock)
    town.clock.turn(days=3)
    fetch_due(town.db, source, shelf, town.clock)
    with town.db.reading() as session:
        first, second = (session.get_one(Attachment, one.id) for one in (kept, late))
        assert (first.state, first.content_type) == (AttachmentState.STORED, "image/jpeg")
        assert Image.open(BytesIO(store.read(first.path))).size == (30, 20)
        assert (second.state, second.path) == (AttachmentState.LOST, "")
