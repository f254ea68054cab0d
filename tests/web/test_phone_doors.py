"""Who may come in: every route as every person, expired and foreign links, the CSRF token."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update

from app.security import LinkSigner
from app.service import Service
from models.people import Deputy, StaffMember, StaffRole
from tests.builders import a_contact, a_staff_member
from tests.town import Town
from tests.web.phone_visits import PhonePages, TownClock, Visit

SECRET_WORDS = "村口的路灯坏了三天"
OPEN_ON_PURPOSE = {"ops.healthz", "ops.readyz", "ops.metrics", "front.door"}


@pytest.fixture
def told(phone: PhonePages) -> PhonePages:
    """A resident of 莲花村 has told one matter, and 张广民 was asked."""
    phone.town.writes("o-wang-daye", f"莲花村{SECRET_WORDS}")
    phone.town.settles()
    with phone.town.db.transaction() as session:
        for role, territory, name in (
            (StaffRole.TOWNSHIP, "城关街道", "far"),
            (StaffRole.LEADER, "丹水镇", "leader"),
            (StaffRole.LEADER, "城关街道", "far-leader"),
            (StaffRole.COUNTY, "西峡县", "county"),
        ):
            a_staff_member(session, role, territory, contact_id=a_contact(session, f"o-{name}").id)
    return phone


ISSUE_PAGES = {
    "/m/resident/issues/1001": {"o-wang-daye"},
    "/m/resident/issues/1001/withdraw": {"o-wang-daye"},
    "/m/deputy/issues/1001": {"o-zhang", "o-li"},
    "/m/staff/issues/1001": {"o-staff", "o-leader", "o-county"},
}
PEOPLE = ("o-wang-daye", "o-other", "o-zhang", "o-li", "o-wang", "o-staff", "o-far", "o-leader", "o-far-leader", "o-county")  # fmt: skip


@pytest.mark.parametrize("path", ISSUE_PAGES)
def test_a_matter_opens_for_those_it_concerns_and_for_nobody_else(told: PhonePages, path: str) -> None:
    told.town.writes("o-other", "石龙堰村的桥断了")

    let_in = {one for one in PEOPLE if SECRET_WORDS in told.visit(one, path).html}

    assert let_in == ISSUE_PAGES[path]
    assert SECRET_WORDS not in told.stranger().opens(path).html


@pytest.mark.parametrize("area", ["resident", "deputy", "staff"])
def test_not_found_and_not_yours_are_the_same_answer(told: PhonePages, area: str) -> None:
    told.town.writes("o-other", "石龙堰村的桥断了")
    someone = {"resident": "o-other", "deputy": "o-wang", "staff": "o-far"}[area]

    not_theirs = told.visit(someone, f"/m/{area}/issues/1001")
    not_there = told.visit(someone, f"/m/{area}/issues/987654")

    assert (not_theirs.status, not_theirs.html) == (404, not_there.html)


@pytest.mark.parametrize("path", ["/m/staff/issues/{}", "/m/deputy/issues/{}", "/m/resident/issues/{}"])
def test_a_number_no_database_holds_is_not_found(told: PhonePages, path: str) -> None:
    someone = {"r": "o-other", "d": "o-zhang", "s": "o-staff"}[path[3]]
    told.town.writes("o-other", "石龙堰村的桥断了")
    assert told.visit(someone, path.format(10**30)).status == 404


def test_a_text_no_database_holds_is_refused_with_a_sentence(told: PhonePages) -> None:
    visit = told.visit("o-zhang", "/m/deputy/issues/1001")
    visit.posts("/m/deputy/issues/1001/report", words="请镇里\0协调")
    assert visit.status == 400
    assert "请去掉后再试" in visit.html


ACTS = {
    "/m/resident/issues/1001/withdraw": {},
    "/m/resident/issues/1001/solved": {"answer": "yes"},
    "/m/resident/issues/1001/rating": {"grade": "satisfied"},
    "/m/resident/issues/1001/words": {"words": "还是不亮"},
    "/m/deputy/issues/1001/receipt": {},
    "/m/deputy/issues/1001/answer": {"words": "马上来看"},
    "/m/deputy/issues/1001/report": {"words": "请镇里协调"},
    "/m/staff/issues/1001/place": {"grid": "SL01"},
    "/m/staff/issues/1001/release": {"held": "999"},
    "/m/staff/issues/1001/refuse": {"reason": "这不归这里管"},
}
MAY_TRY = {"resident": {"o-wang-daye"}, "deputy": {"o-zhang", "o-li"}, "staff": {"o-staff", "o-county"}}


@pytest.mark.parametrize("path", ACTS)
def test_nobody_else_can_do_anything(told: PhonePages, path: str) -> None:
    """With a pass of their own and its right token: no act, no trace, and not a word of the matter."""
    told.town.writes("o-other", "石龙堰村的桥断了")
    area = path.split("/")[2]
    before = len(told.town.issue().events)

    for someone in set(PEOPLE) - MAY_TRY[area]:
        visit = told.visit(someone, f"/m/{area}")
        pass_of_theirs = visit.posts(path, csrf=_token(told, visit), **ACTS[path])
        assert pass_of_theirs.status in {403, 404}, someone
        assert SECRET_WORDS not in pass_of_theirs.html

    assert len(told.town.issue().events) == before


def _token(phone: PhonePages, visit: Visit) -> str:
    """The CSRF token that goes with the visitor's pass, also where no page of theirs has a form."""
    from app.web.phone.passes import COOKIE, Area, Passes  # noqa: PLC0415  the one test that forges nothing

    security = phone.service.settings.security
    for area in Area:
        cookie = visit.client.get_cookie(COOKIE, path=area.path)
        if cookie is not None:
            return Passes(security.secret_key, security.link_days).csrf(cookie.value)
    return ""


@pytest.mark.parametrize("path", ACTS)
def test_a_form_without_the_token_does_nothing(told: PhonePages, path: str) -> None:
    area = path.split("/")[2]
    before = len(told.town.issue().events)
    for someone in MAY_TRY[area]:
        for token in ("", "0" * 64):
            answer = told.visit(someone, f"/m/{area}/issues/1001").posts(path, csrf=token, **ACTS[path])
            assert answer.status == 403
    assert len(told.town.issue().events) == before


def test_another_persons_token_does_not_serve(told: PhonePages) -> None:
    li = told.visit("o-li", "/m/deputy/issues/1001")
    zhang = told.visit("o-zhang", "/m/deputy/issues/1001")

    assert zhang.posts("/m/deputy/issues/1001/receipt", csrf=li.token).status == 403
    assert zhang.opens("/m/deputy/issues/1001").posts("/m/deputy/issues/1001/receipt").status == 200


def test_leaders_read_and_may_only_instruct(told: PhonePages) -> None:
    page = told.visit("o-leader", "/m/staff/issues/1001")

    assert SECRET_WORDS in page.html
    assert re.findall(r'<form[^>]*action="([^"]*)"', page.html) == ["/m/staff/issues/1001/instruct"]


def test_a_link_dies_after_its_days(told: PhonePages) -> None:
    link = told.link("o-zhang", "/m/deputy/issues/1001")
    assert told.stranger().opens(link).status == 200

    told.town.until("2026-03-18 10:00")

    page = told.stranger().opens(link)
    assert page.status == 403
    assert "链接过期了" in page.html
    assert SECRET_WORDS not in page.html


def test_an_open_page_dies_with_its_pass(told: PhonePages) -> None:
    zhang = told.visit("o-zhang", "/m/deputy")
    told.town.until("2026-03-18 10:00")

    assert zhang.opens("/m/deputy/issues/1001").status == 403


def test_a_link_opened_on_its_last_day_lives_no_longer_for_it(told: PhonePages) -> None:
    link = told.link("o-zhang", "/m/deputy/issues/1001")
    told.town.until("2026-03-17 09:00")
    zhang = told.stranger().opens(link)
    assert zhang.status == 200

    told.town.until("2026-03-17 11:00")

    assert zhang.opens("/m/deputy/issues/1001").status == 403


@pytest.mark.parametrize("token", ["", "rubbish", "WzEsIi9tL2RlcHV0eSIsOTk5OTk5OTk5OV0.aaaa", "中文"])
def test_foreign_tokens_open_nothing(told: PhonePages, token: str) -> None:
    page = told.stranger().opens(f"/m/open?t={token}")
    assert (page.status, "链接过期了" in page.html) == (403, True)


@pytest.mark.parametrize("page", ["//evil.example/m/deputy", "https://evil.example", "/m/../console", "/m/deputy/../../healthz", "/m", "/metrics"])  # fmt: skip
def test_a_link_leads_only_to_phone_pages(told: PhonePages, page: str) -> None:
    signer = LinkSigner(told.service.settings.security.secret_key, 7)
    token = signer.sign(1, page, told.town.now)

    answer = told.app.test_client().get(f"/m/open?t={token}")

    assert answer.status_code == 403
    assert "Location" not in answer.headers


def test_a_pass_opens_its_own_part_only(told: PhonePages) -> None:
    """张广民 is a resident, too: the link of one part gives no way into the other."""
    told.town.writes("o-zhang", "新 莲花村的井干了")
    zhang = told.visit("o-zhang", "/m/resident")

    assert zhang.status == 200
    assert zhang.opens("/m/deputy").status == 403


def test_who_left_office_stands_before_a_closed_door(told: PhonePages) -> None:
    zhang, staff = told.visit("o-zhang", "/m/deputy"), told.visit("o-staff", "/m/staff")
    assert (zhang.status, staff.status) == (200, 200)
    with told.town.db.transaction() as session:
        session.execute(update(Deputy).values(active=False))
        session.execute(update(StaffMember).values(active=False))

    assert zhang.opens("/m/deputy").status == 403
    assert staff.opens("/m/staff").status == 403
    assert told.visit("o-zhang", "/m/deputy/issues/1001").status == 403


def test_every_route_names_its_guard(app: Flask) -> None:
    unguarded = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "guard")
    }
    assert unguarded == OPEN_ON_PURPOSE


def test_pages_are_not_kept_and_run_no_script(told: PhonePages) -> None:
    client = told.app.test_client()
    answer = client.get(told.link("o-zhang", "/m/deputy/issues/1001"), follow_redirects=True)

    assert answer.headers["Cache-Control"] == "no-store"
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.get_data(as_text=True)


def test_the_pass_is_hidden_from_scripts_and_other_sites(told: PhonePages) -> None:
    answer = told.app.test_client().get(told.link("o-zhang", "/m/deputy"))
    cookie = answer.headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Path=/m/deputy"))
    assert "Secure" not in cookie

    server = told.service.settings.server.model_copy(update={"public_url": "https://voice.example"})
    told.app.extensions["gridvoice"] = replace(
        told.service, settings=told.service.settings.model_copy(update={"server": server})
    )
    assert "Secure" in told.app.test_client().get(told.link("o-zhang", "/m/deputy")).headers["Set-Cookie"]


def test_the_towns_clock_rules(phone: PhonePages, town: Town, service: Service) -> None:
    """The fixture itself: what the tests turn is what the pages go by."""
    assert isinstance(phone.service.clock, TownClock)
    assert phone.service.clock.now() == town.now
    assert phone.service.db is service.db


@pytest.mark.parametrize(
    ("role", "reads", "refuses"),
    [
        (StaffRole.ADMINISTRATOR, 404, 404),
        (StaffRole.STATION_HEAD, 200, 404),
        (StaffRole.COMMITTEE, 200, 200),
    ],
)
def test_a_role_does_on_the_phone_what_it_may_do_anywhere(
    told: PhonePages, role: StaffRole, reads: int, refuses: int
) -> None:
    with told.town.db.transaction() as session:
        a_staff_member(session, role, "丹水镇", contact_id=a_contact(session, "o-someone").id)
    visit = told.visit("o-someone", "/m/staff/issues/1001")
    assert visit.status == reads
    assert ("不受理" in visit.html) is (refuses == 200)
    token = _token(told, visit)
    assert visit.posts("/m/staff/issues/1001/refuse", csrf=token, reason="这不归这里管").status == refuses
