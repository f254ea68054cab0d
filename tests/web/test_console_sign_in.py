"""Signing in at the console: what is said, what is counted, what opens and what does not."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.credentials import new_invitation
from app.web.console.guards import safe_next
from handlers.accounts import invite_by_operator
from models.people import StaffMember, StaffRole
from tests.web.console_visits import PASSWORD, Console, Desk

WRONG = "工号或密码不对"
FRESH = "old-well-at-shimen"


def invited(console: Console, code: str, days: float = 14) -> str:
    """Staff member S1 of the town (or another) gets an invitation; the code."""
    one_time = new_invitation()
    with console.town.db.transaction() as session:
        member = session.query(StaffMember).where(StaffMember.code == code).one()
        invite_by_operator(console.town.desk(session), member, one_time, timedelta(days=days))
    return one_time


def uses(desk: Desk, code: str, invitation: str, **changes: str) -> Desk:
    desk.opens("/console/welcome")
    given = {"name": code, "code": invitation, "password": FRESH, "again": FRESH, **changes}
    return desk.posts("/console/welcome", **given)


def test_township_staff_sign_in_with_name_and_password(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP, "丹水镇", code="ST9", name="陈晓")

    desk = console.stranger().signs_in("st9 ")

    assert (desk.status, desk.path) == (200, "/console/")
    assert 'who-name">陈晓<' in desk.html
    assert ("staff:ST9", "signed_in", "staff:ST9") in console.log()
    assert console.account(code).last_sign_in_at == console.town.now


def test_an_organ_signs_in_with_its_own_code(console: Console) -> None:
    console.organ("J07", "西峡县水利局")
    assert 'who-name">西峡县水利局<' in console.stranger().signs_in("Ｊ０７").html


def test_the_first_sign_in_is_by_the_one_time_invitation(console: Console) -> None:
    invitation = invited(console, "S1")

    desk = uses(console.stranger(), "S1", invitation.lower().replace("-", " "))

    assert (desk.path, 'who-name">陈晓<' in desk.html) == ("/console/", True)
    assert console.stranger().signs_in("S1", FRESH).path == "/console/"


def test_strangers_do_not_keep_a_newcomer_out(console: Console) -> None:
    invitation = invited(console, "S1")
    for _ in range(6):
        console.stranger().signs_in("S1", "a guess at it")
        uses(console.stranger(), "S1", new_invitation())
    assert uses(console.stranger(), "S1", invitation).path == "/console/"


@pytest.mark.parametrize("how", ["used", "expired", "wrong", "older", "of another"])
def test_an_invitation_that_does_not_hold_sets_no_password(console: Console, how: str) -> None:
    invitation = invited(console, "S1")
    match how:
        case "used":
            uses(console.stranger(), "S1", invitation)
        case "expired":
            console.town.now += timedelta(days=15)
        case "wrong":
            invitation = new_invitation()
        case "older":
            invited(console, "S1")
        case "of another":
            console.staff(StaffRole.TOWNSHIP, code="S8")
            invitation = invited(console, "S8")
    before = console.account("S1").password_hash

    desk = uses(console.stranger(), "S1", invitation, password="quite another one", again="quite another one")

    assert (desk.status, "邀请码不对" in desk.html) == (401, True)
    assert console.account("S1").password_hash == before


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("太短", "太短", "密码至少要 10 个字符"),
        ("0123456789", "0123456789", "太容易猜到"),
        ("woaini1314!", "woaini1314!", "太容易猜到"),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "太容易猜到"),
        ("陈晓12345678", "陈晓12345678", "太容易猜到"),
        ("S1-2026-2026", "S1-2026-2026", "太容易猜到"),
        ("lao-jing 2 shui", "lao-jing 2 shui", ""),
        ("陈晓111111111", "陈晓111111111", "太容易猜到"),
        (FRESH + "1", FRESH + "2", "两次输入的密码不一样"),
        ("甲" * 201, "甲" * 201, "密码太长了"),
    ],
)
def test_a_poor_password_is_refused_beside_its_field(
    console: Console, password: str, again: str, said: str
) -> None:
    invitation = invited(console, "S1")

    desk = uses(console.stranger(), "S1", invitation, password=password, again=again)

    if not said:
        assert desk.path == "/console/"
        return
    assert desk.status == 422
    assert said in desk.html.partition('id="welcome-password-why"')[2][:200]
    assert 'value="S1"' in desk.html
    assert invitation in desk.html
    assert password not in desk.html or len(password) < 3
    assert uses(console.stranger(), "S1", invitation).path == "/console/"


def test_unknown_name_wrong_password_and_locked_are_told_alike(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    wrong = console.stranger().signs_in(code, "not the password")
    for _ in range(4):
        console.stranger().signs_in(code, "not the password")
    locked = console.stranger().signs_in(code)
    unknown = console.stranger().signs_in("NOBODY", PASSWORD)

    def bare(desk: Desk, name: str) -> str:
        return re.sub(r'name="csrf" value="[0-9a-f]+"', "", desk.html).replace(name, "")

    assert wrong.status == locked.status == unknown.status == 401
    assert WRONG in wrong.html
    assert bare(wrong, code) == bare(locked, code) == bare(unknown, "NOBODY")


def test_an_unknown_name_costs_the_same_work(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: one hash is verified in each case."""
    from app import credentials  # noqa: PLC0415  to count its work

    verified: list[str] = []
    real = credentials._hasher.verify

    class Counting:
        hash = credentials._hasher.hash

        def verify(self, of: str, password: str) -> Any:
            verified.append(of.rsplit("$", 2)[0])
            return real(of, password)

    monkeypatch.setattr(credentials, "_hasher", Counting())
    code = console.staff(StaffRole.TOWNSHIP)
    invited_only = console.staff(StaffRole.TOWNSHIP)
    invited(console, invited_only)
    for name in (code, "NOBODY", invited_only):
        console.stranger().signs_in(name, "not the password")
    assert len(verified) == 3
    assert len(set(verified)) == 1  # the same cost parameters


def test_after_five_wrong_ones_the_account_waits_a_quarter_of_an_hour(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    for _ in range(5):
        console.stranger().signs_in(code, "not the password")

    assert console.stranger().signs_in(code).status == 401
    console.town.now += timedelta(minutes=14)
    assert console.stranger().signs_in(code).status == 401
    console.town.now += timedelta(minutes=2)
    assert console.stranger().signs_in(code).path == "/console/"
    acts = [act for _, act, _ in console.log()]
    assert (acts.count("sign_in_failed"), acts.count("account_locked")) == (5, 1)


def test_a_right_password_forgets_the_wrong_ones(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    for _ in range(3):
        for _ in range(4):
            console.stranger().signs_in(code, "not the password")
        assert console.stranger().signs_in(code).path == "/console/"


NEEDS_A_PHONE = (StaffRole.COUNTY, StaffRole.COMMITTEE, StaffRole.ADMINISTRATOR)


@pytest.mark.parametrize("role", list(StaffRole))
def test_whoever_sees_the_whole_county_needs_the_phone_as_well(console: Console, role: StaffRole) -> None:
    desk = console.stranger().signs_in(console.staff(role))
    assert desk.path == ("/console/second-step" if role in NEEDS_A_PHONE else "/console/")
    assert (console.stranger().opens("/console/").path, desk.opens("/console/").path) == (
        "/console/sign-in",
        "/console/sign-in" if role in NEEDS_A_PHONE else "/console/",
    )


def test_the_phones_code_opens_once_and_never_again(console: Console) -> None:
    code = console.staff(StaffRole.COUNTY)
    shown = console.phone_code(code)
    first = console.stranger().signs_in(code)
    assert first.posts("/console/second-step", code=f"{shown[:3]} {shown[3:]}").path == "/console/"

    second = console.stranger().signs_in(code)
    again = second.posts("/console/second-step", code=shown)
    assert (again.status, "已经用过" in again.html) == (401, True)
    console.town.now += timedelta(seconds=30)
    assert again.posts("/console/second-step", code=console.phone_code(code)).path == "/console/"


@pytest.mark.parametrize(
    ("seconds", "opens"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_the_phones_clock_may_be_a_step_off(console: Console, seconds: int, opens: bool) -> None:
    code = console.staff(StaffRole.COUNTY)
    shown = console.codes.code(
        console.account(code).totp_sealed, console.town.now + timedelta(seconds=seconds)
    )
    desk = console.stranger().signs_in(code).posts("/console/second-step", code=shown)
    assert (desk.path == "/console/") is opens


def test_guessing_codes_locks_the_account_though_the_password_is_right(console: Console) -> None:
    code = console.staff(StaffRole.COUNTY)
    desk = console.stranger().signs_in(code)
    for _ in range(3):
        desk.posts("/console/second-step", code="000000")
    desk = console.stranger().signs_in(code)  # the password again does not wipe the slate
    for _ in range(2):
        desk.posts("/console/second-step", code="000000")
    assert desk.posts("/console/second-step", code=console.phone_code(code)).path != "/console/"
    assert ("staff:" + code, "account_locked", "staff:" + code) in console.log()


def test_the_phone_is_set_up_at_the_first_sign_in(console: Console) -> None:
    console.staff(StaffRole.COUNTY, code="SC9")
    invitation = invited(console, "SC9")
    with console.town.db.transaction() as session:
        account = session.merge(console.account("SC9"))
        account.totp_sealed, account.totp_confirmed_at = "", None

    desk = uses(console.stranger(), "SC9", invitation)

    assert "设置手机验证码" in desk.html
    assert "<svg" in desk.html
    secret = console.codes.secret(console.account("SC9").totp_sealed)
    assert secret in desk.html.replace(" ", "")
    wrong = desk.posts("/console/second-step", code="000000")
    assert secret in wrong.html.replace(" ", "")  # the same code to scan after a slip
    assert wrong.posts("/console/second-step", code=console.phone_code("SC9")).path == "/console/"
    later = console.stranger().signs_in("SC9", FRESH)
    assert "输入手机验证码" in later.html
    assert "<svg" not in later.html


def test_a_session_ends_with_its_time_and_when_nothing_is_done(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    desk = console.stranger().signs_in(code)
    for _ in range(6):
        console.town.now += timedelta(minutes=100)
        assert desk.opens("/console/").path == "/console/"
    console.town.now += timedelta(minutes=119)
    assert desk.opens("/console/").path == "/console/"
    console.town.now += timedelta(minutes=1)
    assert desk.opens("/console/me").path == "/console/sign-in"  # twelve hours

    idle = console.stranger().signs_in(code)
    console.town.now += timedelta(minutes=121)
    assert idle.opens("/console/").path == "/console/sign-in"


def test_a_form_filled_in_slowly_still_holds_its_token(console: Console) -> None:
    desk = console.stranger().signs_in(console.staff(StaffRole.TOWNSHIP)).opens("/console/me")
    token = desk.token
    console.town.now += timedelta(minutes=90)
    desk.opens("/console/")
    assert desk.posts("/console/me/password", csrf=token, old="x").status == 422


@pytest.mark.parametrize("what", ["left", "another role"])
def test_who_left_is_out_at_once_and_a_new_role_holds_at_once(console: Console, what: str) -> None:
    code = console.staff(StaffRole.ADMINISTRATOR)
    desk = console.desk_of(code)
    changes: dict[str, Any] = {"active": False} if what == "left" else {"role": StaffRole.TOWNSHIP}
    with console.town.db.transaction() as session:
        session.execute(update(StaffMember).where(StaffMember.code == code).values(**changes))
    if what == "left":
        assert desk.opens("/console/").path == "/console/sign-in"
        assert console.stranger().signs_in(code).status == 401
    else:
        assert desk.opens("/console/audit").status == 403


def test_a_new_password_ends_the_other_sessions_but_not_this_one(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    here, there = console.desk_of(code), console.desk_of(code)
    assert (
        "现在的密码不对" in here.posts("/console/me/password", old="不是", password=FRESH, again=FRESH).html
    )
    desk = here.posts("/console/me/password", old=PASSWORD, password=FRESH, again=FRESH)
    assert "密码改好了" in desk.html
    assert desk.opens("/console/").path == "/console/"
    assert there.opens("/console/").path == "/console/sign-in"
    assert console.stranger().signs_in(code).status == 401
    assert console.stranger().signs_in(code, FRESH).path == "/console/"


def test_a_form_without_its_token_does_nothing(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    assert console.stranger().posts("/console/sign-in", name=code, password=PASSWORD).path != "/console/"
    stolen = console.stranger().opens("/console/sign-in").token
    assert (
        console.stranger().posts("/console/sign-in", csrf=stolen, name=code, password=PASSWORD).status == 429
    )

    desk = console.desk_of(code)
    assert desk.posts("/console/sign-out", csrf="", everywhere="1").status == 403
    assert desk.posts("/console/sign-out", csrf=console.desk_of(code).token, everywhere="1").status == 403
    assert desk.opens("/console/").path == "/console/"


@pytest.mark.parametrize("cookie", ["", "nonsense", "WzEsMSwxLDEsImEiXQ.AAAA"])
def test_a_forged_cookie_opens_nothing(console: Console, cookie: str) -> None:
    desk = console.stranger()
    desk.client.set_cookie("gridvoice_console", cookie, path="/console")
    desk.client.set_cookie("gridvoice_console_step", cookie, path="/console")
    assert desk.opens("/console/").path == "/console/sign-in"
    assert desk.opens("/console/second-step").path == "/console/sign-in"


def test_the_half_way_cookie_is_no_session(console: Console) -> None:
    desk = console.stranger().signs_in(console.staff(StaffRole.COUNTY))
    step = desk.client.get_cookie("gridvoice_console_step", path="/console")
    assert step is not None
    desk.client.set_cookie("gridvoice_console", step.value, path="/console")
    assert desk.opens("/console/").path == "/console/sign-in"


def test_after_signing_in_one_is_where_one_wanted_to_be(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    desk = console.stranger().opens("/console/me?tab=a&b=c")
    assert desk.path == "/console/sign-in"
    wanted = re.search(r'name="next" value="([^"]+)"', desk.html)
    assert wanted is not None
    assert wanted[1].replace("&amp;", "&") == "/console/me?tab=a&b=c"
    assert (
        desk.posts("/console/sign-in", name=code, password=PASSWORD, next="/console/me?tab=a").path
        == "/console/me"
    )


ELSEWHERE = (
    "https://evil.example/", "//evil.example", "/\\evil.example", "/console//evil", "/console/../m/staff", "/m/staff",
    "/console\\evil", "javascript:alert(1)", "/console/\r\nSet-Cookie: a=b", "", "/consolevil", "/console/sign-out",
)  # fmt: skip


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_way_leads_to_another_site(console: Console, path: str) -> None:
    assert safe_next(path) == "/console/"


def test_every_answer_forbids_scripts_of_others_and_frames(console: Console) -> None:
    policy = console.stranger().opens("/console/sign-in").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    desk = console.stranger().opens("/console/sign-in")
    data = {"csrf": desk.token, "name": code, "password": PASSWORD}
    answer = desk.client.post("/console/sign-in", data=data)
    [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("gridvoice_console=")]
    assert {"HttpOnly", "SameSite=Lax", "Path=/console"} <= set(cookie.split("; "))


def test_no_secret_is_in_the_audit_log(console: Console) -> None:
    invitation = invited(console, "S1")
    uses(console.stranger(), "S1", invitation)
    console.stranger().signs_in("S1", "not the password")
    log = str(console.log())
    assert "S1" in log
    for secret in (invitation, invitation.replace("-", ""), FRESH, "not the password"):
        assert secret not in log
