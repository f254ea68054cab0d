"""What the deputy photographed stands on the matter's page as the deputy's, and staff decide on it like on any other."""

import pytest

from app.storage.pictures import redrawn_if_possible
from models.rules.issue_state import IssueState
from scheduler.media import Shelf, fetch_due
from tests.fakes import Clock, FakeMedia
from tests.handlers.loop.office import Office
from tests.photos import taken_at_the_well
from tests.web.console.desks import Desks
from tests.web.console_visits import Console

PAGE = "/console/issues/1001"


@pytest.fixture
def offices(console: Console, town: Office) -> Desks:
    """马大娘's lamp burns again, 张广民 says, and shows it."""
    town.writes("o-ma", "莲花村东头的路灯坏了")
    town.settles()
    town.writes("o-zhang", "收到 1001")
    town.writes("o-zhang", "解决 1001 换了新灯泡，昨晚亮了")
    town.sends_photo("o-zhang")
    picture = town.issue().deputy_photos[0]
    service = console.service
    media = FakeMedia(**{picture.media_id: taken_at_the_well()})
    fetch_due(service.db, media, Shelf(service.files, redrawn_if_possible), Clock(town.now))
    return Desks(console, town)


def test_it_is_marked_as_the_deputys_and_passed_by_staff(offices: Desks) -> None:
    chen = offices.of("S1").opens(PAGE)
    assert ("代表拍的" in chen.html, "未经内容检查" in chen.html) == (True, True)
    leader = offices.of("S8").opens(PAGE)
    assert "/m/media/" not in leader.html, "it has not been checked yet"

    chen.posts(f"{PAGE}/pass-photo", item=str(offices.office.issue().deputy_photos[0].id))

    assert "代表拍的第 1 张照片已放行" in chen.html
    assert "/m/media/" in leader.opens(PAGE).html
    assert offices.office.issue().state is IssueState.ANSWERED, "a photo moves nothing"
