"""Photos on the phone's pages: by links that die, without the place they were taken, and only what may be seen."""

import io
import re

import pytest
from PIL import Image
from sqlalchemy import update

from models.issue import Attachment, AttachmentState, Check
from models.people import StaffRole
from tests.builders import a_contact, a_staff_member
from tests.photos import MAKER, taken_at_the_well
from tests.web.phone_visits import PhonePages

MATTER = "/m/deputy/issues/1001"


@pytest.fixture
def told(phone: PhonePages) -> PhonePages:
    """王大爷 told of his lamp, and sent a photo."""
    phone.town.writes("o-wang-daye", "莲花村东头的路灯坏了")
    phone.town.sends_photo("o-wang-daye")
    phone.town.settles()
    keeps(phone, taken_at_the_well())
    return phone


def keeps(phone: PhonePages, content: bytes, content_type: str = "image/jpeg") -> None:
    """The photo lies in the store as it came, as all did before they were drawn anew."""
    marks(
        phone, state=AttachmentState.STORED, path=phone.service.files.put(content), content_type=content_type
    )


def marks(phone: PhonePages, **values: object) -> None:
    with phone.town.db.transaction() as session:
        session.execute(update(Attachment).values(**values))


def links(html: str) -> list[str]:
    return re.findall(r'<img src="(/m/media/[^"]+)"', html)


def test_photos_open_by_links_that_die(told: PhonePages) -> None:
    [link] = links(told.visit("o-zhang", MATTER).html)
    assert told.app.test_client().get(link).content_type == "image/jpeg"

    marks(told, check=Check.RISKY)
    assert told.app.test_client().get(link).status_code == 404
    assert "/m/media/" not in told.visit("o-zhang", MATTER).html

    marks(told, check=Check.PASSED)
    told.town.passes(hours=2)
    assert told.app.test_client().get(link).status_code == 403
    assert told.app.test_client().get("/m/media/rubbish").status_code == 403


def test_a_photo_kept_before_says_no_longer_where_it_was_taken(told: PhonePages) -> None:
    [link] = links(told.visit("o-zhang", MATTER).html)
    shown = told.app.test_client().get(link).data
    assert Image.open(io.BytesIO(shown)).size == (64, 48)
    assert dict(Image.open(io.BytesIO(shown)).getexif()) == {}
    assert MAKER.encode() not in shown


def test_a_photo_we_drew_goes_out_as_it_is(told: PhonePages) -> None:
    marks(told, drawn=True)
    [link] = links(told.visit("o-zhang", MATTER).html)
    assert told.app.test_client().get(link).data == taken_at_the_well()


def test_a_photo_that_cannot_be_opened_is_told_of_and_given_to_nobody(told: PhonePages) -> None:
    [link] = links(told.visit("o-zhang", MATTER).html)
    keeps(told, b"\x89PNG\r\n\x1a\n" + bytes(90))
    assert told.app.test_client().get(link).status_code == 404, "kept before anybody tried to open it"

    keeps(told, b"\x89PNG\r\n\x1a\n" + bytes(90), "application/octet-stream")
    assert told.app.test_client().get(link).status_code == 404
    page = told.visit("o-zhang", MATTER)
    assert "有一张照片打不开" in page.html
    assert links(page.html) == []


def test_the_deputy_sees_an_unchecked_photo_with_a_mark(told: PhonePages) -> None:
    page = told.visit("o-zhang", MATTER)
    assert links(page.html)
    assert "未经内容检查" in page.html
    marks(told, check=Check.PASSED)
    page = told.visit("o-zhang", MATTER)
    assert links(page.html)
    assert "未经内容检查" not in page.html


def test_the_resident_sees_their_own_photo_without_a_mark(told: PhonePages) -> None:
    page = told.visit("o-wang-daye", "/m/resident/issues/1001")
    assert links(page.html)
    assert "未经内容检查" not in page.html


@pytest.mark.parametrize(
    ("role", "sees"),
    [(StaffRole.TOWNSHIP, True), (StaffRole.STATION_HEAD, False), (StaffRole.LEADER, False)],
)
def test_of_the_staff_only_who_may_release_it_sees_an_unchecked_photo(
    told: PhonePages, role: StaffRole, sees: bool
) -> None:
    with told.town.db.transaction() as session:
        contact = a_contact(session, "o-reader")
        a_staff_member(session, role, "丹水镇", contact_id=contact.id)
    page = told.visit("o-reader", "/m/staff/issues/1001")
    assert page.status == 200
    assert bool(links(page.html)) is sees
    assert ("未经内容检查" in page.html) is sees
    assert ("还没有经过内容检查，暂不显示" in page.html) is not sees
    marks(told, check=Check.PASSED)
    assert links(told.visit("o-reader", "/m/staff/issues/1001").html)
