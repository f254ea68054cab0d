"""Every route × every role: who may open it, who is refused, and that nobody gets anything without signing in.

The table below is written by hand, from domain §8, and knows nothing of the decorators: a route that is missing here fails.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, IntegerConverter, Rule
from werkzeug.test import TestResponse

from models.people import StaffRole
from tests.web.conftest import Console
from tests.web.console_visits import Desk
from tests.web.route_rights import OPEN, RIGHTS, Who

CSRF = "csrf"


def rules(app: Flask) -> list[Rule]:
    """The console's, in a fixed order."""
    found = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/console")]
    return sorted(found, key=lambda rule: (rule.rule, rule.endpoint))


def route(rule: Rule) -> str:
    """As the table has it."""
    return rule.rule.rstrip("/")


def visits(rule: Rule) -> Iterator[tuple[str, str]]:
    """(method, path) with numbers and words that stand for nothing."""
    values = {name: _value(rule, name) for name in rule.arguments}
    _, path = rule.build(values) or ("", rule.rule)
    for method in sorted((rule.methods or set()) & {"GET", "POST"}):
        yield method, path


def _value(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 999_999 if isinstance(converter, IntegerConverter) else "nothing"


@pytest.fixture
def desks(console: Console) -> dict[Who, Desk]:
    """One of each, at work in 丹水镇 or the whole county."""
    where = {StaffRole.TOWNSHIP: "丹水镇", StaffRole.STATION_HEAD: "丹水镇", StaffRole.LEADER: "丹水镇"}
    found: dict[Who, Desk] = {
        Who(role.value): console.desk_of(console.staff(role, where.get(role, "西峡县"))) for role in StaffRole
    }
    found[Who.ORGAN] = console.desk_of(console.organ())
    return found


def test_every_console_route_is_in_the_table(app: Flask) -> None:
    routes = {route(rule) for rule in rules(app)}
    assert routes - set(RIGHTS) - OPEN == set(), "say in route_rights.py who may open it"
    assert (set(RIGHTS) | OPEN) - routes == set(), "no such route any more"


def test_without_signing_in_there_is_nothing(app: Flask, console: Console) -> None:
    for rule in rules(app):
        if route(rule) in OPEN:
            continue
        for method, path in visits(rule):
            answer = app.test_client().open(path, method=method)
            assert answer.status_code in {303, 401}, f"{method} {path}: {answer.status_code}"
            if answer.status_code == 303:
                assert answer.headers["Location"].startswith("/console/sign-in"), path


@pytest.mark.parametrize("who", list(Who))
def test_a_role_opens_what_is_its_own_and_nothing_else(who: Who, app: Flask, desks: dict[Who, Desk]) -> None:
    desk = desks[who]
    wrong = []
    for rule in rules(app):
        if route(rule) in OPEN or rule.endpoint.endswith("sign_out"):
            continue
        for method, path in visits(rule):
            status = _visit(desk, method, path).status_code
            refused = status == 403
            if refused == (who in RIGHTS[route(rule)]) or status >= 500:
                wrong.append(f"{method} {path} ({rule.endpoint}): {status}")
    assert wrong == []


def _visit(desk: Desk, method: str, path: str) -> TestResponse:
    data = {CSRF: desk.token} if method == "POST" else None
    return desk.client.open(path, method=method, data=data)


@pytest.mark.parametrize("who", [Who.COUNTY, Who.ORGAN])
def test_a_post_without_the_forms_token_does_nothing(who: Who, app: Flask, desks: dict[Who, Desk]) -> None:
    for rule in rules(app):
        if route(rule) in OPEN or who not in RIGHTS[route(rule)]:
            continue
        for method, path in visits(rule):
            if method == "POST":
                answer = desks[who].client.post(path, data={CSRF: "0" * 64})
                assert answer.status_code == 403, path
                assert "放得太久" in answer.get_data(as_text=True)
