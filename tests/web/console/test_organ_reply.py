"""The reply: refused with everything kept, previewed, drafted, sent; never lost when the session lapses."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers import promises
from models.issue import Result
from models.reply import Reply, ReplyDraft
from models.rules.assignment_state import AssignmentState
from tests.web.console.desks import Desks
from tests.web.console_visits import PASSWORD, Desk

PAGE = "/console/organ/1/reply"
LONG = "经现场查看，村东头三盏路灯的镇流器烧坏，" + "已逐盏更换并检修线路，" * 30
REPLY = {
    "result": "solved",
    "text": LONG,
    "plain_words": "三盏灯都换好了，今晚就亮。",
    "signer": "钱局长",
    "handler": "周工",
    "handler_phone": "0377-69661234",
}


@pytest.fixture
def ready(desks: Desks) -> Desks:
    """Accepted, and the deputy was spoken to."""
    desks.of("JT").opens("/console/organ/1").posts("/console/organ/1/accept")
    desks.office.spoken()
    return desks


def replies(desks: Desks) -> list[Reply]:
    with desks.office.db.reading() as session:
        return list(session.scalars(select(Reply)))


def drafts(desks: Desks) -> list[ReplyDraft]:
    with desks.office.db.reading() as session:
        return list(session.scalars(select(ReplyDraft)))


def test_a_reply_is_sent_and_the_resident_is_asked(ready: Desks) -> None:
    desk = ready.of("JT").opens(PAGE).posts(PAGE, do="send", **REPLY)
    assert desk.path == "/console/organ/1"
    assert ready.office.assignment().state is AssignmentState.FED_BACK
    (reply,) = replies(ready)
    assert (reply.result, reply.text, reply.signer) == (Result.SOLVED, LONG, "钱局长")
    assert "69661234" not in reply.handler_phone_sealed
    assert any("三盏灯都换好了" in text for text in ready.office.told("o-ma"))
    assert "莲花村东头的路灯坏了" in desk.opens("/console/organ/done").html


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"result": ""}, "result"),
        ({"result": "perfect"}, "result"),
        ({"text": " "}, "text"),
        ({"plain_words": ""}, "plain_words"),
        ({"plain_words": "长" * 1001}, "plain_words"),
        ({"signer": ""}, "signer"),
        ({"result": "planned"}, "planned_until"),
        ({"result": "planned", "planned_until": "2020-01-01"}, "planned_until"),
        ({"result": "planned", "planned_until": "年底"}, "planned_until"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(
    ready: Desks, wrong: dict[str, str], field: str
) -> None:
    desk = ready.of("JT").opens(PAGE).posts(PAGE, do="send", **REPLY | wrong)
    assert desk.status == 422
    assert f'id="reply-{field}-why"' in desk.html
    assert "周工" in desk.html
    if "text" not in wrong:
        assert LONG in desk.html
    assert replies(ready) == []


def test_without_a_word_with_the_deputy_it_can_only_be_drafted(desks: Desks) -> None:
    desk = desks.of("JT").opens("/console/organ/1").posts("/console/organ/1/accept").opens(PAGE)
    assert 'value="send"' not in desk.html
    desk.posts(PAGE, do="send", **REPLY)
    assert desk.status == 409
    assert "先与代表联系沟通" in desk.html
    assert LONG in desk.html


def test_the_preview_shows_what_residents_will_read_and_keeps_the_draft(ready: Desks) -> None:
    desk = ready.of("JT").opens(PAGE).posts(PAGE, do="preview", **REPLY)
    assert "№ 1001 县交通局答复您：\n三盏灯都换好了" in desk.html
    assert "真的解决了吗" in desk.html
    assert len(drafts(ready)) == 1
    assert replies(ready) == []


def test_a_draft_comes_back_and_ends_with_the_reply(ready: Desks) -> None:
    ready.of("JT").opens(PAGE).posts(PAGE, do="keep", **REPLY | {"signer": ""})
    desk = ready.of("JT").opens(PAGE)
    assert LONG in desk.html
    assert "0377-69661234" in desk.html
    (draft,) = drafts(ready)
    assert "69661234" not in draft.handler_phone_sealed + str(draft.fields)
    desk.posts(PAGE, do="send", **REPLY)
    assert drafts(ready) == []


def typed_for_hours(ready: Desks) -> Desk:
    desk = ready.of("JT").opens(PAGE)
    ready.office.now += timedelta(hours=5)
    return desk


def form_token(desk: Desk) -> str:
    return desk.html.split('name="draft_token" value="')[1].split('"')[0]


def test_a_long_reply_outlives_a_lapsed_session(ready: Desks) -> None:
    desk = typed_for_hours(ready)
    token = form_token(desk)
    desk.posts(PAGE, do="send", draft_token=token, **REPLY)
    assert desk.status == 401
    assert "已经替您存成草稿" in desk.html
    assert LONG not in desk.html
    assert replies(ready) == []

    desk.signs_in("JT", PASSWORD, next=PAGE)
    assert desk.path == PAGE
    assert LONG in desk.html
    assert "三盏灯都换好了" in desk.html


def test_a_form_older_than_the_session_is_kept_as_a_draft_too(ready: Desks) -> None:
    desk = typed_for_hours(ready)
    token, csrf = form_token(desk), desk.token
    desk.signs_in("JT", PASSWORD)
    desk.posts(PAGE, csrf=csrf, do="send", draft_token=token, **REPLY)
    assert desk.path == PAGE
    assert "存成草稿" in desk.html
    assert LONG in desk.html
    assert replies(ready) == []


def test_without_the_forms_own_token_nothing_is_kept(ready: Desks) -> None:
    for token in ("", "nonsense", "a.b.c"):
        desk = ready.console.stranger()
        desk.posts(PAGE, csrf="0" * 64, do="send", draft_token=token, **REPLY)
        assert desk.status == 401
    assert drafts(ready) == []


def test_a_token_of_before_a_reset_keeps_nothing(ready: Desks) -> None:
    token = form_token(ready.of("JT").opens(PAGE))
    with ready.office.db.transaction() as session:
        session.merge(ready.console.account("JT")).generation += 1
    desk = ready.console.stranger()
    assert desk.posts(PAGE, csrf="0" * 64, do="send", draft_token=token, **REPLY).status == 401
    assert drafts(ready) == []


def test_a_token_of_one_matter_does_not_write_into_another_organs(ready: Desks) -> None:
    token = form_token(ready.of("JT").opens(PAGE))
    ready.of("GD").opens("/console/me").posts(PAGE, do="send", draft_token=token, **REPLY)
    assert drafts(ready) == []
    assert replies(ready) == []


def test_a_reply_already_sent_is_not_written_again(ready: Desks) -> None:
    desk = ready.of("JT").opens(PAGE)
    ready.office.replies()
    desk.posts(PAGE, do="send", **REPLY)
    assert desk.status == 409
    assert len(replies(ready)) == 1


def test_a_promise_is_reported_kept_from_the_desk(ready: Desks) -> None:
    ready.office.replies(Result.PLANNED)
    with ready.office.db.transaction() as session:
        session.merge(ready.office.assignment()).state = AssignmentState.EVALUATED
    ready.office.clerk(promises.promise, "S1", 1)
    desk = ready.of("JT").opens("/console/organ")
    assert "答应过、还没了的事" in desk.html
    desk.posts("/console/organ/promises/1/kept", words="")
    assert desk.status == 422
    assert "请写明" in desk.html
    desk.posts("/console/organ/promises/1/kept", words="五月二十日全部换完，村口可见")
    assert "待核实" in desk.html
    assert (
        ready.of("GD").opens("/console/me").posts("/console/organ/promises/1/kept", words="x").status == 404
    )
