"""How what is due for one person is put into messages, and on which channel each goes. Pure.

Chat texts are merged: the window takes only five. Where the chat is shut, a subscription message stands in if its kind
has a template and the person has granted it; what can go neither way stays parked until they write.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from handlers.rulebook import Rulebook
from models import grants
from models.outbox import NoticeKind
from models.outbox_queue import Departure, Due, Person
from models.windows import Room
from scheduler.gateway import Channel, Notice

MERGED_CHARS = 600
"""WeChat takes 2,048 bytes a text: 600 Chinese characters, and a link."""
LINK_CHARS = 80
BETWEEN = "\n\n"
NO_TEMPLATE = "超过48小时没有来信，这类消息只能等对方再来信时发"
NO_GRANT = "超过48小时没有来信，也没有（或已用完）订阅授权"


@dataclass(frozen=True)
class Letter:
    """One message to one person, carrying one or more notices."""

    channel: Channel
    notices: tuple[Due, ...]
    template_id: str = ""
    one_time: bool = False

    @property
    def text(self) -> str:
        return BETWEEN.join(notice.text for notice in self.notices)

    @property
    def page(self) -> str:
        """The one page; several reminders in one message have none in common, so that message has no link."""
        pages = {notice.page for notice in self.notices if notice.page}
        return pages.pop() if len(pages) == 1 else ""

    @property
    def is_merged(self) -> bool:
        return self.channel is Channel.CHAT and len(self.notices) > 1

    def notice(self, openid: str) -> Notice:
        first = self.notices[0]
        if self.channel is Channel.CHAT:
            return Notice(first.id, openid, self.channel, self.text, page=self.page)
        facts = {**first.fields, "count": str(len(self.notices))}
        return Notice(first.id, openid, self.channel, first.text, first.kind.value, facts, first.page)

    def split(self) -> tuple["Letter", ...]:
        """Each notice in a message of its own."""
        return tuple(replace(self, notices=(notice,)) for notice in self.notices)


@dataclass(frozen=True)
class Plan:
    """One person's turn: what leaves, in order; and what cannot. `cut_off`: nothing else would reach them either."""

    person: Person
    letters: tuple[Letter, ...]
    room: Room
    parked: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    cut_off: bool = True

    def departure(self) -> Departure:
        on_channel: dict[str, list[int]] = {}
        for letter in self.letters:
            on_channel.setdefault(letter.channel.value, []).extend(notice.id for notice in letter.notices)
        templates = [letter.template_id for letter in self.letters if letter.one_time]
        return Departure(self.person.contact_id, self.room, templates, on_channel, self.parked, self.cut_off)


def plan(person: Person, rules: Rulebook) -> Plan:
    """Chat as far as the window allows, in order; the rest by template or not now."""
    units = reminders_together(person.notices)
    chat = merged(units)[: person.room.total]
    spoken = {notice.id for letter in chat for notice in letter.notices}
    rest = [unit for unit in units if unit[0].id not in spoken]
    cards, parked = _by_template(rest, person, rules)
    cut_off = not _can_be_called(person, rules)
    return Plan(person, (*chat, *cards), person.room.first(len(chat)), parked, cut_off)


def _can_be_called(person: Person, rules: Rulebook) -> bool:
    """Some template would reach them: a deputy whose news must wait is still called for a new matter."""
    return any(
        grants.is_enough(left, accepted=accepted, long_term=template_id in rules.long_term)
        for template_id, (left, accepted) in person.grants.items()
    )


def reminders_together(notices: Iterable[Due]) -> list[tuple[Due, ...]]:
    """All reminders in the place of the first, as few messages as will hold them; everything else by itself."""
    units: list[tuple[Due, ...]] = []
    reminders = -1
    for notice in notices:
        if notice.kind is not NoticeKind.REMINDER:
            units.append((notice,))
        elif reminders >= 0 and _length((*units[reminders], notice)) <= MERGED_CHARS:
            units[reminders] = (*units[reminders], notice)
        else:
            reminders = len(units)
            units.append((notice,))
    return units


def merged(units: Iterable[tuple[Due, ...]]) -> list[Letter]:
    """Neighbours as one chat message while it stays short; two pages never share a message."""
    letters: list[tuple[Due, ...]] = []
    for unit in units:
        both = (*letters[-1], *unit) if letters else ()
        if both and _length(both) <= MERGED_CHARS and sum(bool(notice.page) for notice in both) <= 1:
            letters[-1] = both
        else:
            letters.append(unit)
    return [Letter(Channel.CHAT, notices) for notices in letters]


def _length(notices: Sequence[Due]) -> int:
    texts = sum(len(notice.text) for notice in notices) + len(BETWEEN) * (len(notices) - 1)
    return texts + (LINK_CHARS if any(notice.page for notice in notices) else 0)


def _by_template(
    units: Sequence[tuple[Due, ...]], person: Person, rules: Rulebook
) -> tuple[list[Letter], dict[str, tuple[int, ...]]]:
    """All reminders of a turn cost one card: the first stands for them, with their `count`."""
    letters: list[Letter] = []
    parked: dict[str, tuple[int, ...]] = {}
    left = dict(person.grants)
    for unit in _all_reminders_in_one(units):
        template_id = rules.templates.get(unit[0].kind.value, "")
        long_term = template_id in rules.long_term
        number, accepted = left.get(template_id, (0, False))
        if template_id and grants.is_enough(number, accepted=accepted, long_term=long_term):
            left[template_id] = (number - 1, accepted)
            letters.append(Letter(Channel.TEMPLATE, unit, template_id, one_time=not long_term))
        else:
            reason = NO_GRANT if template_id else NO_TEMPLATE
            parked[reason] = (*parked.get(reason, ()), *(notice.id for notice in unit))
    return letters, parked


def _all_reminders_in_one(units: Sequence[tuple[Due, ...]]) -> list[tuple[Due, ...]]:
    reminders = tuple(notice for unit in units for notice in unit if notice.kind is NoticeKind.REMINDER)
    joined: list[tuple[Due, ...]] = []
    for is_reminder, run in groupby(units, lambda unit: unit[0].kind is NoticeKind.REMINDER):
        if not is_reminder:
            joined.extend(run)
        elif reminders:
            joined.append(reminders)
            reminders = ()
    return joined
