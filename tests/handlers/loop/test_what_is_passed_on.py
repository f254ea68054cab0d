"""What is printed above a matter is what the resident told: no answer to our questions, no words still unchecked."""

import pytest

from handlers.wording import passed_words
from models.issue import ASIDE
from models.queries.assignment_titles import first_words
from models.queries.bulletin import first_passed
from tests.handlers.loop.office import Office


@pytest.fixture
def photo_first(office: Office) -> Office:
    """A photo, then the village we asked for, then what it is about."""
    office.sends_photo("o-ma")
    office.writes("o-ma", "莲花村")
    office.writes("o-ma", "东头的路灯坏了")
    office.settles()
    assert [m.text for m in office.issue().messages if m.kind == ASIDE] == ["莲花村"]
    return office


def test_the_answer_to_our_question_is_no_title(photo_first: Office) -> None:
    with photo_first.db.reading() as session:
        assert first_words(session, [1001]) == {1001: "东头的路灯坏了"}
        assert first_passed(session, [1001]) == {1001: "东头的路灯坏了"}
    assert passed_words(photo_first.issue()) == ["东头的路灯坏了"]
