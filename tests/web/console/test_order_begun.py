"""What the order to an organ begins with: it goes into the letter, so no word stands in it that was not checked."""

import re

import pytest

from tests.handlers.loop.office import Office
from tests.web.console.desks import Desks
from tests.web.console_visits import Console


def begun(desks: Desks) -> str:
    html = desks.of("S1").opens("/console/issues/1001").html
    [text] = re.findall(r'<textarea[^>]*name="requirement"[^>]*>([^<]*)<', html)
    return str(text)


@pytest.fixture
def desks(console: Console, town: Office) -> Desks:
    """Nothing has been told yet."""
    return Desks(console, town)


def test_checked_words_stand_in_the_order(desks: Desks) -> None:
    desks.office.reported()
    assert "群众反映的「莲花村东头的路灯坏了」（丹水镇 莲花村）" in begun(desks)


def test_unchecked_words_do_not(desks: Desks) -> None:
    desks.office.check_answers = False
    desks.office.reported()
    assert "路灯" not in begun(desks)
    assert "群众反映的问题（丹水镇 莲花村）" in begun(desks)
