"""The administrator keeps the accounts and looks into the audit log; nobody else does."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from models.people import Organ, OrganKind, StaffMember, StaffRole
from tests.web.console_visits import PASSWORD, Console, Desk

FRESH = "old-well-at-shimen"


def admin(console: Console) -> Desk:
    console.staff(StaffRole.ADMINISTRATOR, code="SA1", name="管文")
    return console.desk_of("SA1")


def page_of(console: Console, code: str) -> str:
    """The address of somebody's account page."""
    with console.town.db.reading() as session:
        staff = session.query(StaffMember).where(StaffMember.code == code).one_or_none()
        if staff is not None:
            return f"/console/accounts/staff/{staff.id}"
        return f"/console/accounts/organ/{session.query(Organ).where(Organ.code == code).one().id}"


def code_on(desk: Desk) -> str:
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", desk.html)
    assert found is not None, desk.html
    return found[0]


def welcomed(console: Console, code: str, invitation: str) -> Desk:
    desk = console.stranger().opens("/console/welcome")
    return desk.posts("/console/welcome", name=code, code=invitation, password=FRESH, again=FRESH)


def state_of(desk: Desk, name: str) -> str:
    row = desk.opens(f"/console/accounts?q={name}").html.partition("<tbody>")[2]
    found = re.search(r'class="badge [a-z-]+">([^<]+)<', row)
    assert found is not None
    return found[1]


def test_from_never_invited_to_signed_in(console: Console) -> None:
    desk = admin(console)
    assert state_of(desk, "陈晓") == "没有邀请过"

    slip = desk.opens(page_of(console, "S1")).posts(f"{page_of(console, 'S1')}/invite")
    invitation = code_on(slip)
    assert "http://127.0.0.1:8000/console/welcome" in slip.html
    assert state_of(desk, "陈晓") == "已邀请"
    assert invitation not in desk.opens(page_of(console, "S1")).html

    assert welcomed(console, "S1", invitation).path == "/console/"
    assert state_of(desk, "陈晓") == "可以登录"
    assert ("staff:SA1", "account_invited", "staff:S1") in console.log()


def test_an_organ_is_invited_as_well(console: Console) -> None:
    with console.town.db.transaction() as session:
        session.add(Organ(code="J01", name="县水利局", kind=OrganKind.GOVERNMENT))
    desk = admin(console)
    path = page_of(console, "J01")
    invitation = code_on(desk.opens(path).posts(f"{path}/invite"))
    assert 'who-name">县水利局<' in welcomed(console, "J01", invitation).html


def test_a_reset_ends_the_password_and_every_session(console: Console) -> None:
    desk = admin(console)
    console.account_for("S1")
    theirs, path = console.desk_of("S1"), page_of(console, "S1")

    invitation = code_on(desk.opens(path).posts(f"{path}/invite"))

    assert theirs.opens("/console/").path == "/console/sign-in"
    assert console.stranger().signs_in("S1", PASSWORD).status == 401
    assert welcomed(console, "S1", invitation).path == "/console/"
    assert ("staff:SA1", "account_reset", "staff:S1") in console.log()


def test_a_locked_account_is_let_in_again(console: Console) -> None:
    desk = admin(console)
    console.account_for("S1")
    for _ in range(5):
        console.stranger().signs_in("S1", "not the password")
    assert state_of(desk, "陈晓") == "锁定中"
    path = page_of(console, "S1")
    assert "可以登录了" in desk.opens(path).posts(f"{path}/unlock").html
    assert console.stranger().signs_in("S1").path == "/console/"


def test_a_lost_phone_is_replaced(console: Console) -> None:
    desk = admin(console)
    county = console.staff(StaffRole.COUNTY)
    theirs, path = console.desk_of(county), page_of(console, county)

    desk.opens(path).posts(f"{path}/reset-phone")

    assert theirs.opens("/console/").path == "/console/sign-in"
    assert "设置手机验证码" in console.stranger().signs_in(county).html


def test_the_last_administrator_who_can_sign_in_cannot_be_reset(console: Console) -> None:
    desk = admin(console)
    path = page_of(console, "SA1")
    refused = desk.opens(path).posts(f"{path}/invite")
    assert (refused.status, "唯一能登录的管理员" in refused.html) == (409, True)
    assert desk.opens("/console/accounts").status == 200

    console.staff(StaffRole.ADMINISTRATOR, code="SA2")
    assert desk.opens(path).posts(f"{path}/invite").status == 200


def test_another_administrator_who_left_or_never_came_does_not_count(console: Console) -> None:
    desk = admin(console)
    gone = console.staff(StaffRole.ADMINISTRATOR)
    with console.town.db.transaction() as session:
        session.execute(update(StaffMember).where(StaffMember.code == gone).values(active=False))
    path = page_of(console, "SA1")
    assert desk.opens(path).posts(f"{path}/invite").status == 409


def test_one_name_is_one_account(console: Console) -> None:
    """An organ's code that is somebody's staff number (but for a small letter) would sign in as the other."""
    desk = admin(console)
    with console.town.db.transaction() as session:
        session.add(Organ(code="sa1", name="县水利局", kind=OrganKind.GOVERNMENT))
    path = page_of(console, "sa1")
    refused = desk.opens(path).posts(f"{path}/invite")
    assert (refused.status, "已经是另一个账号的登录名" in refused.html) == (409, True)


def test_everyone_is_invited_at_once_and_nobody_twice(console: Console) -> None:
    desk = admin(console)
    with console.town.db.transaction() as session:
        session.add(Organ(code="J01", name="县水利局", kind=OrganKind.GOVERNMENT))
    slips = desk.opens("/console/accounts").posts("/console/accounts/invite-all")
    assert slips.html.count('class="card slip"') == 2
    assert len(set(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", slips.html))) == 2
    again = desk.opens("/console/accounts")
    assert "一次邀请所有人" not in again.html
    assert "都已经邀请过了" in desk.posts("/console/accounts/invite-all", csrf=slips_token(desk)).html


def slips_token(desk: Desk) -> str:
    return desk.opens("/console/me").token


def test_an_invitation_that_ran_out_is_seen(console: Console) -> None:
    desk = admin(console)
    path = page_of(console, "S1")
    desk.opens(path).posts(f"{path}/invite")
    console.town.now += timedelta(days=15)
    assert state_of(console.desk_of("SA1"), "陈晓") == "邀请过期"


@pytest.mark.parametrize(("query", "found"), [("q=sa1", 1), ("q=管", 1), ("state=never", 1), ("kind=organ", 0), ("state=x&page=99", 2), ("q=%25", 0)])  # fmt: skip
def test_the_list_is_searched(console: Console, query: str, found: int) -> None:
    assert admin(console).opens(f"/console/accounts?{query}").html.count("<tr data-row>") == found


def test_the_log_is_filtered_by_who_act_and_day(console: Console) -> None:
    desk = admin(console)
    console.account_for("S1")
    console.stranger().signs_in("S1")
    console.town.now += timedelta(days=2)
    console.stranger().signs_in("S1", "not the password")
    desk = console.desk_of("SA1")

    def rows(query: str) -> list[str]:
        html = desk.opens(f"/console/audit?{query}").html
        return re.findall(r'data-label="做了什么">([^<]+)<', html)

    assert rows("") == ["登录失败", "登录"]
    assert rows("q=s1") == ["登录失败", "登录"]
    assert rows("q=S2") == []
    assert rows("act=signed_in") == ["登录"]
    day = console.town.now.date()
    assert rows(f"from={day}") == ["登录失败"]
    assert rows(f"to={day - timedelta(days=1)}") == ["登录"]
    assert rows(f"from={day}&to={day}") == ["登录失败"]
    assert "请写成" in desk.opens("/console/audit?from=昨天").html
    assert "陈晓（S1）" in desk.html


@pytest.mark.parametrize("path", ["staff/999999", "organ/1", "people/1", "staff/99999999999999999999"])
def test_what_does_not_exist_is_not_found(console: Console, path: str) -> None:
    desk = admin(console)
    token = desk.token
    assert desk.opens(f"/console/accounts/{path}").status == 404
    for act in ("invite", "unlock", "reset-phone"):
        assert desk.posts(f"/console/accounts/{path}/{act}", csrf=token).status == 404


@pytest.mark.parametrize("role", [*StaffRole, "organ"])
def test_only_the_administrator_keeps_accounts(console: Console, role: StaffRole | str) -> None:
    code = console.organ() if isinstance(role, str) and role == "organ" else console.staff(StaffRole(role))
    desk = console.desk_of(code)
    token, path = desk.token, page_of(console, "S1")
    may = role == StaffRole.ADMINISTRATOR
    wanted = 200 if may else 403
    assert {desk.opens(page).status for page in ("/console/accounts", path, "/console/audit")} == {wanted}
    if not may:
        for act in (
            f"{path}/invite",
            f"{path}/unlock",
            f"{path}/reset-phone",
            "/console/accounts/invite-all",
        ):
            assert desk.posts(act, csrf=token).status == 403
        assert console.log() == []
    assert ('href="/console/accounts"' in desk.opens("/console/me").html) is may
