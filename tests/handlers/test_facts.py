"""One vocabulary of facts: what notices carry is what templates may ask for."""

from pathlib import Path

from sqlalchemy import select

from app.simulator.account import FACTS
from handlers.facts import KNOWN
from models.outbox import NoticeKind, OutboxNotice
from tests.town import Town

INTERNAL = {"while"}


def test_every_notice_carries_exactly_the_facts_its_kind_promises(town: Town) -> None:
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    town.writes("o-zhang", "收到 1001")
    town.writes("o-zhang", "答复 1001 已换灯泡")
    town.writes("o-ma", "解决 1001 否")
    town.writes("o-other", "路灯坏了半个月了")
    town.passes(minutes=31)
    town.until("2026-05-20 10:00")
    with town.db.reading() as session:
        notices = session.scalars(select(OutboxNotice).where(OutboxNotice.kind != NoticeKind.REPLY)).all()
    assert {notice.kind for notice in notices} >= {
        NoticeKind.NEW_ISSUE,
        NoticeKind.PROGRESS,
        NoticeKind.REMINDER,
    }
    for notice in notices:
        assert set(notice.fields) - INTERNAL <= KNOWN[notice.kind], notice.text
        assert "number" in notice.fields


def test_the_demos_templates_ask_only_for_what_is_known() -> None:
    for kind, fields in FACTS.items():
        assert set(fields.values()) <= KNOWN[NoticeKind(kind)]


def test_every_known_fact_is_in_the_operating_guide() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "operate.md").read_text(encoding="utf-8")
    for facts in KNOWN.values():
        for fact in facts:
            assert f"`{fact}`" in guide, fact
