"""What the secret key makes: sealed numbers, one-time codes, links that end."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.security import CODE_ALPHABET, CodeMaker, LinkSigner, Vault, derive, mask_phone
from handlers.invitations import hashed, normalised

SECRET, OTHER = "s" * 40, "t" * 40


def test_each_purpose_has_its_own_key() -> None:
    assert derive(SECRET, "phone") != derive(SECRET, "link") != derive(OTHER, "link")


@given(st.from_regex(r"1[0-9]{10}", fullmatch=True))
def test_a_sealed_number_opens_only_with_the_same_secret(phone: str) -> None:
    sealed = Vault(SECRET).seal(phone)
    assert phone not in sealed
    assert len(sealed) <= 256
    assert Vault(SECRET).seal(phone) == sealed
    assert Vault(SECRET).unseal(sealed) == phone
    with pytest.raises(ValueError, match="secret_key"):
        Vault(OTHER).unseal(sealed)


@pytest.mark.parametrize("damaged", ["x", "äöü", "QUJD", "===="])
def test_a_damaged_seal_is_said_to_be_damaged(damaged: str) -> None:
    with pytest.raises(ValueError, match="damaged"):
        Vault(SECRET).unseal(damaged)


def test_no_number_is_no_seal() -> None:
    assert Vault(SECRET).seal("") == Vault(SECRET).unseal("") == ""


@pytest.mark.parametrize(("phone", "shown"), [("13800000001", "138****0001"), ("12345", "*****"), ("", "")])
def test_a_masked_number(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@given(st.text(min_size=1, max_size=20), st.integers(1, 99))
def test_a_code_survives_being_read_aloud_and_typed(code: str, generation: int) -> None:
    made = CodeMaker(SECRET)("deputy", code, generation)
    assert len(made) == 8
    assert set(made) <= set(CODE_ALPHABET)
    typed = "".join({"0": "o", "1": "I"}.get(letter, letter.lower()) for letter in made)
    assert normalised(f" {typed[:4]} - {typed[4:]}。") == made
    assert hashed(typed) == hashed(made)
    assert CodeMaker(SECRET)("deputy", code, generation + 1) != made
    assert CodeMaker(SECRET)("staff", code, generation) != made
    assert CodeMaker(OTHER)("deputy", code, generation) != made


def test_a_link_opens_its_page_until_its_time_is_over(now: datetime) -> None:
    links = LinkSigner(SECRET, days=7)
    token = links.sign(12, "/m/deputy/issues/1023", now)
    opened = links.open(token, now + timedelta(days=7) - timedelta(seconds=1))
    assert opened == (12, "/m/deputy/issues/1023", now + timedelta(days=7))
    assert links.open(token, now + timedelta(days=7)) is None
    assert LinkSigner(OTHER, days=7).open(token, now) is None


@given(st.text(max_size=60))
def test_a_link_that_is_not_ours_opens_nothing(token: str) -> None:
    assert LinkSigner(SECRET, days=7).open(token, datetime.fromisoformat("2026-03-10T10:00:00+08:00")) is None
