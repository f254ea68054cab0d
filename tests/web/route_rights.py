"""Who may open which route of the console: written by hand from domain §8, to hold the decorators against."""

from enum import StrEnum


class Who(StrEnum):
    COUNTY = "county"
    COMMITTEE = "committee"
    TOWNSHIP = "township"
    STATION_HEAD = "station_head"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    ORGAN = "organ"


COUNTY = frozenset({Who.COUNTY})
WEIGHTY = COUNTY | {Who.COMMITTEE}
"""County staff and working committees: escalations, bulletins."""
CLERKS = WEIGHTY | {Who.TOWNSHIP}
"""They study, assign and supervise, with the letters that go with it (a township's presidium for its own)."""
LEADER = frozenset({Who.LEADER})
READERS = CLERKS | {Who.STATION_HEAD} | LEADER
ADMINISTRATOR = frozenset({Who.ADMINISTRATOR})
ORGAN = frozenset({Who.ORGAN})
EVERYONE = frozenset(Who)

OPEN = frozenset(
    {"/console/sign-in", "/console/second-step", "/console/welcome", "/console/static/<path:name>"}
)
"""The way in, and the style sheet."""

_ISSUE, _ASSIGNMENT, _ORGAN = (
    "/console/issues/<int:number>",
    "/console/assignments/<int:number>",
    "/console/organ",
)
_LISTS = "/console/supervision"


def _below(path: str, who: frozenset[Who], *steps: str) -> dict[str, frozenset[Who]]:
    return {f"{path}/{step}" if step else path: who for step in steps}


RIGHTS: dict[str, frozenset[Who]] = {
    **_below("/console", EVERYONE, "", "me", "me/password", "sign-out"),
    # the registry's keeper keeps the accounts and handles no matter
    **_below("/console/accounts", ADMINISTRATOR, "", "invite-all"),
    **_below("/console/accounts/<kind>/<int:owner_id>", ADMINISTRATOR, "", "invite", "reset-phone", "unlock"),
    "/console/audit": ADMINISTRATOR,
    # reading within one's territory
    **_below("/console", READERS, "worklist", "search"),
    _ISSUE: READERS,
    _ASSIGNMENT: READERS,
    "/console/dashboard": CLERKS | LEADER,
    # 研处
    **_below(_ISSUE, READERS - LEADER, "place"),
    **_below(_ISSUE, CLERKS, "release", "pass-photo", "hold-photo", "photos/<int:photo_id>", "refuse", "refuse-preview", "take-up", "categorise", "link", "unlink", "erase"),
    "/console/enter": CLERKS,
    **_below(_ASSIGNMENT, CLERKS, "not-take", "not-take-preview", "undo-not-take", "pass-up"),
    # 交办、办理
    **_below(_ASSIGNMENT, CLERKS, "assign", "reassign", "recall", "uphold", "cancel", "answer-request"),
    # 督办、评价、销号
    **_below(_ISSUE, CLERKS, "check-on-spot"),
    **_below(
        _ASSIGNMENT, CLERKS, "send-back", "supervise", "unsupervise", "visit", "telephoned", "promise", "close-out"
    ),
    **_below(_ASSIGNMENT, COUNTY, "key", "unkey"),
    **_below(_ASSIGNMENT, WEIGHTY, "escalate", "decide", "record", "drop"),
    **_below(
        _LISTS, CLERKS | LEADER, "", "<any(late, list, key, promises, escalations):key>"
    ),
    **_below(_LISTS, CLERKS, "<int:number>/on", "<int:number>/off", "<key>.xlsx"),
    f"{_LISTS}/promises/<int:promise_id>/<any(confirm, explain, broken):what>": CLERKS,
    f"{_LISTS}/<int:number>/escalate": WEIGHTY,
    **_below(_LISTS, COUNTY, "key", "<int:number>/unkey"),
    **_below(f"{_LISTS}/escalations/<int:escalation_id>", WEIGHTY, "decide", "record", "drop"),
    "/console/organs": CLERKS | LEADER,
    # 批示
    **_below("/console/instructions", CLERKS | LEADER, "", "<int:instruction_id>"),
    **_below("/console/instructions", LEADER, "new", "<int:instruction_id>/close", "<int:instruction_id>/more"),
    "/console/instructions/<int:instruction_id>/answer": CLERKS,
    f"{_ISSUE}/instruct": LEADER,
    f"{_ISSUE}/instructions/<int:instruction>/<step>": CLERKS | LEADER,
    # 代表建议: the standing committee's working organs, the township's presidium
    **_below("/console/suggestions", CLERKS, ""),
    **_below(
        "/console/suggestions/<int:number>", CLERKS, "", "check-in", "send-back", "forward", "answer"
    ),
    # papers
    **_below(_ASSIGNMENT, CLERKS, "letters", "letters/new"),
    **_below(
        "/console/letters",
        CLERKS,
        "",
        "<int:letter_id>",
        "<int:letter_id>/file",
        "<int:letter_id>/received",
        "<int:letter_id>/void",
    ),
    "/console/letters.<ending>": CLERKS,
    **_below("/console/lists", CLERKS, "", "<name>.<ending>"),
    "/console/bulletin": WEIGHTY,
    # the organs' yearly reports, owed to the standing committee
    **_below("/console/yearly-reports", WEIGHTY, "", "<int:report_id>", "<int:report_id>/note", "<int:report_id>/return"),
    "/console/yearly-reports.xlsx": WEIGHTY,
    **_below(f"{_ORGAN}/yearly", ORGAN, "", "<int:year>"),
    **_below(
        f"{_ORGAN}/letters", ORGAN, "", "<int:letter_id>", "<int:letter_id>/file", "<int:letter_id>/void"
    ),
    f"{_ORGAN}/<int:number>/letters": ORGAN,
    # what failed inside the program
    "/console/inbox/<int:message_id>/replay": COUNTY,
    # 承办单位
    **_below(_ORGAN, ORGAN, "", "done", "promises/<int:promise_id>/kept"),
    **_below(
        f"{_ORGAN}/<int:number>",
        ORGAN,
        "", "accept", "object", "clarification", "extension", "contact", "progress", "opinion", "photos", "reply",
    ),
}  # fmt: skip
"""By route."""
