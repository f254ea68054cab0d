"""Signing out of the console: here, everywhere, and for whoever copied the cookie."""

from app.web.console.sessions import COOKIE, PATH
from models.people import StaffRole
from tests.web.console_visits import Console


def test_signing_out_here_and_everywhere(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    here, there = console.stranger().signs_in(code), console.stranger().signs_in(code)
    here.posts("/console/sign-out")
    assert here.opens("/console/").path == "/console/sign-in"
    assert there.opens("/console/").path == "/console/"

    again = console.stranger().signs_in(code).opens("/console/me")
    again.posts("/console/sign-out", everywhere="1")
    assert {desk.opens("/console/").path for desk in (there, again)} == {"/console/sign-in"}


def test_who_copied_the_cookie_is_out_with_whoever_signs_out(console: Console) -> None:
    """At a computer that several people use."""
    code = console.staff(StaffRole.TOWNSHIP)
    here, copy = console.stranger().signs_in(code), console.stranger()
    cookie = here.client.get_cookie(COOKIE, path=PATH)
    assert cookie is not None
    copy.client.set_cookie(COOKIE, cookie.value, path=PATH)
    assert copy.opens("/console/").path == "/console/"
    here.posts("/console/sign-out")
    copy.client.set_cookie(COOKIE, cookie.value, path=PATH)
    assert copy.opens("/console/").path == "/console/sign-in"
