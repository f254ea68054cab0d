"""A form with a number longer than anybody types is answered in a sentence."""

from tests.web.console.desks import Desks
from tests.web.test_written import THOUSANDS


def test_a_form_says_what_is_wrong_and_does_nothing(desks: Desks) -> None:
    zhao = desks.of("S9").opens("/console/issues/1001")
    with desks.office.unchanged():
        zhao.posts("/console/issues/1001/link", main_number=THOUSANDS, reason="同一件")
        assert zhao.status == 422
        zhao.posts("/console/supervision/key", number=THOUSANDS, decided_on="2026-03-01")
        assert (zhao.status, "请填交办件的编号" in zhao.html) == (422, True)


def test_what_the_page_had_seen_is_then_not_known(desks: Desks) -> None:
    zhao = desks.of("S9").opens("/console/issues/1001")
    zhao.posts("/console/issues/1001/link", main_number="4711", reason="同一件", seen=THOUSANDS)
    assert zhao.status < 500
