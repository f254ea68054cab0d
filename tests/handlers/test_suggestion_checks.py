"""The working organs check a suggestion in, send it back, pass it on, record what the higher congress answered."""

from dataclasses import replace
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from handlers.desk import BadInput, Forbidden, NotFound, NotPossible
from handlers.rulebook import LoopLimits
from handlers.suggestion_checks import Checked
from models.assignment import LoopClock
from models.db import Database
from models.duty import AuditEntry
from models.outbox import OutboxNotice
from models.people import Capacity, Contact
from models.rules.assignment_state import AssignmentState
from models.rules.category_tree import search
from models.rules.suggestion_state import SuggestionState
from tests.builders import COUNTY, RULES
from tests.suggestions import Congress
from tests.town import Town

ROAD = search("公路")[0].code
HARD = Checked(paper_filed=True, hard=True, category=ROAD)
PLAIN = Checked(paper_filed=False, hard=False)


@pytest.fixture
def congress(town: Town) -> Congress:
    return Congress(town)


@pytest.fixture
def handed_in(congress: Congress) -> int:
    made = congress.draft("D1", congress.matter())
    congress.asks("D1", made, "D2")
    congress.town.writes("o-li", f"附议 {made}")
    congress.hands_in("D1", made)
    return made


def test_six_months_are_told_to_every_deputy(congress: Congress, handed_in: int) -> None:
    said = congress.staff("S2", "check_in", handed_in, HARD)
    assert said.endswith("已告诉张广民代表、李秀英代表答复期限是 6 个月。")
    for openid in ("o-zhang", "o-li"):
        assert "自交办之日起 6 个月内答复（代表法第五十一条）" in congress.town.told(openid)[-1]
    made = congress.suggestion(handed_in)
    assert made.hard
    assert made.paper_filed_at == congress.town.now
    assert (made.category, made.field) == (ROAD, search("公路")[0].concern)
    with pytest.raises(BadInput, match="从类别表里选"):
        congress.staff("S2", "check_in", handed_in, Checked(paper_filed=True, hard=True, category="修路"))
    before = len(congress.town.told("o-zhang"))
    congress.staff("S2", "check_in", handed_in, HARD)
    assert len(congress.town.told("o-zhang")) == before


def test_nobody_is_said_to_be_told_who_has_no_wechat(congress: Congress, handed_in: int) -> None:
    with congress.town.db.transaction() as session:
        congress.deputy(session, "D2").contact_id = None
    congress.town.rules = replace(RULES, loop=LoopLimits(reply_hard_suggestion_months=7))
    said = congress.staff("S2", "check_in", handed_in, HARD)
    assert said.endswith(
        "已告诉张广民代表答复期限是 7 个月。李秀英代表还不知道答复期限是 7 个月，要先告诉再按这个期限办。"
    )


def test_the_working_organs_news_opens_the_suggestion(congress: Congress, handed_in: int) -> None:
    with congress.town.db.reading() as session:
        told = select(OutboxNotice.page).join(Contact, Contact.id == OutboxNotice.contact_id)
        pages = set(session.scalars(told.where(Contact.openid == "o-S2")))
    assert f"/console/suggestions/{handed_in}" in pages
    assert "/m/staff" not in pages


def test_sent_back_with_a_reason_mended_and_handed_in_again_under_its_number(
    congress: Congress, handed_in: int
) -> None:
    with pytest.raises(BadInput) as refused:
        congress.staff("S2", "send_back", handed_in, "  ")
    assert refused.value.field == "reason"
    congress.staff("S2", "send_back", handed_in, "内容属于法院正在审理的案件，请改写")
    made = congress.suggestion(handed_in)
    number = made.issues[0].issue_id
    assert (made.state, made.number) == (SuggestionState.SENT_BACK, 1)
    assert "请改写" in congress.town.told("o-zhang")[-1]
    assert "请改写" in congress.town.told("o-li")[-1]
    own = congress.assignment(issue=number)
    assert own is not None
    assert own.state is AssignmentState.STUDY, "nobody waits for the deputy to mend it"

    congress.change("D1", handed_in, text="请县里研究这条路的养护办法，落实责任单位", issues=(number,))
    with pytest.raises(NotPossible, match="身份不能再改"):
        congress.change("D1", handed_in, capacity=None)
    congress.hands_in("D1", handed_in)
    again, own = congress.assignment(suggestion=handed_in), congress.assignment(issue=number)
    assert again is not None
    assert own is not None
    assert (again.state, own.state) == (AssignmentState.STUDY, AssignmentState.CANCELLED)
    assert [clock.kind for clock in again.clocks if clock.stopped_at is None] == [LoopClock.STUDY]
    assert congress.suggestion(handed_in).number == 1


def test_only_the_organ_of_that_capacity_acts(congress: Congress, handed_in: int) -> None:
    with pytest.raises(NotFound):
        congress.staff("S1", "check_in", handed_in, PLAIN)
    of_township = congress.draft("D4", capacity=Capacity.TOWNSHIP)
    congress.hands_in("D4", of_township)
    with pytest.raises(Forbidden):
        congress.staff("S2", "check_in", of_township, PLAIN)
    with pytest.raises(NotFound):
        congress.staff("S3", "check_in", of_township, PLAIN)
    congress.staff("S1", "check_in", of_township, PLAIN)


def test_a_draft_is_nobodys_but_the_deputys(congress: Congress) -> None:
    made = congress.draft("D1")
    with pytest.raises(NotFound):
        congress.staff("S2", "check_in", made, PLAIN)


def test_a_city_deputys_is_passed_on_and_its_answer_recorded(congress: Congress) -> None:
    number = congress.matter()
    made = congress.draft("D7", number, capacity=Capacity.CITY)
    assert f"{COUNTY}（市代表）〔2026〕第 1 号" in congress.hands_in("D7", made)
    with pytest.raises(NotPossible):
        congress.staff("S2", "record_answer", made, "还没转")
    congress.staff("S2", "forward", made, "3月10日以函件转市人大常委会")
    assert "已转上级人大" in congress.town.told("o-zhou")[-1]
    assert "代表建议已转上级人大" in congress.town.writes("o-ma", f"进度 {number}")[0]
    congress.staff("S2", "record_answer", made, "市交通局答复：列入明年计划")
    ended, own = congress.suggestion(made), congress.assignment(issue=number)
    assert (ended.state, ended.closed_at) == (SuggestionState.CLOSED, congress.town.now)
    assert "列入明年计划" in congress.town.told("o-zhou")[-1]
    assert own is not None
    assert own.state is AssignmentState.STUDY, "staff see to the residents' matters to the end"
    with congress.town.db.reading() as session:
        assert [entry.act for entry in session.query(AuditEntry)] == ["forward", "record_answer"]


def test_a_county_deputys_is_never_passed_on(congress: Congress, handed_in: int) -> None:
    with pytest.raises(NotPossible, match="不用转上级"):
        congress.staff("S2", "forward", handed_in, "转市里")
    assert congress.suggestion(handed_in).state is SuggestionState.SUBMITTED


def test_withdrawn_it_can_no_longer_be_sent_back(congress: Congress, handed_in: int) -> None:
    congress.withdraws("D1", handed_in)
    before = congress.suggestion(handed_in)
    with pytest.raises(NotPossible):
        congress.staff("S2", "send_back", handed_in, "重写")
    assert len(congress.suggestion(handed_in).events) == len(before.events)


def _all_at_once(threads: list[Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


@pytest.mark.postgres
def test_many_hand_in_at_once_and_no_number_is_missing_or_given_twice(postgres_url: str) -> None:
    """Each in a transaction and a connection of its own, on a real server."""
    database = Database(postgres_url, pool_size=6)
    congress = Congress(Town(database))
    number = congress.matter()
    made = [congress.draft(code, number) for code in ("D1", "D2", "D4")]
    made += [congress.draft("D1") for _ in range(3)]
    start = Barrier(len(made))
    owners = ["D1", "D2", "D4", "D1", "D1", "D1"]

    def hand_in(code: str, suggestion_id: int) -> None:
        start.wait(timeout=20)
        congress.hands_in(code, suggestion_id)

    _all_at_once([Thread(target=hand_in, args=pair) for pair in zip(owners, made, strict=True)])
    assert sorted(congress.suggestion(one).number or 0 for one in made) == [1, 2, 3, 4, 5, 6]

    def withdraw(code: str, suggestion_id: int) -> None:
        start.wait(timeout=20)
        congress.withdraws(code, suggestion_id)

    start.reset()
    _all_at_once([Thread(target=withdraw, args=pair) for pair in zip(owners, made, strict=True)])
    study = congress.assignment(issue=number)
    database.close()
    assert study is not None, "whoever was last left the matter to the staff"
    assert study.state is AssignmentState.STUDY
