"""A deputy raises a suggestion from residents' matters, in one capacity, with those who sign for themselves."""

import pytest

from handlers.desk import BadInput, NotFound, NotPossible
from models.assignment import Level, LoopClock
from models.duty import EntryKind, HandbookEntry
from models.people import Capacity
from models.rules.assignment_state import AssignmentState
from models.rules.issue_state import IssueState
from models.rules.suggestion_state import SuggestionState
from models.suggestion import FormedBy, SignerState
from tests.builders import COUNTY
from tests.suggestions import PROPOSES, Congress
from tests.town import Town


@pytest.fixture
def congress(town: Town) -> Congress:
    return Congress(town)


def test_the_chat_word_drafts_it_and_leads_to_its_page(congress: Congress) -> None:
    first, second = congress.matter(), congress.matter("莲花村的路晚上没有灯", "o-qiu")
    [answer] = congress.town.writes("o-zhang", f"建议 {first}，{second} {PROPOSES}")
    assert "已为您起草建议《关于县里把莲花村到镇上的路列入明年计划的建议》（草稿 1）" in answer
    assert f"№ {first}、№ {second}" in answer
    assert "还没有提交" in answer
    made = congress.suggestion(1)
    assert (made.state, made.capacity, made.publicity) == (SuggestionState.GATHERING, Capacity.COUNTY, None)
    assert made.text == PROPOSES
    assert made.number is None
    assert congress.town.issue(first).state is IssueState.SUBMITTED


@pytest.mark.parametrize(
    "said", ["建议{a}、{b} 修路", "建议 {a} {b}：修路", "建议：{a},{b} 修路吧", " 建议 № {a}，{b}　修路"]
)
def test_the_word_is_understood_as_it_is_typed(congress: Congress, said: str) -> None:
    first, second = congress.matter(), congress.matter("莲花村的路晚上没有灯", "o-qiu")
    congress.town.writes("o-zhang", said.format(a=first, b=second))
    assert [link.issue_id for link in congress.suggestion(1).issues] == [first, second]


def test_a_consultative_deputy_is_shown_the_way_that_is_open(congress: Congress) -> None:
    number = congress.matter()
    [answer] = congress.town.writes("o-sun", f"建议 {number} {PROPOSES}")
    assert "没有提出代表建议的权利" in answer
    assert "上报" in answer
    with pytest.raises(NotPossible):
        congress.draft("D6", number)


def test_of_several_capacities_the_deputy_chooses(congress: Congress) -> None:
    number = congress.matter()
    [answer] = congress.town.writes("o-zhao", f"建议 {number} {PROPOSES}")
    assert "以哪一级代表的身份提出" in answer
    assert congress.suggestion(1).capacity is None
    with pytest.raises(BadInput) as refused:
        congress.hands_in("D4", 1)
    assert refused.value.field == "capacity"
    with pytest.raises(BadInput, match="没有这一级"):
        congress.change("D4", 1, capacity=Capacity.PROVINCE)


@pytest.mark.parametrize(
    ("fields", "declared", "field"),
    [
        ({"publicity": None}, True, "publicity"),
        ({}, False, "declared"),
        ({"text": "修路"}, True, "text"),
        ({"at_session": True}, True, "term"),
    ],
)
def test_what_is_still_to_be_said_stands_beside_its_field(
    congress: Congress, fields: dict[str, object], declared: bool, field: str
) -> None:
    made = congress.draft("D1", congress.matter(), **fields)
    with pytest.raises(BadInput) as refused:
        congress.hands_in("D1", made, declared=declared)
    assert refused.value.field == field
    assert congress.suggestion(made).state is SuggestionState.GATHERING
    assert congress.suggestion(made).number is None


def test_handed_in_it_has_a_number_a_study_and_its_matters_follow(congress: Congress) -> None:
    number = congress.matter()
    made = congress.draft("D1", number)
    sentence = congress.hands_in("D1", made)
    assert f"已提交：{COUNTY}〔2026〕第 1 号《关于修路的建议》，由{COUNTY}人大常委会审查交办" in sentence
    assert congress.suggestion(made).state is SuggestionState.SUBMITTED
    study = congress.assignment(suggestion=made)
    assert study is not None
    assert (study.state, study.level, study.county) == (AssignmentState.STUDY, Level.COUNTY, COUNTY)
    assert [clock.kind for clock in study.clocks if clock.stopped_at is None] == [LoopClock.STUDY]
    issue = congress.town.issue(number)
    assert issue.state is IssueState.REPORTED
    assert issue.deputy is not None
    assert issue.deputy.code == "D1"
    assert "写进代表建议" in congress.town.told("o-ma")[-1]
    assert (
        f"写进代表建议，由{COUNTY}人大常委会交有关单位办理"
        in congress.town.writes("o-ma", f"进度 {number}")[0]
    )
    assert "请审查" in congress.town.told("o-S2")[-1]
    assert not [text for text in congress.town.told("o-staff") if "代表建议" in text]


def test_a_townships_goes_to_its_presidium(congress: Congress) -> None:
    made = congress.draft("D4", congress.matter(), capacity=Capacity.TOWNSHIP)
    assert "丹水镇〔2026〕第 1 号" in congress.hands_in("D4", made)
    study = congress.assignment(suggestion=made)
    assert study is not None
    assert (study.level, study.township) == (Level.TOWNSHIP, "丹水镇")
    assert "请审查" in congress.town.told("o-staff")[-1]
    assert not [text for text in congress.town.told("o-S2") + congress.town.told("o-S3") if "请审查" in text]


def test_numbers_count_each_series_by_itself_and_by_year(congress: Congress) -> None:
    numbers = []
    for code, capacity in (("D1", Capacity.COUNTY), ("D4", Capacity.TOWNSHIP), ("D4", Capacity.COUNTY)):
        made = congress.draft(code, capacity=capacity, formed_by=FormedBy.RESEARCH)
        congress.hands_in(code, made)
        numbers.append(congress.suggestion(made).number)
    assert numbers == [1, 1, 2]
    congress.town.until("2027-01-04 10:00")
    made = congress.draft("D1")
    congress.hands_in("D1", made)
    assert (congress.suggestion(made).year, congress.suggestion(made).number) == (2027, 1)


def test_tapping_twice_hands_it_in_once(congress: Congress) -> None:
    made = congress.draft("D1", congress.matter())
    congress.hands_in("D1", made)
    assert "已经提交过了" in congress.hands_in("D1", made)
    assert len([event for event in congress.suggestion(made).events if event.act == "submit"]) == 1


def test_a_matter_is_in_one_living_suggestion_of_a_deputy_but_in_those_of_several(congress: Congress) -> None:
    number = congress.matter()
    made = congress.draft("D1", number)
    with pytest.raises(NotPossible, match="已经在您的建议《关于修路的建议》里了"):
        congress.draft("D1", number)
    other = congress.draft("D2", number)
    congress.hands_in("D2", other)
    congress.hands_in("D1", made)
    assert congress.town.issue(number).state is IssueState.REPORTED
    congress.withdraws("D1", made)
    congress.draft("D1", number)
    assert congress.assignment(issue=number) is None, "the other deputy's suggestion still covers it"


def test_only_open_matters_of_ones_own_grids_can_be_raised(congress: Congress) -> None:
    number = congress.matter()
    with pytest.raises(NotFound):
        congress.draft("D3", number)
    congress.town.writes("o-ma", f"撤回 {number}")
    with pytest.raises(NotPossible, match="已撤回"):
        congress.draft("D1", number)


def test_withdrawn_before_assignment_its_matters_are_studied_and_none_is_lost(congress: Congress) -> None:
    number = congress.matter()
    made = congress.draft("D1", number)
    congress.hands_in("D1", made)
    assert "由工作人员继续研处" in congress.withdraws("D1", made)
    ended, own = congress.assignment(suggestion=made), congress.assignment(issue=number)
    assert ended is not None
    assert own is not None
    assert (ended.state, own.state) == (AssignmentState.CANCELLED, AssignmentState.STUDY)
    assert [clock.kind for clock in own.clocks if clock.stopped_at is None] == [LoopClock.STUDY]
    assert congress.suggestion(made).number == 1, "it stays with its number; there is no gap"
    assert "已经撤回" in congress.withdraws("D1", made)


def test_nobody_else_touches_it(congress: Congress) -> None:
    made = congress.draft("D1", congress.matter())
    for act in (congress.hands_in, congress.withdraws, congress.change):
        with pytest.raises(NotFound):
            act("D2", made)  # type: ignore[operator]  # each takes the deputy and the suggestion
    assert congress.suggestion(made).state is SuggestionState.GATHERING


def test_who_is_asked_signs_or_not_and_who_is_silent_is_left_out(congress: Congress) -> None:
    made = congress.draft("D1", congress.matter())
    assert "已请李秀英、王建国、赵志强附议" in congress.asks("D1", made, "D2", "D3", "D4")
    assert f"附议 {made}" in congress.town.told("o-li")[-1]
    assert "已附议" in congress.town.writes("o-li", f"附议 {made}")[0]
    assert "不附议" in congress.town.writes("o-wang", f"不附议{made}。")[0]
    assert "李秀英代表附议了" in "".join(congress.town.told("o-zhang"))
    congress.hands_in("D1", made)
    states = {signer.deputy_id: signer.state for signer in congress.suggestion(made).signers}
    assert list(states.values()) == [SignerState.CONFIRMED, SignerState.DECLINED, SignerState.LAPSED]
    assert "您附议的建议已提交" in congress.town.told("o-li")[-1]
    assert "不能再改附议" in congress.town.writes("o-zhao", f"附议 {made}")[0]


def test_only_deputies_of_the_same_congress_sign(congress: Congress) -> None:
    made = congress.draft("D4", capacity=Capacity.TOWNSHIP)
    for code in ("D1", "D6", "D7", "D8", "D4"):
        with pytest.raises(BadInput, match="同一个人大"):
            congress.asks("D4", made, code)
    assert "钱红梅" in congress.asks("D4", made, "D5")
    assert "没有找到" in congress.town.writes("o-wu", f"附议 {made}")[0]


def test_nobody_signs_words_they_have_not_read(congress: Congress) -> None:
    made = congress.draft("D1", congress.matter())
    congress.asks("D1", made, "D2")
    congress.town.writes("o-li", f"附议 {made}")
    congress.change("D1", made, text=PROPOSES + "，并装上路灯", issues=())
    [signer] = congress.suggestion(made).signers
    assert signer.state is SignerState.ASKED
    assert "建议改过了，请再看一遍" in congress.town.told("o-li")[-1]


def test_a_change_of_capacity_lets_go_of_who_may_no_longer_sign(congress: Congress) -> None:
    made = congress.draft("D4", capacity=Capacity.COUNTY)
    congress.asks("D4", made, "D2")
    congress.change("D4", made, capacity=Capacity.TOWNSHIP)
    assert congress.suggestion(made).signers == []


def test_it_is_in_the_handbooks_of_all_who_raised_it(congress: Congress) -> None:
    made = congress.draft("D1", congress.matter())
    congress.asks("D1", made, "D2")
    congress.town.writes("o-li", f"附议 {made}")
    congress.hands_in("D1", made)
    with congress.town.db.reading() as session:
        entries = {
            (entry.deputy_id, entry.kind, entry.capacity)
            for entry in session.query(HandbookEntry)
            if entry.kind in {EntryKind.SUGGESTION, EntryKind.JOINED}
        }
    assert {entry[1:] for entry in entries} == {
        (EntryKind.SUGGESTION, Capacity.COUNTY),
        (EntryKind.JOINED, Capacity.COUNTY),
    }
