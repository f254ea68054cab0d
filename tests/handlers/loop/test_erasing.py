"""A resident has their data erased: nothing they said or sent is left anywhere, and what was done stays and can be counted."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app.storage.files import FileStore
from app.storage.pictures import redrawn_if_possible
from handlers.erasing import erase
from models.base import Base
from models.duty import AuditEntry
from models.erasure import Erasure
from models.inbox import InboxMessage, InboxState
from models.issue import Attachment, AttachmentState, Issue
from models.outbox import OutboxNotice, OutboxState
from models.people import Contact, Resident
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from scheduler.erasing import LAST_WORD, erase_old, finish_due
from scheduler.gateway import Fetched
from scheduler.indexing import index_due
from scheduler.media import Shelf, fetch_due
from tests.fakes import Clock
from tests.handlers.loop.evaluation import handled, rated
from tests.handlers.loop.office import Office, dump
from tests.photos import plain

MARK = "青石桥头歪脖子柳树"
SOON = ("inbox.", "erasure.", "outbox.", "handbook_entry.")
"""What the job clears within a minute: pushes, what was said (to find it quoted), lists and digests sent, summaries."""
OFFICIAL = {"letter", "suggestion"}
"""Papers and motions that were made of it: the offices' own documents (docs/decisions/0011-erasure.md)."""


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def told(office: Office, store: FileStore) -> Office:
    """马大娘's matter has been through the whole loop and came back; with words and photos at each step, and a second one."""
    office.tells("o-ma", f"莲花村{MARK}旁边的路灯坏了")
    office.sends_photo("o-ma")
    office.sends_location("o-ma", 33.2, 111.4)
    office.writes("o-zhang", "收到 1001")
    office.writes("o-zhang", "待办")
    office.writes("o-zhang", "小结")
    office.writes("o-zhang", "上报 1001 要县里的单位来修")
    office.writes("o-ma", f"补充 1001 {MARK}那儿晚上黑")
    office.assigned()
    handled(office)
    rated(office)
    office.writes("o-JT", "待办")
    office.writes("o-staff", "摘要")
    office.writes("o-ma", f"解决 1001 部分 {MARK}亮了一盏")
    office.writes("o-ma", f"评价 1001 满意 {MARK}多谢")
    office.writes("o-ma", f"解决 1001 是 {MARK}都亮了")
    office.writes("o-ma", f"解决 1001 否 {MARK}还是不亮")
    office.tells("o-ma", f"莲花村{MARK}下面的水渠堵了")
    keep_photos(office, store)
    push(office)
    with office.db.transaction() as session:
        ma = session.scalars(select(Resident).where(Resident.contact_id.is_not(None))).one()
        ma.name, ma.phone_sealed = f"马{MARK}", f"sealed:{MARK}"
    index_due(office.db)
    return office


def keep_photos(office: Office, store: FileStore) -> None:
    with office.db.transaction() as session:
        for photo in session.scalars(select(Attachment)):
            photo.state, photo.path = AttachmentState.STORED, store.put(f"drawn {MARK}".encode())
            photo.drawn_from = store.put(f"as it came {MARK}".encode())


def push(office: Office) -> None:
    """As the webhook keeps it."""
    with office.db.transaction() as session:
        kept = {"sender": "o-ma", "payload": f'{{"Content": "{MARK}"}}', "received_at": office.now}
        session.add(InboxMessage(key="k1", state=InboxState.DONE, **kept))


def delivered(office: Office) -> None:
    with office.db.transaction() as session:
        session.execute(
            update(OutboxNotice)
            .where(OutboxNotice.state == OutboxState.PENDING)
            .values(state=OutboxState.SENT, ended_at=office.now)
        )


def erased(office: Office) -> list[str]:
    office.writes("o-ma", "删除我的信息")
    return office.writes("o-ma", "确认删除")


def found(office: Office, *marks: str) -> list[str]:
    """In which column of which table one of the marks stands."""
    with office.db.reading() as session:
        return [
            f"{table.name}.{column.name}: {value}"
            for table in Base.metadata.sorted_tables
            if table.name not in OFFICIAL
            for row in session.execute(select(table)).mappings()
            for column in table.columns
            if any(mark in str(value := row[column.name]) for mark in marks)
        ]


def test_nothing_they_said_or_sent_is_left_anywhere(told: Office, store: FileStore, tmp_path: Path) -> None:
    delivered(told)
    assert found(told, MARK), "it would be found"
    assert erased(told) == ["您的信息已经删除。以后有难处，还可以直接在这里说。"]
    index_due(told.db)
    assert [place for place in found(told, MARK) if not place.startswith(SOON)] == []

    delivered(told)
    assert finish_due(told.db, store, told.now) == 1
    assert found(told, MARK, "o-ma") == []
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    with told.db.reading() as session:
        assert session.scalar(select(func.count(Erasure.id))) == 0
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "erase")).one()
        assert entry.note == ""


def test_it_says_what_it_means_and_waits_for_a_second_word(told: Office) -> None:
    before = dump(told.db)["issue_message"]
    said = told.writes("o-ma", "删除我的信息")[-1]
    assert "删了找不回来" in said
    assert "№ 1001 已交给单位，会接着办，但不再告诉您结果。" in said
    assert "№ 1002 还没办完，会替您撤回。" in said
    assert "确认删除" in said
    assert dump(told.db)["issue_message"] == before
    told.now += timedelta(minutes=11)
    assert told.writes("o-ma", "确认删除") == ["要删除您的信息，请先发：删除我的信息"]
    assert dump(told.db)["issue_message"] == before


def test_what_an_organ_has_goes_on_and_the_rest_is_withdrawn(told: Office) -> None:
    erased(told)
    first, second = told.issue(1001), told.issue(1002)
    assert (first.state, second.state) == (IssueState.REPORTED, IssueState.WITHDRAWN)
    assert told.assignment().state is AssignmentState.HANDLING
    assert "群众要求删除了个人信息，原话和照片已删，请继续办理" in told.told("o-zhang")[-2]
    assert any("群众要求删除了个人信息" in text for text in told.told("o-staff"))
    handled(told)
    rated(told)
    assert told.assignment().state is not AssignmentState.HANDLING


def test_the_counts_stay(told: Office) -> None:
    def counted() -> list[object]:
        kept = (Issue.id, Issue.grid_id, Issue.category, Issue.created_at, Issue.receipt_at, Issue.result)
        with told.db.reading() as session:
            return [tuple(row) for row in session.execute(select(*kept).order_by(Issue.id))]

    before = counted()
    erased(told)
    assert counted() == before


def test_who_writes_again_is_somebody_new(told: Office, store: FileStore) -> None:
    erased(told)
    told.tells("o-ma", "莲花村的水管漏水")
    assert told.issue(1003).resident_id != told.issue(1001).resident_id
    delivered(told)
    finish_due(told.db, store, told.now + LAST_WORD)
    assert found(told, MARK) == []
    assert told.writes("o-ma", "进度")[-1].count("№") == 1
    assert told.issue(1003).messages[0].text == "莲花村的水管漏水"


def test_the_sentence_that_it_is_done_still_goes_out(told: Office, store: FileStore) -> None:
    erased(told)
    assert finish_due(told.db, store, told.now) == 0
    assert told.told("o-ma")[-1].startswith("您的信息已经删除")
    assert finish_due(told.db, store, told.now + LAST_WORD) == 1, "it could not be delivered in a day"
    with told.db.reading() as session:
        assert session.scalars(select(Contact).where(Contact.openid == "o-ma")).one_or_none() is None


def test_a_photo_somebody_else_sent_too_stays_theirs(told: Office, store: FileStore) -> None:
    told.tells("o-li-jia", "莲花村的桥栏杆断了")
    told.sends_photo("o-li-jia")
    with told.db.transaction() as session:
        theirs = session.scalars(select(Attachment).order_by(Attachment.id.desc())).first()
        assert theirs is not None
        theirs.state, theirs.path = AttachmentState.STORED, store.put(f"drawn {MARK}".encode())
    erased(told)
    delivered(told)
    finish_due(told.db, store, told.now)
    assert store.read(told.issue(1003).attachments[0].path)


def test_a_deputy_who_wrote_as_a_resident_stays_the_deputy(told: Office, store: FileStore) -> None:
    told.writes("o-li", f"新 莲花村{MARK}边上有个坑")
    told.settles()
    told.writes("o-li", "删除我的信息")
    assert told.writes("o-li", "确认删除")[-1].startswith("您的信息已经删除")
    delivered(told)
    finish_due(told.db, store, told.now)
    assert found(told, f"莲花村{MARK}边上有个坑") == []
    assert (told.issue(1003).state, told.issue(1001).messages[0].text[:3]) == (IssueState.WITHDRAWN, "莲花村")
    assert told.deputy("D2").contact_id is not None


def test_a_photo_that_comes_in_while_it_is_erased_does_not_stay(
    told: Office, store: FileStore, tmp_path: Path
) -> None:
    told.sends_photo("o-ma")

    class Slow:
        """WeChat takes its time, and 马大娘 is quicker."""

        def fetch(self, media_id: str) -> Fetched:  # noqa: ARG002  the gateway's shape
            erased(told)
            return Fetched(plain(), "image/jpeg")

    assert fetch_due(told.db, Slow(), Shelf(store, redrawn_if_possible), Clock(told.now)) == 1
    delivered(told)
    finish_due(told.db, store, told.now)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_a_notice_on_its_way_is_not_sent_again(told: Office) -> None:
    with told.db.transaction() as session:
        notice = session.scalars(
            select(OutboxNotice).where(
                OutboxNotice.text.contains(MARK), OutboxNotice.state == OutboxState.PENDING
            )
        ).first()
        assert notice is not None
        notice.channel, number = "chat", notice.id
    erased(told)
    with told.db.reading() as session:
        left = session.get_one(OutboxNotice, number)
        assert (left.state, left.expires_at) == (OutboxState.PENDING, told.now)
    assert [place for place in found(told, MARK) if not place.startswith(SOON)] == []


def test_after_the_years_the_county_keeps_it(told: Office, store: FileStore) -> None:
    told.writes("o-ma", "撤回 1002")
    told.writes("o-ma", "撤回 1001")
    ended = told.now
    rules = replace(told.rules, keep_years=3)
    assert erase_old(told.db, told.rules, told.places, ended + timedelta(days=9999)) == 0
    assert erase_old(told.db, rules, told.places, ended + timedelta(days=3 * 365)) == 0
    assert erase_old(told.db, rules, told.places, ended + timedelta(days=3 * 366)) == 1
    assert erase_old(told.db, rules, told.places, ended + timedelta(days=3 * 366)) == 0
    delivered(told)
    finish_due(told.db, store, ended + timedelta(days=3 * 366 + 1))
    assert found(told, MARK, "o-ma") == []


def test_asked_for_at_two_places_at_once_it_is_done_once(told: Office) -> None:
    def once(_: int) -> str:
        with told.db.transaction() as session:
            ma = session.get_one(Resident, number)
            return erase(told.desk(session), ma)

    with told.db.reading() as session:
        number = session.scalars(select(Resident.id).order_by(Resident.id)).first()
    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(once, range(2))) == {"您的信息已经删除。以后有难处，还可以直接在这里说。"}
    assert [act for act in told.audited() if " erase " in act] == [
        f"resident:{number} erase resident:{number}"
    ]


def test_there_is_nothing_to_erase_of_somebody_who_said_nothing(office: Office) -> None:
    assert office.writes("o-new", "删除我的信息") == ["您还没有反映过事情，我们没有您的信息可删。"]
    assert office.writes("o-new", "确认删除") == ["要删除您的信息，请先发：删除我的信息"]
