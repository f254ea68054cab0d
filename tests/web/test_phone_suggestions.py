"""A deputy draws up, has signed and hands in a suggestion on the phone; nobody else sees a word of it."""

from html import unescape

import pytest

from models.people import Capacity
from models.rules.suggestion_state import SuggestionState
from models.suggestion import Publicity, SignerState
from tests.suggestions import PROPOSES, Congress
from tests.town import RISKY
from tests.web.phone_visits import PhonePages, Visit

ROOT = "/m/deputy/suggestions"
FORM = {
    "title": "关于修复莲花村通村公路的建议",
    "text": PROPOSES,
    "capacity": "county",
    "publicity": "title_only",
    "formed_by": "issues",
    "repeated_years": "2",
    "wants_contact": "1",
    "joinable": "1",
}


@pytest.fixture
def congress(phone: PhonePages) -> Congress:
    return Congress(phone.town)


def _checked(page: Visit, name: str) -> list[str]:
    """The values of the radios or ticks of that name which stand chosen."""
    parts = page.html.split(f'name="{name}" value="')[1:]
    return [part.split('"')[0] for part in parts if part.split(">")[0].endswith(" checked")]


def test_from_the_matter_to_the_hand_in(phone: PhonePages, congress: Congress) -> None:
    number = congress.matter()
    page = phone.visit("o-zhang", f"/m/deputy/issues/{number}")
    assert f"{ROOT}/new?issues={number}" in page.html
    page.opens(f"{ROOT}/new?issues={number}")
    assert _checked(page, "issues") == [str(number)]
    assert _checked(page, "publicity") == [], "nothing is pre-selected"

    page.posts(f"{ROOT}/new", **FORM, issues=str(number), then="preview")
    assert page.path == f"{ROOT}/1/preview"
    for shown in (
        "关于修复莲花村通村公路的建议",
        "县人大代表",
        "两年",
        "仅公开标题",
        f"№ {number}",
        "张广民（D1）",
    ):
        assert shown in page.html

    page.posts(f"{ROOT}/1/hand-in")
    assert page.status == 422
    assert "请先看清这一条，再打勾" in page.html
    page.posts(f"{ROOT}/1/hand-in", declared="1")
    assert "已提交：西峡县〔2026〕第 1 号" in page.html
    made = congress.suggestion(1)
    assert made.state is SuggestionState.SUBMITTED
    assert (made.publicity, made.repeated_years) == (Publicity.TITLE_ONLY, 2)
    assert not made.wants_written_reply
    assert "提交" in page.html.split("办到哪了")[1]


def test_what_is_missing_stands_beside_its_field_and_what_was_typed_is_kept(
    phone: PhonePages, congress: Congress
) -> None:
    number = congress.matter()
    page = phone.visit("o-zhao", f"{ROOT}/new")
    page.posts(f"{ROOT}/new", title="", text="路不好走<b>", issues=str(number), repeated_years="9")
    assert page.status == 422
    assert 'id="why-title"' in page.html
    assert 'id="why-repeated_years"' in page.html
    assert "路不好走&lt;b&gt;" in page.html
    assert _checked(page, "issues") == [str(number)]

    page.posts(f"{ROOT}/new", title="关于路", text=PROPOSES, issues=str(number), then="preview")
    assert page.status == 422
    for field in ("capacity", "publicity"):
        assert f'id="why-{field}"' in page.html
    assert congress.suggestion(1).state is SuggestionState.GATHERING, "it is kept, to go on with"
    page.posts(f"{ROOT}/1", **FORM | {"capacity": "township"}, then="preview")
    assert page.path == f"{ROOT}/1/preview"
    assert congress.suggestion(1).capacity is Capacity.TOWNSHIP


@pytest.mark.parametrize("nonsense", ["９", "-1", "abc", "9" * 30])
def test_nonsense_in_a_form_is_refused_and_nothing_is_kept(
    phone: PhonePages, congress: Congress, nonsense: str
) -> None:
    congress.matter()
    page = phone.visit("o-zhang", f"{ROOT}/new")
    page.posts(f"{ROOT}/new", **FORM, issues=nonsense)
    assert page.status in {404, 422}
    assert "没有找到" in page.html
    page.posts(f"{ROOT}/new", **FORM | {"capacity": nonsense, "publicity": nonsense})
    made = congress.suggestion(1)
    assert made.publicity is None
    assert made.capacity is None


def test_two_taps_make_one_draft(phone: PhonePages, congress: Congress) -> None:
    page = phone.visit("o-zhang", f"{ROOT}/new")
    page.posts(f"{ROOT}/new", **FORM)
    token = page.token
    page.posts(f"{ROOT}/new", csrf=token, **FORM)
    assert page.opens(ROOT).html.count("关于修复莲花村通村公路的建议") == 1
    assert congress.suggestion(1).title == FORM["title"]


def test_risky_words_are_refused_and_kept_in_the_form(phone: PhonePages, congress: Congress) -> None:
    page = phone.visit("o-zhang", f"{ROOT}/new")
    page.posts(f"{ROOT}/new", **FORM | {"text": RISKY})
    assert page.status == 422
    assert RISKY in page.html
    assert "没有通过微信的内容检查" in page.html
    assert "还没有建议" in page.opens(ROOT).html
    assert congress.town.told("o-S2") == []


def test_foreign_deputies_see_nothing(phone: PhonePages, congress: Congress) -> None:
    made = congress.draft("D1", congress.matter(), title="关于修路的建议")
    stranger = phone.visit("o-wang", ROOT)
    assert "关于修路的建议" not in stranger.html
    for path in ("", "/preview", "/signers"):
        assert stranger.opens(f"{ROOT}/{made}{path}").status == 404
        assert "修路" not in stranger.html
    stranger.opens(ROOT)
    token = phone.visit("o-wang", f"{ROOT}/new")
    for path in ("", "/hand-in", "/withdraw", "/signers", "/confirm", "/decline"):
        token.opens(f"{ROOT}/new").posts(f"{ROOT}/{made}{path}", **FORM, declared="1", codes="D3")
        assert token.status == 404, path
    assert congress.suggestion(made).state is SuggestionState.GATHERING


def test_a_consultative_deputy_is_told_and_gets_no_form(phone: PhonePages, congress: Congress) -> None:
    congress.matter()
    page = phone.visit("o-sun", f"{ROOT}/new")
    assert page.path == ROOT
    assert "没有提出代表建议的权利" in page.html
    assert "提一件建议" not in page.html


def test_signers_are_found_asked_and_answer(phone: PhonePages, congress: Congress) -> None:
    made = congress.draft("D1", congress.matter())
    page = phone.visit("o-zhang", f"{ROOT}/{made}/signers?q=秀英")
    assert "李秀英" in page.html
    assert "王建国" not in page.html
    assert "丹水镇" in page.html
    page.posts(f"{ROOT}/{made}/signers", codes="D2")
    assert "已请李秀英附议" in page.html
    page.posts(f"{ROOT}/{made}/signers", codes="D6")
    assert page.status == 422
    assert "只能请同一个人大的代表附议" in page.html

    signer = phone.visit("o-li", f"{ROOT}/{made}")
    assert PROPOSES in signer.html
    signer.posts(f"{ROOT}/{made}/confirm")
    assert "已附议" in signer.html
    assert [one.state for one in congress.suggestion(made).signers] == [SignerState.CONFIRMED]
    signer.posts(f"{ROOT}/{made}/decline")
    assert signer.path == ROOT, "whoever said no does not read it any longer"
    assert signer.opens(f"{ROOT}/{made}").status == 404


def test_a_signer_neither_changes_nor_hands_it_in(phone: PhonePages, congress: Congress) -> None:
    made = congress.draft("D1", congress.matter())
    congress.asks("D1", made, "D2")
    signer = phone.visit("o-li", f"{ROOT}/{made}")
    for path in ("", "/hand-in", "/withdraw"):
        assert (
            signer.opens(f"{ROOT}/{made}").posts(f"{ROOT}/{made}{path}", **FORM, declared="1").status == 404
        )
    assert congress.suggestion(made).title == "关于修路的建议"


def test_sent_back_it_says_why_and_can_be_mended(phone: PhonePages, congress: Congress) -> None:
    made = congress.draft("D1", congress.matter())
    congress.hands_in("D1", made)
    congress.staff("S2", "send_back", made, "请写明是哪一段路")
    page = phone.visit("o-zhang", f"{ROOT}/{made}")
    assert "请写明是哪一段路" in page.html
    assert "退回修改" in page.html
    page.posts(f"{ROOT}/{made}", **FORM, then="preview")
    page.posts(f"{ROOT}/{made}/hand-in", declared="1")
    assert "第 1 号" in unescape(page.html)
    assert congress.suggestion(made).state is SuggestionState.SUBMITTED


def test_the_chats_link_opens_the_draft(phone: PhonePages, congress: Congress) -> None:
    number = congress.matter()
    congress.town.writes("o-zhang", f"建议 {number} {PROPOSES}")
    page = phone.visit("o-zhang", f"{ROOT}/1")
    assert PROPOSES in page.html
    assert _checked(page, "capacity") == ["county"], "only one is held: there is nothing to choose"
    page.posts(f"{ROOT}/1/withdraw")
    assert "已撤回" in page.html
