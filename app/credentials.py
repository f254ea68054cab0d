"""What a person proves who they are with: passwords (Argon2id), one-time codes, and the second step of a phone (TOTP)."""

import secrets
from datetime import datetime
from functools import lru_cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.security import CODE_ALPHABET, Vault

STEP_SECONDS = 30
STEPS_OFF = 1
"""A phone's clock may be a step before or after ours."""
INVITATION_SYMBOLS = 12
_GROUP = 4
ISSUER = "民声入格"

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Takes about a tenth of a second and 64 MB, on purpose."""
    return _hasher.hash(password)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return hash_password(secrets.token_urlsafe(16))


def password_fits(password_hash: str, password: str) -> bool:
    """Takes as long for an account without a password, or for none (empty hash), as for a real one."""
    try:
        _hasher.verify(password_hash or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def new_invitation() -> str:
    """A one-time code of 60 bits, in groups to be read out and typed."""
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(INVITATION_SYMBOLS))
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


class SecondStep:
    """The phone's six digits (RFC 6238), their secrets sealed with a key of their own."""

    def __init__(self, secret_key: str) -> None:
        self._vault = Vault(secret_key, "second-step")

    def new(self) -> str:
        """A fresh secret, sealed."""
        return self._vault.seal(pyotp.random_base32())

    def secret(self, sealed: str) -> str:
        """For the set-up page, in base 32."""
        return self._vault.unseal(sealed)

    def uri(self, sealed: str, name: str) -> str:
        """What the QR code says to an authenticator."""
        return pyotp.TOTP(self.secret(sealed)).provisioning_uri(name=name, issuer_name=ISSUER)

    def code(self, sealed: str, now: datetime) -> str:
        """The six digits of this moment (the simulator shows them; nobody else may)."""
        return pyotp.TOTP(self.secret(sealed)).generate_otp(_step(now))

    def step_of(self, sealed: str, code: str, now: datetime) -> int | None:
        """The time step the code belongs to, at most one off; None when it is none of them.

        None as well when the secret was sealed with another secret_key: an administrator resets the phone then.
        """
        try:
            totp, given = pyotp.TOTP(self.secret(sealed)), "".join(code.split())
        except ValueError:
            return None
        for step in range(_step(now) - STEPS_OFF, _step(now) + STEPS_OFF + 1):
            if secrets.compare_digest(totp.generate_otp(step).encode(), given.encode("utf-8", "replace")):
                return step
        return None


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS
