"""Subscription-message templates: filled with our facts when sending, and compared with WeChat's list by `check`."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from app.settings import Template
from app.wechat.values import fitted, is_known

_IN_CONTENT = re.compile(r"\{\{\s*([A-Za-z_]+\d*)\.DATA\s*\}\}")
_KINDS = {"2": "one_time", "3": "long_term"}


def fill(template: Template, facts: Mapping[str, str], now: datetime) -> dict[str, dict[str, str]]:
    """The `data` of a subscription message. Whatever the facts, each value is within WeChat's limits and not empty.

    Moments are given as ISO 8601 and shown in Chinese time; a missing one becomes `now`.
    """
    return {
        field: {"value": fitted(field, str(facts.get(fact, "")), now)}
        for field, fact in template.fields.items()
    }


def doctor(templates: Mapping[str, Template], listed: Iterable[Mapping[str, Any]]) -> list[str]:
    """What does not fit between our configuration and WeChat's list (gettemplate), a sentence each; [] when all is well."""
    by_id = {str(one.get("priTmplId", "")): one for one in listed}
    found: list[str] = []
    for name, template in templates.items():
        place = f"[wechat.templates.{name}]"
        theirs = by_id.get(template.id)
        if theirs is None:
            found.append(
                f"{place} id {template.id} is not among the account's templates; choose it in WeChat's console"
            )
        else:
            found += [f"{place} {trouble}" for trouble in _troubles(template, theirs)]
    return found


def _troubles(template: Template, theirs: Mapping[str, Any]) -> list[str]:
    title, kind = theirs.get("title", ""), _KINDS.get(str(theirs.get("type", "")))
    wanted = set(_IN_CONTENT.findall(str(theirs.get("content", ""))))
    ours = set(template.fields)
    found = [f'field {field} is not in the template "{title}"; remove it' for field in sorted(ours - wanted)]
    found += [
        f'field {field} of the template "{title}" has no fact; add it' for field in sorted(wanted - ours)
    ]
    found += [
        f"field {field} is of a type this version does not know; its value may be refused"
        for field in sorted(ours & wanted)
        if not is_known(field)
    ]
    if kind != template.kind:
        found.append(f'kind is {template.kind}, but WeChat says "{title}" is {kind or "of an unknown type"}')
    return found
