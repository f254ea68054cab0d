"""An organ's contact person binds WeChat by a one-time code, and sees what is open; a resident they stay, too."""

import pytest
from sqlalchemy import select

from app.security import CodeMaker
from handlers import invitations
from models.people import Organ, OrganKind
from models.queries.people import invitees
from tests.handlers.loop.office import Office

CODES = CodeMaker("a secret that is long enough for tests")


@pytest.fixture
def invited(office: Office) -> Office:
    """县水利局 has a code and no WeChat yet."""
    with office.db.transaction() as session:
        session.add(Organ(code="SL", name="县水利局", kind=OrganKind.GOVERNMENT))
        session.flush()
        invitations.ensure_all(session, CODES, office.now)
    return office


def organ(office: Office) -> Organ:
    with office.db.reading() as session:
        return session.scalars(select(Organ).where(Organ.code == "SL")).one()


def test_the_code_joins_the_organ_once(invited: Office) -> None:
    code = CODES("organ", "SL", 1)
    assert "县水利局，绑定好了" in invited.writes("o-shui", f"绑定 {code}")[-1]
    assert organ(invited).contact_id is not None
    assert "不对，或者已经用过" in invited.writes("o-other", f"绑定 {code}")[-1]
    assert "organ:SL bind organ:SL" in invited.audited()


def test_a_wechat_that_holds_an_organ_takes_no_second_one(invited: Office) -> None:
    assert "已经绑定为县交通局" in invited.writes("o-JT", f"绑定 {CODES('organ', 'SL', 1)}")[-1]
    assert organ(invited).contact_id is None


def test_an_organ_that_left_cannot_join(invited: Office) -> None:
    with invited.db.transaction() as session:
        session.scalars(select(Organ).where(Organ.code == "SL")).one().active = False
    assert "不对" in invited.writes("o-shui", f"绑定 {CODES('organ', 'SL', 1)}")[-1]


def test_the_contact_person_sees_what_is_open(assigned: Office) -> None:
    assert (
        "县交通局待办的交办件：\n交办件 1 4月10日（周五）前\n办理、答复"
        in assigned.writes("o-JT", "待办")[-1]
    )
    assert "没有待办的交办件" in assigned.writes("o-GD", "待办")[-1]
    assert "发「待办」看有哪些交办件" in assigned.writes("o-JT", "这个怎么弄")[-1]
    assert "交给你们办的事" in assigned.writes("o-JT", "帮助")[-1]
    assigned.passes(days=40)
    assert "已超期" in assigned.writes("o-JT", "待办")[-1]


def test_who_is_an_organs_contact_may_tell_a_matter_of_their_own(assigned: Office) -> None:
    assigned.writes("o-JT", "新 莲花村我家门口水管漏了")
    assert "1002" in assigned.writes("o-JT", "进度")[-1]
    assert len(assigned.issues()) == 2


def test_the_list_of_invitations_has_the_organs(invited: Office) -> None:
    with invited.db.reading() as session:
        rows = {
            row.code: (row.name, row.generation, row.bound)
            for row in invitees(session)
            if row.kind == "organ"
        }
    assert rows["SL"] == ("县水利局", 1, False)
    assert rows["JT"] == ("县交通局", None, True)


def test_organs_do_not_read_words_that_were_not_checked(office: Office) -> None:
    """On their page they see only what passed the content check; a notice shows no more."""
    office.check_answers = False
    office.reported()
    office.assigned()
    assert "№ 1001「丹水镇 莲花村」" in office.told("o-JT")[-1]
    assert "路灯" not in office.told("o-JT")[-1]
