"""Two at once: one wins, the other is told. On both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from models.people import StaffRole
from tests.web.console_visits import Console, Desk
from tests.web.test_console_sign_in import FRESH, invited


def at_once(*presses: Callable[[], Desk]) -> list[Desk]:
    """All press in the same moment."""
    ready = Barrier(len(presses))

    def press(one: Callable[[], Desk]) -> Desk:
        ready.wait(10)
        return one()

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(press, presses))


def test_one_code_of_the_phone_lets_one_browser_in(console: Console) -> None:
    code = console.staff(StaffRole.COUNTY)
    desks = [console.stranger().signs_in(code) for _ in range(3)]
    shown = console.phone_code(code)

    after = at_once(*(lambda desk=desk: desk.posts("/console/second-step", code=shown) for desk in desks))  # type: ignore[misc]

    assert sorted(desk.path == "/console/" for desk in after) == [False, False, True]
    assert [act for _, act, _ in console.log()].count("signed_in") == 1


def test_one_invitation_sets_one_password(console: Console) -> None:
    invitation = invited(console, "S1")
    desks = [console.stranger().opens("/console/welcome") for _ in range(2)]
    passwords = [f"{FRESH}-{place}" for place in range(2)]

    def use(desk: Desk, password: str) -> Desk:
        given = {"name": "S1", "code": invitation, "password": password, "again": password}
        return desk.posts("/console/welcome", **given)

    after = at_once(
        *(lambda d=desk, p=password: use(d, p) for desk, password in zip(desks, passwords, strict=True))  # type: ignore[misc]
    )

    won = [desk.path == "/console/" for desk in after]
    assert sorted(won) == [False, True]
    opens = [console.stranger().signs_in("S1", password).path == "/console/" for password in passwords]
    assert opens == won


def test_guesses_in_parallel_are_all_counted(console: Console) -> None:
    code = console.staff(StaffRole.TOWNSHIP)
    desks = [console.stranger().opens("/console/sign-in") for _ in range(5)]
    at_once(
        *(
            lambda desk=desk: desk.posts("/console/sign-in", name=code, password="not the password")  # type: ignore[misc]
            for desk in desks
        )
    )
    assert console.stranger().signs_in(code).status == 401
    assert ("staff:" + code, "account_locked", "staff:" + code) in console.log()
