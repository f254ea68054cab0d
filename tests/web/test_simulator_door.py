"""The simulator's page: absent unless it is switched on, deaf to other sites, and its people are the demo's."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.service import Service, build
from app.settings import Simulator
from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.server import serve
from app.simulator.page import simulator
from app.web.application import create_app
from models.people import StaffRole
from tests.builders import a_contact, a_deputy, a_grid, a_resident, a_staff_member, local_time
from tests.web.conftest import AES_KEY, APP_ID, TOKEN, settings_for

OURS = {"X-Simulator": "1"}


@pytest.fixture
def fake() -> Iterator[FakeWeChat]:
    account = FakeWeChat(
        app_id=APP_ID,
        app_secret="s" * 32,
        token=TOKEN,
        encoding_aes_key=AES_KEY,
        original_id="gh",
        mode="security",
        message_format="json",
        webhook_url="http://127.0.0.1:9/wechat",
    )
    account.sender.deliveries = 1
    with serve(account):
        yield account


@pytest.fixture
def service(database_url: str, tmp_path: Path, fake: FakeWeChat) -> Iterator[Service]:
    settings = settings_for(
        database_url, tmp_path, simulator={"enabled": True}, wechat={"api_base": fake.base_url}
    )
    service = build(settings)
    with service.db.transaction() as session:
        grid = a_grid(session, "莲花村", "丹水镇", code="LH01", latitude=33.2, longitude=111.4)
        contacts = [a_contact(session, openid).id for openid in ("oR", "oD", "oS")]
        a_resident(session, grid, name="王大爷", contact_id=contacts[0])
        a_deputy(session, grid, name="张广民", contact_id=contacts[1])
        a_deputy(session, grid, name="没绑定", bound=False)
        a_staff_member(session, StaffRole.TOWNSHIP, "丹水镇", name="陈晓", contact_id=contacts[2])
    yield service
    service.close()


@pytest.fixture
def app(service: Service) -> Flask:
    return create_app(service, [simulator(service)])


@pytest.fixture
def page(app: Flask) -> FlaskClient:
    return app.test_client()


def test_without_the_simulator_there_is_no_such_page(service: Service) -> None:
    without = create_app(service).test_client()
    assert without.get("/simulator").status_code == 404
    assert without.get("/simulator/api/phones/oD/page/deputy").status_code == 404


def test_every_route_names_its_guard(app: Flask) -> None:
    ours = [rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/simulator")]
    unguarded = {endpoint for endpoint in ours if not hasattr(app.view_functions[endpoint], "guard")}
    assert unguarded == {"simulator.static"}


@pytest.mark.parametrize("path", ["clock", "faults", "people", "phones/oR/write", "phones/oR/photo"])
def test_another_site_cannot_press_a_button(page: FlaskClient, path: str, service: Service) -> None:
    before = service.clock.now()
    assert page.post(f"/simulator/api/{path}", json={"minutes": 600}).status_code == 403
    assert (service.clock.now() - before).total_seconds() < 60


def test_people_are_found_by_name_and_place_when_they_have_a_phone(page: FlaskClient) -> None:
    def names(role: str, words: str) -> list[str]:
        found = page.get(f"/simulator/api/people?role={role}&q={words}").get_json()
        return [player["name"] for player in found]

    assert names("deputy", "张广") == ["张广民"]
    assert names("deputy", "莲花") == ["张广民"]
    assert names("resident", "丹水") == ["王大爷"]
    assert names("staff", "丹水镇") == ["陈晓"]
    assert names("deputy", "没绑定") == []
    assert names("mayor", "") == []


def test_a_person_is_given_a_phone(page: FlaskClient, fake: FakeWeChat) -> None:
    played = page.post("/simulator/api/people", json={"role": "deputy", "openid": "oD"}, headers=OURS)
    assert played.get_json()["name"] == "张广民"
    assert [phone.name for phone in fake.phones] == ["张广民"]
    assert page.get("/simulator/api/poll?phones=oD:0").get_json()["phones"] == {"oD": []}
    stranger = page.post("/simulator/api/people", json={"role": "deputy", "openid": "oX"}, headers=OURS)
    assert stranger.status_code == 404


def test_time_goes_forward_only(page: FlaskClient, service: Service) -> None:
    before = service.clock.now()
    page.post("/simulator/api/clock", json={"minutes": 60}, headers=OURS)
    assert 3600 <= (service.clock.now() - before).total_seconds() < 3660
    page.post("/simulator/api/clock", json={"minutes": -600}, headers=OURS)
    assert (service.clock.now() - before).total_seconds() >= 3600

    page.post("/simulator/api/clock", json={"to": "morning"}, headers=OURS)
    here = service.clock.now().astimezone(service.rules.zone)
    assert (here.hour, here.minute) == (8, 0)
    assert here > local_time("2026-01-01 08:00")


def test_faults_are_switched_on_and_off(page: FlaskClient, fake: FakeWeChat) -> None:
    for kind, waiting in (("busy", 1), ("cut", 1), ("quota", 1), ("", 0)):
        page.post("/simulator/api/faults", json={"kind": kind}, headers=OURS)
        assert len(fake.faults.waiting) == waiting


def test_bad_input_is_answered_with_a_sentence(page: FlaskClient) -> None:
    empty = page.post("/simulator/api/phones/oR/write", json={"text": "  "}, headers=OURS)
    assert (empty.status_code, empty.get_json()["error"]) == (400, "写点什么再发。")
    assert page.post("/simulator/api/phones/oR/steal", json={}, headers=OURS).status_code == 404
    assert page.post("/simulator/api/phones/oR/photo?sample=cat", headers=OURS).status_code == 404
    assert page.get("/simulator/api/poll?phones=oNobody:0").status_code == 404


def test_the_way_to_ones_own_pages(page: FlaskClient) -> None:
    url = page.get("/simulator/api/phones/oD/page/deputy").get_json()["url"]
    assert "张广民" in page.get(url, follow_redirects=True).get_data(as_text=True)
    assert page.get("/simulator/api/phones/oNobody/page/deputy").status_code == 404


def test_the_bare_address_leads_to_the_phones_and_without_them_to_the_console(
    app: Flask, service: Service
) -> None:
    assert app.test_client().get("/").headers["Location"] == "/simulator"
    offices = replace(service, settings=service.settings.model_copy(update={"simulator": Simulator()}))
    visitor = create_app(offices).test_client()
    assert "登录" in visitor.get("/", follow_redirects=True).text
