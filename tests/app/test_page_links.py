"""The address in a message: a phone page opens for the one person, an organ is led to where it signs in."""

from datetime import datetime

import pytest

from app.page_links import CARD_PAGE, PageLinks
from app.photo_links import PhotoLinks
from app.security import LinkSigner
from handlers.loop_news import ORGAN_PAGE
from models.db import Database
from scheduler.gateway import Channel, Notice
from tests.builders import a_contact

SECRET = "k" * 32


@pytest.fixture
def links(db: Database, now: datetime) -> PageLinks:
    with db.transaction() as session:
        a_contact(session, "o-JT")
    signer, photos = LinkSigner(SECRET, 7), PhotoLinks(SECRET)
    return PageLinks(db, signer, photos, "https://voice.example", lambda: now)


def notice(page: str) -> Notice:
    return Notice(1, "o-JT", Channel.CHAT, "交办件 1 请签收", page=page)


def test_an_organ_is_led_to_its_desk_and_signs_in_there(links: PageLinks) -> None:
    assert links.chat(notice(ORGAN_PAGE)) == "https://voice.example/console/organ"
    assert links.card(notice(ORGAN_PAGE)) == ""


def test_a_phone_page_opens_by_the_link_alone(links: PageLinks) -> None:
    assert links.chat(notice("/m/deputy")).startswith("https://voice.example/m/open?t=")
    assert links.card(notice("/m/deputy")).startswith(f"{CARD_PAGE}?t=")
