"""Tokens: the classic one replaces, the stable one stays; quotas; one-time codes of login and phone number."""

import pytest

from app.simulator.fake_wechat.core import FakeWeChat
from tests.simulator.account import APP_ID, SECRET, Api, Clock

TEMPLATES = "/wxaapi/newtmpl/gettemplate"


def works(api: Api, token: str) -> int:
    return int(api.get(TEMPLATES, access_token=token)["errcode"])


def test_each_classic_token_replaces_the_last_which_lives_five_minutes_more(api: Api, clock: Clock) -> None:
    first = api.fetch_token()
    second = api.fetch_token()
    assert first != second
    assert len(first) == 512
    clock.forward(minutes=4, seconds=59)
    assert works(api, first) == works(api, second) == 0
    clock.forward(seconds=1)
    assert works(api, first) == 40001
    assert works(api, second) == 0


def test_a_classic_token_ends_after_two_hours(api: Api, clock: Clock) -> None:
    token = api.fetch_token()
    clock.forward(hours=2)
    assert works(api, token) == 42001


def test_the_stable_token_stays_the_same_until_its_last_five_minutes(api: Api, clock: Clock) -> None:
    first = api.stable()
    clock.forward(seconds=6899)
    again = api.stable()
    assert (again["access_token"], again["expires_in"]) == (first["access_token"], 301)
    clock.forward(seconds=1)
    new = api.stable()
    assert new["access_token"] != first["access_token"]
    assert new["expires_in"] == 7200
    clock.forward(seconds=299)
    assert works(api, first["access_token"]) == works(api, new["access_token"]) == 0
    clock.forward(seconds=1)
    assert works(api, first["access_token"]) == 42001


def test_the_stable_token_is_not_disturbed_by_classic_ones(api: Api) -> None:
    stable = api.stable()["access_token"]
    for _ in range(3):
        api.fetch_token()
    assert api.stable()["access_token"] == stable
    assert works(api, stable) == 0


def test_a_forced_refresh_is_for_leaks_and_rationed(api: Api, clock: Clock) -> None:
    leaked = api.stable()["access_token"]
    assert api.stable(force_refresh=True)["access_token"] != leaked
    assert works(api, leaked) == 40001
    assert api.stable(force_refresh=True)["errcode"] == 45011
    for _ in range(19):
        clock.forward(seconds=30)
        assert "access_token" in api.stable(force_refresh=True)
    clock.forward(seconds=30)
    assert api.stable(force_refresh=True)["errcode"] == 45009
    clock.forward(days=1)
    assert "access_token" in api.stable(force_refresh=True)


@pytest.mark.parametrize(
    ("appid", "secret", "code"),
    [("wxother", SECRET, 40013), (APP_ID, "guess", 40125), ("", SECRET, 41002), (APP_ID, "", 41004)],
)
def test_wrong_credentials(api: Api, appid: str, secret: str, code: int) -> None:
    account = {"grant_type": "client_credential", "appid": appid, "secret": secret}
    assert api.get("/cgi-bin/token", **account)["errcode"] == code
    assert api.post("/cgi-bin/stable_token", **account)["errcode"] == code


@pytest.mark.parametrize(("token", "code"), [("", 41001), ("nonsense", 40014), ("94_unknown", 40001)])
def test_tokens_that_are_none(api: Api, token: str, code: int) -> None:
    assert works(api, token) == code


def test_an_invalidated_token_is_worth_nothing(api: Api, fake: FakeWeChat) -> None:
    token = api.stable()["access_token"]
    fake.tokens.revoke_all(fake.now())
    assert works(api, token) == 40001
    assert works(api, api.stable()["access_token"]) == 0


def test_a_refusal_has_wechats_words_and_a_request_id(api: Api) -> None:
    words = str(api.get(TEMPLATES, access_token="nonsense")["errmsg"])
    assert words.startswith("invalid access_token rid: ")
    assert [len(part) for part in words.rpartition(" ")[2].split("-")] == [8, 8, 8]


def test_the_daily_quota_ends_at_midnight_in_china(api: Api, fake: FakeWeChat, clock: Clock) -> None:
    fake.quota.daily["/cgi-bin/token"] = 2
    for _ in range(2):
        api.fetch_token()
    account = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
    assert api.get("/cgi-bin/token", **account)["errcode"] == 45009
    clock.forward(hours=15)  # 09:00 + 15 h in Shanghai
    assert "access_token" in api.get("/cgi-bin/token", **account)
    assert fake.quota.calls["/cgi-bin/token"] == 4
    assert fake.quota.refusals["/cgi-bin/token 45009"] == 1


def test_the_minute_quota(api: Api, fake: FakeWeChat, clock: Clock) -> None:
    fake.quota.minute["/cgi-bin/getcallbackip"] = 1
    token = api.stable()["access_token"]
    assert api.get("/cgi-bin/getcallbackip", access_token=token) == {"ip_list": ["127.0.0.1"]}
    assert api.get("/cgi-bin/getcallbackip", access_token=token)["errcode"] == 45011
    clock.forward(minutes=1)
    assert "ip_list" in api.get("/cgi-bin/getcallbackip", access_token=token)


def test_the_wrong_method_and_bodies_that_are_no_json(api: Api) -> None:
    assert api.get("/cgi-bin/message/custom/send", access_token=api.token)["errcode"] == 43002
    assert api.post(TEMPLATES)["errcode"] == 43001
    for body in (b"", b"{", b"[]", b"\xff"):
        answer = api.http.post(f"/cgi-bin/message/custom/send?access_token={api.token}", data=body)
        assert answer.get_json(force=True)["errcode"] == 47001


# --- codes ---


def login(api: Api, code: str, **changes: str) -> dict[str, object]:
    account = {"appid": APP_ID, "secret": SECRET, "grant_type": "authorization_code"}
    return api.get("/sns/jscode2session", **{**account, "js_code": code, **changes})


def test_a_login_code_works_once_within_five_minutes(api: Api, fake: FakeWeChat, clock: Clock) -> None:
    code = fake.login_code("oWang")
    assert login(api, code)["openid"] == "oWang"
    assert login(api, code)["errcode"] == 40029
    late = fake.login_code("oWang")
    clock.forward(minutes=5, seconds=1)
    assert login(api, late)["errcode"] == 40029
    assert login(api, fake.login_code("oWang"), appid="wxother")["errcode"] == 40013
    assert login(api, fake.login_code("oWang"), secret="guess")["errcode"] == 40125


def test_a_person_logs_in_a_hundred_times_a_minute_at_most(api: Api, fake: FakeWeChat) -> None:
    for _ in range(100):
        assert "openid" in login(api, fake.login_code("oWang"))
    assert login(api, fake.login_code("oWang"))["errcode"] == 45011
    assert "openid" in login(api, fake.login_code("oLi"))


def test_a_phone_number_is_given_once_and_only_to_its_owner(api: Api, fake: FakeWeChat) -> None:
    path = "/wxa/business/getuserphonenumber"
    fake.phone("oWang", "王大娘", number="13800000000")
    code = fake.phone_code("oWang")
    assert api.post(path, code=code, openid="oWang")["phone_info"]["purePhoneNumber"] == "13800000000"
    assert api.code(path, code=code) == 40029
    assert api.code(path, code=fake.phone_code("oWang"), openid="oLi") == 40003
