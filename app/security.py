"""Everything derived from `[security] secret_key`: sealed phone numbers, one-time codes, signed expiring links.

Each purpose has a key of its own (HKDF), so that what one reveals says nothing about another.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadData, URLSafeSerializer

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U; `handlers.invitations.normalised` reads O as 0 and I, L as 1."""
CODE_LENGTH = 8
_SALT = b"gridvoice"
_BITS_PER_SYMBOL = 5
_SHOWN_DIGITS = 3, 4


def derive(secret_key: str, purpose: str, length: int = 32) -> bytes:
    """The key of `length` bytes for one purpose."""
    return HKDF(SHA256(), length, _SALT, purpose.encode()).derive(secret_key.encode())


class Vault:
    """Seals phone numbers (or what else `purpose` names) for the database.

    AES-SIV: the same number always seals to the same text, so that an import can tell "unchanged" and a number that
    WeChat confirmed finds its deputy; nothing but such equality shows.
    """

    def __init__(self, secret_key: str, purpose: str = "phone") -> None:
        self._cipher = AESSIV(derive(secret_key, purpose, 64))

    def seal(self, phone: str) -> str:
        """Sealed text for `phone`; empty stays empty."""
        return urlsafe_b64encode(self._cipher.encrypt(phone.encode(), None)).decode() if phone else ""

    def unseal(self, sealed: str) -> str:
        """The number; empty for an empty text. Raises ValueError when it was sealed with another secret key."""
        if not sealed:
            return ""
        try:
            return self._cipher.decrypt(urlsafe_b64decode(sealed), None).decode()
        except (InvalidTag, ValueError) as error:
            raise ValueError("sealed with another secret_key, or damaged") from error


def mask_phone(phone: str) -> str:
    """As shown on screens: 138****0001."""
    head, tail = _SHOWN_DIGITS
    if len(phone) <= head + tail:
        return "*" * len(phone)
    return phone[:head] + "*" * (len(phone) - head - tail) + phone[-tail:]


class CodeMaker:
    """One-time codes (绑定 CODE), the same again for the same person and generation: nothing secret is stored."""

    def __init__(self, secret_key: str) -> None:
        self._key = derive(secret_key, "invitation")

    def __call__(self, kind: str, code: str, generation: int) -> str:
        """The code of 8 symbols for `kind` ("deputy", "staff", "organ"), that person's registry code, and the generation."""
        digest = hmac.new(self._key, f"{kind}:{code}:{generation}".encode(), hashlib.sha256).digest()
        number = int.from_bytes(digest[:8], "big")
        return "".join(CODE_ALPHABET[number >> _BITS_PER_SYMBOL * at & 31] for at in range(CODE_LENGTH))


class Opened(NamedTuple):
    """What a link opens, for whom, and until when."""

    contact_id: int
    page: str
    until: datetime


class LinkSigner:
    """Links to a phone page that open it for one person, for `days`; they need no login."""

    def __init__(self, secret_key: str, days: int) -> None:
        self._serializer = URLSafeSerializer(derive(secret_key, "link"), salt="page")
        self._lifetime = timedelta(days=days)

    def sign(self, contact_id: int, page: str, now: datetime) -> str:
        """A token for the page (a path of ours), good from `now`."""
        until = int((now + self._lifetime).timestamp())
        return str(self._serializer.dumps([contact_id, page, until]))

    def open(self, token: str, now: datetime) -> Opened | None:
        """None when it is not ours, changed, or past its time."""
        try:
            contact_id, page, until = self._serializer.loads(token)
        except (BadData, TypeError, ValueError):
            return None
        if now.timestamp() >= until:
            return None
        return Opened(int(contact_id), str(page), datetime.fromtimestamp(until, UTC))
