"""The address in a message that opens its page for the one person it was sent to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import select

from app.photo_links import PhotoLinks
from app.security import LinkSigner
from models.db import Database
from models.people import Contact
from scheduler.gateway import Notice

CONSOLE = "/console/"
"""Pages behind a sign-in of their own: a token would open nothing there."""
CARD_PAGE = "pages/web/index"
"""The mini-program's web-view page; it opens `/m/open` with the token it is given."""


@dataclass(frozen=True)
class PageLinks:
    """Makes the links. The openid itself never stands in one."""

    db: Database
    signer: LinkSigner
    photos: PhotoLinks
    public_url: str
    now: Callable[[], datetime]

    def chat(self, notice: Notice) -> str:
        """For a chat message: the page itself where one signs in, else the way in without a login."""
        if notice.page.startswith(CONSOLE):
            return self.public_url + notice.page
        return f"{self.public_url}/m/open?t={self._token(notice)}"

    def card(self, notice: Notice) -> str:
        """For a subscription message; the mini-program shows phone pages only."""
        by_token = notice.page and not notice.page.startswith(CONSOLE)
        return f"{CARD_PAGE}?t={self._token(notice)}" if by_token else ""

    def photo(self, attachment_id: int) -> str:
        """For WeChat, which fetches a photo to check it."""
        return self.public_url + self.photos.path(attachment_id, self.now())

    def _token(self, notice: Notice) -> str:
        with self.db.reading() as session:
            contact_id = session.scalar(select(Contact.id).where(Contact.openid == notice.openid))
        return quote(self.signer.sign(contact_id or 0, notice.page, self.now()))
