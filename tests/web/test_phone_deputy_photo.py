"""The deputy's page takes a photo with the answer; the resident sees it once it has passed the check."""

import io

import pytest
from PIL import Image
from sqlalchemy import update

from models.issue import Attachment, Check
from models.rules.issue_state import IssueState
from tests.web.phone_visits import PhonePages, Visit

MATTER = "/m/deputy/issues/1001"
WORDS = "换了新灯泡，昨晚亮了"


@pytest.fixture
def told(phone: PhonePages) -> PhonePages:
    phone.town.writes("o-wang-daye", "莲花村东头的路灯坏了")
    phone.town.settles()
    phone.town.writes("o-zhang", "收到 1001")
    return phone


def answers(page: Visit, content: bytes, words: str = WORDS) -> Visit:
    fields = {"csrf": page.token, "words": words, "photo": (io.BytesIO(content), "lamp.jpg")}
    return page._seen(page.client.post(f"{MATTER}/answer", data=fields, follow_redirects=True))


def a_photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (120, 160, 90)).save(out, "JPEG")
    return out.getvalue()


def stored(phone: PhonePages) -> int:
    return sum(one.is_file() for one in phone.service.files._root.rglob("*"))


def test_the_photo_goes_with_the_answer_and_is_seen_once_checked(told: PhonePages) -> None:
    page = told.visit("o-zhang", MATTER)
    assert 'enctype="multipart/form-data"' in page.html
    answers(page, a_photo())
    assert "照片也已附上" in page.html
    assert "代表拍的照片" in page.html
    matter = told.town.issue()
    assert (matter.state, matter.attachments, len(matter.deputy_photos)) == (IssueState.ANSWERED, [], 1)

    resident = told.visit("o-wang-daye", "/m/resident/issues/1001")
    assert "附上了照片" in resident.html
    assert "还没有经过内容检查" in resident.html
    assert "/m/media/" not in resident.html

    with told.town.db.transaction() as session:
        session.execute(update(Attachment).values(check=Check.PASSED))
    assert "/m/media/" in resident.opens("/m/resident/issues/1001").html


def test_a_second_tap_keeps_it_once(told: PhonePages) -> None:
    page = told.visit("o-zhang", MATTER)
    answers(answers(page, a_photo()), a_photo())
    assert "已经这样答复过了" in page.html
    assert len(told.town.issue().deputy_photos) == 1


def test_what_is_no_photo_is_said_beside_its_field_and_the_words_are_kept(told: PhonePages) -> None:
    page = answers(told.visit("o-zhang", MATTER), b"not a photo")
    assert (page.status, "这不是照片" in page.html, WORDS in page.html) == (422, True, True)
    assert page.html.index('name="photo"') < page.html.index("这不是照片")
    assert told.town.issue().state is IssueState.RECEIVED


def test_a_refused_answer_leaves_no_file_behind(told: PhonePages) -> None:
    page = answers(told.visit("o-zhang", MATTER), a_photo(), words="")
    assert (page.status, stored(told)) == (422, 0)
