"""What can be done with one phone through the control API: act name → function of (fake, openid, JSON fields)."""

from collections.abc import Callable
from typing import Any

from app.simulator.fake_wechat.core import FakeWeChat
from app.simulator.fake_wechat.text import split_text

Fields = dict[str, Any]
PhoneAct = Callable[[FakeWeChat, str, Fields], Any]


def phone_view(fake: FakeWeChat, openid: str) -> Fields:
    """The phone, what it allowed, and the last thing on its screen."""
    phone = fake.phones.known(openid)
    last = phone.items[-1].id if phone.items else 0
    return {**phone.as_json(), "grants": fake.grants.of(openid), "last_id": last}


def _write(fake: FakeWeChat, openid: str, fields: Fields) -> Any:
    return fake.write(openid, str(fields.get("text", ""))).as_json()


def _write_long(fake: FakeWeChat, openid: str, fields: Fields) -> Any:
    """A long story, as several messages; the deliveries in order."""
    return [fake.write(openid, part).as_json() for part in split_text(str(fields.get("text", "")))]


def _location(fake: FakeWeChat, openid: str, fields: Fields) -> Any:
    try:
        latitude, longitude = float(fields["latitude"]), float(fields["longitude"])
    except (KeyError, TypeError) as error:
        raise ValueError("latitude and longitude are needed") from error
    return fake.send_location(openid, latitude, longitude, str(fields.get("label", ""))).as_json()


def _enter(fake: FakeWeChat, openid: str, fields: Fields) -> Any:
    return fake.enter(openid, str(fields.get("session_from", ""))).as_json()


def _open(fake: FakeWeChat, openid: str, fields: Fields) -> Any:  # noqa: ARG001 - every act has this shape
    fake.open(openid)
    return {}


def _choose(fake: FakeWeChat, openid: str, fields: Fields) -> Any:
    """`choices`: template id → accept, reject or ban."""
    choices = fields.get("choices")
    if not isinstance(choices, dict):
        raise ValueError("choices are needed")  # noqa: TRY004 - becomes a 400 with this sentence
    return fake.choose(openid, choices).as_json()


def _withdraw(fake: FakeWeChat, openid: str, fields: Fields) -> Any:
    template_ids = fields.get("template_ids")
    if not isinstance(template_ids, list):
        raise ValueError("template_ids are needed")  # noqa: TRY004 - becomes a 400 with this sentence
    return fake.withdraw(openid, *(str(template_id) for template_id in template_ids)).as_json()


def _login_code(fake: FakeWeChat, openid: str, fields: Fields) -> Any:  # noqa: ARG001 - every act has this shape
    return {"code": fake.login_code(openid)}


def _phone_code(fake: FakeWeChat, openid: str, fields: Fields) -> Any:  # noqa: ARG001 - every act has this shape
    return {"code": fake.phone_code(openid)}


PHONE_ACTS: dict[str, PhoneAct] = {
    "write": _write,
    "write-long": _write_long,
    "location": _location,
    "enter": _enter,
    "open": _open,
    "choose": _choose,
    "withdraw": _withdraw,
    "login-code": _login_code,
    "phone-code": _phone_code,
}
