"""Somebody without WeChat has their data erased at the office."""

import pytest

from models.rules.issue_state import IssueState
from tests.handlers.loop.office import Office
from tests.web.console.desks import Desks
from tests.web.console_visits import Console, Desk

PAGE = "/console/issues/1001"


@pytest.fixture
def chen(console: Console, town: Office) -> Desk:
    """陈晓 wrote down what 王大爷 said on the telephone."""
    desk = Desks(console, town).of("S1").opens("/console/enter")
    desk.posts(
        "/console/enter", words="村口的桥栏杆断了", grid_code="SL01", name="王大爷", phone="138 0000 0001"
    )
    return desk.opens(PAGE)


def test_staff_make_sure_it_is_they_and_erase_it(chen: Desk, town: Office, console: Console) -> None:
    assert "群众要求删除个人信息" in chen.html
    chen.posts(f"{PAGE}/erase")
    assert (chen.status, "已核实是本人要求" in chen.html) == (422, True)
    assert town.issue().resident.name == "王大爷"

    chen.posts(f"{PAGE}/erase", sure="yes")
    assert "已经删除" in chen.html
    issue = town.issue()
    assert (issue.state, issue.resident.name, issue.resident.phone_sealed) == (IssueState.WITHDRAWN, "", "")
    assert [message.text for message in issue.messages] == ["（本人要求删除）"]
    assert "桥栏杆" not in chen.opens(PAGE).html
    assert "act-erase" not in chen.html
    assert ("staff:S1", "erase", "issue:1001") in console.log()


def test_who_has_wechat_says_so_themselves(console: Console, town: Office) -> None:
    town.tells("o-ma", "莲花村东头的路灯坏了")
    desk = Desks(console, town).of("S1").opens(PAGE)
    assert "act-erase" not in desk.html
    desk.posts(f"{PAGE}/erase", sure="yes")
    assert (desk.status, "请本人在聊天里发" in desk.html) == (409, True)
    assert town.issue().messages[0].text == "莲花村东头的路灯坏了"
