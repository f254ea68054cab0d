"""Staff write down what somebody says who cannot write in."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.web import photo_files
from models.issue import IssueChannel
from models.rules.issue_state import IssueState
from tests.handlers.loop.office import Office
from tests.web.console.desks import Desks, a_photo
from tests.web.console_visits import Console, Desk


@pytest.fixture
def chen(console: Console, town: Office) -> Desk:
    return Desks(console, town).of("S1").opens("/console/enter")


def stored(console: Console) -> list[Path]:
    return [file for file in (console.service.settings.storage.dir / "media").rglob("*") if file.is_file()]


def test_what_an_old_man_said_on_the_telephone(chen: Desk, town: Office) -> None:
    chen.posts(
        "/console/enter",
        words="村口的桥栏杆断了",
        grid_code="SL01",
        name="王大爷",
        phone="138 0000 0001",
        photo=(a_photo(), "bridge.jpg"),
    )
    assert "已录入，编号 № 1001" in chen.html
    issue = town.issue()
    assert (issue.state, issue.channel) == (IssueState.SUBMITTED, IssueChannel.STAFF)
    assert issue.resident.name == "王大爷"
    assert "138" not in issue.resident.phone_sealed
    assert len(issue.attachments) == 1
    chen.opens("/console/issues/1001")
    assert "13800000001" in chen.html, "whoever entered it may call back"
    assert "/m/media/" in chen.html


def test_looking_for_the_village_keeps_the_words(chen: Desk, town: Office) -> None:
    chen.posts("/console/enter", words="桥栏杆断了", name="王大爷", where="石龙堰", step="look")
    assert ">桥栏杆断了</textarea>" in chen.html
    assert 'value="王大爷"' in chen.html
    assert "石龙堰村" in chen.html
    assert town.issues() == []


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"words": "", "grid_code": "SL01"}, "请写明群众说了什么"),
        ({"words": "桥断了", "grid_code": ""}, "请选问题在哪个网格"),
        ({"words": "桥断了", "grid_code": "GH01"}, "请从您辖区的网格里选"),
        ({"words": "桥断了", "grid_code": "SL01", "phone": "abc"}, "电话号码不对"),
        ({"words": "桥断了", "grid_code": "SL01", "said_at": "昨天"}, "时间要写成"),
        ({"words": "桥断了", "grid_code": "SL01", "said_at": "2036-01-01T10:00"}, "还没有到"),
        ({"words": "桥断了", "grid_code": "SL01", "said_at": "0001-01-01T00:00"}, "太早"),
        ({"words": "桥断了", "grid_code": "SL01", "name": "王" * 40}, "太长"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    chen: Desk, console: Console, town: Office, fields: dict[str, str], why: str
) -> None:
    chen.posts("/console/enter", **fields, photo=(a_photo(), "bridge.jpg"))
    assert chen.status == 422
    assert why in chen.html
    assert town.issues() == []
    assert stored(console) == [], "a refused form leaves no file behind"


def test_a_photo_that_is_none_is_refused(chen: Desk, town: Office) -> None:
    photo = (io.BytesIO(b"MZ not a picture"), "virus.jpg")
    chen.posts("/console/enter", words="桥断了", grid_code="SL01", photo=photo)
    assert chen.status == 422
    assert ">桥断了</textarea>" in chen.html
    assert town.issues() == []


def test_the_button_pressed_twice_keeps_one_photo(chen: Desk, console: Console, town: Office) -> None:
    for picture in (a_photo(), a_photo("PNG")):
        chen.posts("/console/enter", words="桥断了", grid_code="SL01", photo=(picture, "bridge"))
    assert "已经录入过同样的话" in chen.html
    assert len(town.issues()) == len(stored(console)) == 1


def test_nobody_waits_at_the_database_while_a_photo_is_drawn(
    chen: Desk, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn_within: list[bool] = []
    database, writing = console.service.db, [False]
    transaction = database.transaction

    @contextmanager
    def watched() -> Iterator[Session]:
        with transaction() as session:
            writing[0] = True
            yield session
        writing[0] = False

    def drawing(content: bytes) -> bytes:
        drawn_within.append(writing[0])
        return content

    monkeypatch.setattr(database, "transaction", watched)
    monkeypatch.setattr(photo_files, "redrawn", drawing)
    chen.posts("/console/enter", words="桥断了", grid_code="SL01", photo=(a_photo(), "bridge.jpg"))
    assert "已录入" in chen.html
    assert drawn_within == [False]
