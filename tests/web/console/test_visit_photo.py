"""Staff who went there show what they saw: a photo with the note of their visit."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from models.reply import Evidence, Shows
from tests.web.console.desks import Desks, a_photo
from tests.web.console_visits import Desk

PAGE = "/console/assignments/1"


@pytest.fixture
def chen(desks: Desks) -> Desk:
    """陈晓, whose assignment 县交通局 has answered."""
    desks.office.spoken()
    desks.office.replies()
    return desks.of("S1").opens(PAGE)


def kept(desks: Desks) -> list[Evidence]:
    with desks.office.db.reading() as session:
        return list(session.scalars(select(Evidence)))


def stored(desks: Desks) -> int:
    return sum(one.is_file() for one in desks.console.service.files._root.rglob("*"))


def test_the_photo_stands_with_the_visit(desks: Desks, chen: Desk) -> None:
    assert 'enctype="multipart/form-data"' in chen.html
    chen.posts(f"{PAGE}/visit", words="陈晓去看过，亮了", photo=(a_photo(), "lamp.jpg"))
    assert "已记下现场核实情况。照片已保存。" in chen.html
    [photo] = kept(desks)
    assert (photo.shows, photo.words) == (Shows.AFTER, "工作人员现场核实")
    assert (photo.staff_id is None, photo.organ_id) == (False, None)
    assert Image.open(io.BytesIO(desks.console.service.files.read(photo.path))).size == (64, 48)
    assert "/m/evidence/" in chen.html
    assert "工作人员现场核实" in chen.html


def test_a_visit_without_a_photo_is_noted_too(desks: Desks, chen: Desk) -> None:
    chen.posts(f"{PAGE}/visit", words="陈晓去看过，亮了")
    assert "已记下现场核实情况。" in chen.html
    assert kept(desks) == []


def test_what_is_no_photo_is_said_beside_its_field_and_nothing_is_noted(desks: Desks, chen: Desk) -> None:
    with desks.office.unchanged():
        chen.posts(f"{PAGE}/visit", words="陈晓去看过", photo=(io.BytesIO(b"not a photo"), "x.jpg"))
    assert (chen.status, "这不是照片" in chen.html, "陈晓去看过" in chen.html) == (422, True, True)


def test_a_photo_without_words_is_not_kept(desks: Desks, chen: Desk) -> None:
    with desks.office.unchanged():
        chen.posts(f"{PAGE}/visit", words=" ", photo=(a_photo(), "lamp.jpg"))
    assert (chen.status, "请写明谁去了现场" in chen.html, stored(desks)) == (422, True, 0)


def test_of_another_township_nothing_is_stored(desks: Desks, chen: Desk) -> None:
    other = desks.of("S2").opens("/console/me")
    answer = other.posts(f"{PAGE}/visit", words="看过", photo=(a_photo(), "lamp.jpg"))
    assert (answer.status, stored(desks)) == (404, 0)
    assert (chen.status, kept(desks)) == (200, [])
