"""What a person proves who they are with."""

from datetime import UTC, datetime, timedelta

import pytest

from app.credentials import SecondStep, hash_password, new_invitation, password_fits
from handlers.invitations import normalised

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
STEPS = SecondStep("k" * 32)


def test_a_hash_says_nothing_and_fits_one_password() -> None:
    hashed = hash_password("old-well-at-shimen")
    assert hashed.startswith("$argon2id$")
    assert hashed != hash_password("old-well-at-shimen")
    assert password_fits(hashed, "old-well-at-shimen")
    assert not password_fits(hashed, "old-well-at-shimeN")


@pytest.mark.parametrize("password_hash", ["", "nonsense", "$argon2id$broken"])
def test_nothing_fits_no_hash(password_hash: str) -> None:
    assert not password_fits(password_hash, "")
    assert not password_fits(password_hash, "anything")


def test_invitations_are_readable_aloud_and_never_the_same() -> None:
    codes = {new_invitation() for _ in range(500)}
    assert len(codes) == 500
    assert {len(normalised(code)) for code in codes} == {12}
    assert not set("".join(codes)) & set("ILOU")


def test_rfc_6238_with_a_known_secret() -> None:
    """The RFC's own example, shortened to six digits: 94287082 at 59 s."""
    from base64 import b32encode  # noqa: PLC0415

    import pyotp  # noqa: PLC0415  to make the example's secret

    secret = b32encode(b"12345678901234567890").decode()
    assert pyotp.TOTP(secret).generate_otp(1) == "287082"
    sealed = STEPS._vault.seal(secret)
    assert STEPS.step_of(sealed, "287 082", datetime.fromtimestamp(59, UTC)) == 1
    assert STEPS.code(sealed, datetime.fromtimestamp(59, UTC)) == "287082"


@pytest.mark.parametrize("given", ["", "12345", "abcdef", "1234567", "９９９", "\0"])
def test_what_is_no_code_opens_nothing(given: str) -> None:
    assert STEPS.step_of(STEPS.new(), given, NOW) is None


def test_under_another_secret_key_no_code_opens() -> None:
    sealed = STEPS.new()
    code = STEPS.code(sealed, NOW)
    assert STEPS.step_of(sealed, code, NOW + timedelta(seconds=1)) is not None
    assert SecondStep("x" * 32).step_of(sealed, code, NOW) is None
