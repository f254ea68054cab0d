"""Photos of the work done: drawn anew, served only by links of their own that expire; everything else is refused."""

import gc
import io
import re
import zipfile
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from app.storage import pictures
from models.reply import Evidence, Shows
from tests.web.console.desks import Desks, a_photo
from tests.web.console_visits import Desk

PAGE = "/console/organ/1"


@pytest.fixture
def desk(desks: Desks) -> Desk:
    return desks.of("JT").opens(PAGE).posts(f"{PAGE}/accept")


def kept(desks: Desks) -> list[Evidence]:
    with desks.office.db.reading() as session:
        return list(session.scalars(select(Evidence)))


def shown(desk: Desk) -> str:
    found = re.search(r'src="(/m/evidence/[^"]+)"', desk.html)
    assert found, "no photo on the page"
    return found[1]


def test_a_photo_is_kept_and_shown_by_a_link_that_expires(desks: Desks, desk: Desk) -> None:
    desk.posts(f"{PAGE}/photos", shows="after", words="换好了", photo=(a_photo(), "after.jpg"))
    (photo,) = kept(desks)
    assert (photo.shows, photo.content_type, photo.words) == (Shows.AFTER, "image/jpeg", "换好了")
    link = shown(desk)
    answer = desks.console.app.test_client().get(link)
    assert answer.status_code == 200
    assert answer.content_type == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(answer.data)).size == (64, 48)

    desks.office.now += timedelta(hours=2)
    assert desks.console.app.test_client().get(link).status_code == 403


def test_a_link_to_one_kind_of_photo_never_opens_the_other(desks: Desks, desk: Desk) -> None:
    desk.posts(f"{PAGE}/photos", shows="before", photo=(a_photo(), "x.jpg"))
    client = desks.console.app.test_client()
    token = shown(desk).rpartition("/")[2]
    assert client.get(f"/m/media/{token}").status_code == 403
    photos, now = desks.console.service.photos, desks.office.now
    attachment = photos.path(kept(desks)[0].id, now).rpartition("/")[2]
    assert client.get(f"/m/evidence/{attachment}").status_code == 403
    for nonsense in ("x", "a.b", "1"):
        assert client.get(f"/m/evidence/{nonsense}").status_code == 403


def a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", "b")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<html><script>alert(1)</script></html>", pictures.NOT_A_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", pictures.NOT_A_PICTURE),
        (a_zip(), pictures.NOT_A_PICTURE),
        (a_photo().getvalue() + a_zip(), pictures.HOSTILE),
        (a_photo().getvalue()[:300], pictures.DAMAGED),
        (b"", pictures.NOTHING),
    ],
)
def test_what_is_no_photo_is_refused_beside_the_field_and_nothing_is_stored(
    desks: Desks, desk: Desk, content: bytes, why: str
) -> None:
    desk.posts(f"{PAGE}/photos", shows="after", words="换好了的灯", photo=(io.BytesIO(content), "lamp.jpg"))
    assert desk.status == 422
    assert why in desk.html
    assert 'id="photo-photo-why"' in desk.html
    assert "换好了的灯" in desk.html
    assert kept(desks) == []
    assert not list((desks.console.service.settings.storage.dir / "media").rglob("*"))


spools = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""Werkzeug's test client leaves the spooled body of a large request to the garbage collector."""


@spools
def test_a_photo_that_is_too_large_is_refused_beside_the_field(desks: Desks, desk: Desk) -> None:
    large = a_photo().getvalue() + b"\0" * pictures.MOST_BYTES
    desk.posts(f"{PAGE}/photos", shows="after", photo=(io.BytesIO(large), "lamp.jpg"))
    assert desk.status == 422
    assert pictures.TOO_LARGE in desk.html
    gc.collect()


@spools
def test_a_request_beyond_all_bounds_gets_a_sentence(desks: Desks, desk: Desk) -> None:
    huge = io.BytesIO(b"\0" * 13 * 2**20)
    desk.posts(f"{PAGE}/photos", shows="after", photo=(huge, "lamp.jpg"))
    assert desk.status == 413
    assert "一张不超过 10 MB" in desk.html
    gc.collect()


def test_whether_it_shows_before_or_after_must_be_said(desks: Desks, desk: Desk) -> None:
    desk.posts(f"{PAGE}/photos", photo=(a_photo(), "lamp.jpg"))
    assert desk.status == 422
    assert 'id="photo-shows-why"' in desk.html
    assert kept(desks) == []


def test_the_same_photo_twice_is_kept_once(desks: Desks, desk: Desk) -> None:
    for _ in range(2):
        desk.posts(f"{PAGE}/photos", shows="after", photo=(a_photo(), "lamp.jpg"))
    assert len(kept(desks)) == 1


def test_nobodys_photo_is_stored_for_a_strangers_matter(desks: Desks) -> None:
    other = desks.of("GD").opens("/console/me")
    assert other.posts(f"{PAGE}/photos", shows="after", photo=(a_photo(), "x.jpg")).status == 404
    assert not list((desks.console.service.settings.storage.dir / "media").rglob("*.*"))
