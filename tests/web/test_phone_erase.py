"""A resident erases their data from the phone page: asked twice, done once, and the link opens nothing afterwards."""

import pytest

from models.rules.issue_state import IssueState
from tests.web.phone_visits import PhonePages

PAGE = "/m/resident/erase"


@pytest.fixture
def told(phone: PhonePages) -> PhonePages:
    phone.town.writes("o-ma", "莲花村东头的路灯坏了")
    phone.town.settles()
    return phone


def test_it_is_explained_asked_once_more_and_done(told: PhonePages) -> None:
    page = told.visit("o-ma", "/m/resident")
    assert PAGE in page.html
    page.opens(PAGE)
    assert ("删了找不回来" in page.html, "№ 1001 还没办完，会替您撤回" in page.html) == (True, True)

    page.posts(PAGE)
    assert (page.status, "请先勾选" in page.html) == (422, True)
    assert told.town.issue().messages[0].text == "莲花村东头的路灯坏了"

    page.posts(PAGE, sure="yes")
    assert (page.status, "您的信息已经删除" in page.html) == (200, True)
    matter = told.town.issue()
    assert (matter.state, matter.messages[0].text) == (IssueState.WITHDRAWN, "（本人要求删除）")


def test_afterwards_the_link_opens_nothing_and_a_second_tap_does_no_harm(told: PhonePages) -> None:
    page = told.visit("o-ma", PAGE)
    token = page.token
    page.posts(PAGE, sure="yes")
    page.posts(PAGE, csrf=token, sure="yes")
    assert (page.status, "链接过期了" in page.html) == (403, True)
    assert told.visit("o-ma", "/m/resident/issues/1001").status == 403


def test_nobody_else_erases_it(told: PhonePages) -> None:
    for openid in ("o-zhang", "o-staff"):
        assert told.visit(openid, PAGE).status in {403, 404}
    told.visit("o-ma", PAGE).posts(PAGE, csrf="0" * 40, sure="yes")
    assert told.town.issue().messages[0].text == "莲花村东头的路灯坏了"
