"""Whom to telephone, for they have no WeChat: the sentence after an act, and the names on an assignment's page."""

from collections.abc import Callable, Iterable

from app.security import Vault
from app.web.console.house import service
from models.people import Deputy, Organ, Resident
from models.rules.permissions import Permit

Callee = Deputy | Organ | Resident


def to_telephone(people: Iterable[Callee], may: Callable[[Permit], bool]) -> str:
    """The sentence, with the numbers that whoever acts `may` see; empty when everybody was told."""
    lines = who(people, may)
    return f"{'、'.join(lines)}没有绑定微信，请打电话告诉。" if lines else ""


def who(people: Iterable[Callee], may: Callable[[Permit], bool]) -> tuple[str, ...]:
    """县交通局（王五 13800000000）, one each. Residents only for those who see their number: an organ learns no names."""
    shown = (one for one in people if may(_NEEDS[type(one)]) or not isinstance(one, Resident))
    return tuple(_line(one, number_shown=may(_NEEDS[type(one)])) for one in shown)


def _line(one: Callee, *, number_shown: bool) -> str:
    phone = _phone(one) if number_shown else ""
    if isinstance(one, Organ):
        person = " ".join(word for word in (one.contact_person, phone) if word)
        return f"{one.name}（{person}）" if person else one.name
    name = f"{one.name}代表" if isinstance(one, Deputy) else one.name or "一位群众"
    return f"{name}（{phone}）" if phone else name


_NEEDS: dict[type[Callee], Permit] = {
    Organ: Permit.REGISTRY_READ,
    Deputy: Permit.REGISTRY_READ,
    Resident: Permit.ENTER_ISSUE,
}
"""Who sees the number elsewhere, too."""


def _phone(one: Callee) -> str:
    """Empty too when it was sealed with another secret key: no act may fail for that."""
    try:
        return Vault(service().settings.security.secret_key).unseal(one.phone_sealed)
    except ValueError:
        return ""
