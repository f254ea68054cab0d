"""Wrong passwords of strangers keep no clerk out: the computer they always use is known, and is counted by itself."""

from datetime import timedelta

import pytest

from app.web.console.sessions import DEVICE, DEVICE_LASTS, PATH
from handlers.accounts import invite_by_operator
from models.duty import AuditEntry
from models.people import StaffMember, StaffRole
from tests.web.console_visits import PASSWORD, Console, Desk

WRONG = "some guess at it"
FRESH = "old-well-at-shimen"
INVITATION = "ABCD-EFGH-JKMN"


def at_their_desk(console: Console, code: str) -> Desk:
    """The clerk's own browser: signed in yesterday, and out again."""
    desk = console.stranger().signs_in(code)
    assert desk.path == "/console/"
    return signs_out(desk)


def signs_out(desk: Desk) -> Desk:
    return desk.opens("/console/me").posts("/console/sign-out")


def strangers_try(console: Console, code: str) -> None:
    for _ in range(6):
        console.stranger().signs_in(code, WRONG)


def cookie_of(desk: Desk, console: Console, code: str) -> str:
    found = desk.client.get_cookie(f"{DEVICE}_{console.account(code).id}", path=PATH)
    assert found is not None
    return found.value


def with_cookie(console: Console, code: str, value: str) -> Desk:
    desk = console.stranger()
    desk.client.set_cookie(f"{DEVICE}_{console.account(code).id}", value, path=PATH)
    return desk


def enters(desk: Desk, code: str, password: str = PASSWORD) -> bool:
    return desk.signs_in(code, password).path == "/console/"


def invite(console: Console, code: str) -> None:
    with console.town.db.transaction() as session:
        member = session.query(StaffMember).where(StaffMember.code == code).one()
        invite_by_operator(console.town.desk(session), member, INVITATION, timedelta(days=14))


def uses_invitation(desk: Desk, code: str, invitation: str = INVITATION) -> Desk:
    desk.opens("/console/welcome")
    return desk.posts("/console/welcome", name=code, code=invitation, password=FRESH, again=FRESH)


def test_strangers_lock_themselves_out_and_not_the_clerk(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    own = at_their_desk(console, code)
    strangers_try(console, code)
    assert not enters(console.stranger(), code)
    assert enters(own, code)
    assert not enters(console.stranger(), code)  # the strangers go on waiting


def test_nor_do_strangers_keep_a_clerk_from_a_new_password(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    own = console.stranger().signs_in(code)
    strangers_try(console, code)
    own.opens("/console/me").posts("/console/me/password", old=PASSWORD, password=FRESH, again=FRESH)
    assert "密码改好了" in own.html
    strangers_try(console, code)
    assert enters(signs_out(own), code, FRESH)


def test_the_phones_code_is_asked_there_and_takes_as_many_wrong_ones(console: Console) -> None:
    code = console.staff(StaffRole.COUNTY)
    own = console.stranger().signs_in(code).posts("/console/second-step", code=console.phone_code(code))
    signs_out(own)
    strangers_try(console, code)
    console.town.now += timedelta(minutes=1)
    own.signs_in(code)
    assert own.path == "/console/second-step"
    assert own.posts("/console/second-step", code=console.phone_code(code)).path == "/console/"

    signs_out(own).signs_in(code)
    for _ in range(5):
        own.posts("/console/second-step", code="000000")
    console.town.now += timedelta(minutes=1)
    assert own.posts("/console/second-step", code=console.phone_code(code)).path == "/console/second-step"
    assert not enters(own, code)


def test_a_known_browser_waits_for_its_own_wrong_tries(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    own = at_their_desk(console, code)
    for _ in range(5):
        own.signs_in(code, WRONG)
    assert not enters(own, code)
    assert enters(console.stranger(), code)
    assert ("staff:" + code, "account_locked", "staff:" + code) in console.log()
    console.town.now += timedelta(minutes=16)
    assert enters(own, code)


@pytest.mark.parametrize("whose", ["forged", "of another", "the session's", "the half-way step's", "too old"])
def test_no_other_cookie_makes_a_browser_known(console: Console, whose: str) -> None:
    code, other = console.staff(StaffRole.TOWNSHIP), console.staff(StaffRole.TOWNSHIP, code="S77")
    own = console.stranger().signs_in(code)
    value = cookie_of(own, console, code)
    match whose:
        case "forged":
            value = value[:-2] + ("AA" if value[-2:] != "AA" else "BB")
        case "of another":
            value = cookie_of(console.stranger().signs_in(other), console, other)
        case "the session's":
            account = console.account(code)
            ticket = console.sessions.begin(account.id, account.generation, console.town.now)
            value = console.sessions.sealed(ticket)
        case "the half-way step's":
            account = console.account(code)
            ticket = console.sessions.begin(account.id, account.generation, console.town.now)
            value = console.sessions.sealed_step(ticket)
        case "too old":
            console.town.now += DEVICE_LASTS
    strangers_try(console, code)
    assert not enters(with_cookie(console, code, value), code)


def test_a_stolen_cookie_opens_nothing_and_a_reset_ends_it(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    stolen = cookie_of(at_their_desk(console, code), console, code)
    thief = with_cookie(console, code, stolen)
    assert thief.opens("/console/").path == "/console/sign-in"
    strangers_try(console, code)
    assert enters(thief, code)  # with the password, that is: it is the clerk's own browser

    invite(console, code)
    uses_invitation(console.stranger(), code)
    strangers_try(console, code)
    assert not enters(with_cookie(console, code, stolen), code, FRESH)


def test_two_clerks_at_one_computer_are_both_known_there(console: Console) -> None:
    code, other = console.staff(StaffRole.TOWNSHIP), console.staff(StaffRole.TOWNSHIP, code="S77")
    shared = at_their_desk(console, code)
    signs_out(shared.signs_in(other))
    for one in (code, other):
        strangers_try(console, one)
    assert enters(shared, code)
    assert enters(signs_out(shared), other)


def test_a_newcomer_is_known_before_the_phone_is_set_up(console: Console) -> None:
    console.staff(StaffRole.COUNTY, code="SC9")
    with console.town.db.transaction() as session:
        account = session.merge(console.account("SC9"))
        account.totp_sealed, account.totp_confirmed_at = "", None
    invite(console, "SC9")
    new = uses_invitation(console.stranger(), "SC9")
    assert new.path == "/console/second-step"
    strangers_try(console, "SC9")
    assert new.posts("/console/second-step", code=console.phone_code("SC9")).path == "/console/"


def test_the_administrator_sees_who_waits_and_ends_it_for_all(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    own = at_their_desk(console, code)
    for _ in range(5):
        own.signs_in(code, WRONG)
    administrator = console.desk_of(console.staff(StaffRole.ADMINISTRATOR))
    page = f"/console/accounts/staff/{console.account(code).staff_id}"
    assert "本人常用的电脑上锁定到" in administrator.opens(page).html
    assert "在本人常用的电脑上" in administrator.html
    administrator.posts(f"{page}/unlock")
    assert enters(own, code)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    desk = console.stranger().opens("/console/sign-in")
    data = {"csrf": desk.token, "name": code, "password": PASSWORD}
    answer = desk.client.post("/console/sign-in", data=data)
    [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith(DEVICE)]
    assert {"HttpOnly", "SameSite=Lax", "Path=/console"} <= set(cookie.split("; "))


def test_guessing_of_invitations_is_seen_and_fills_no_log(console: Console) -> None:
    invite(console, "S1")
    for _ in range(12):
        uses_invitation(console.stranger(), "S1", "ZZZZ-ZZZZ-ZZZZ")
    uses_invitation(console.stranger(), "NOBODY", "ZZZZ-ZZZZ-ZZZZ")
    with console.town.db.reading() as session:
        lines = session.query(AuditEntry).where(AuditEntry.act == "invitation_failed").order_by(AuditEntry.id)
        assert [(line.what, line.note) for line in lines] == [("staff:S1", "1"), ("staff:S1", "10")]
    assert uses_invitation(console.stranger(), "S1").path == "/console/"
