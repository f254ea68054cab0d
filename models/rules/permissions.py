"""Who may do what in the console: one table, roles × permits.

The roles' rights are the project's reading of domain §8; behind them stand the law and Henan's rules: suggestions of
county deputies are assigned by the standing committee's working organs, those of township deputies by the township
presidium (代表法; 河南省乡镇人大工作条例); organs handle and never pass on by themselves; leaders read and instruct
(批示); an administrator keeps the registry and the accounts and handles no matter. *Where* a right holds (the
territory) is not told here but in `handlers.access`.
"""

from enum import StrEnum


class Role(StrEnum):
    """The roles of `models.people.StaffRole` by value, and the organ's own."""

    COUNTY = "county"
    TOWNSHIP = "township"
    COMMITTEE = "committee"
    STATION_HEAD = "station_head"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    ORGAN = "organ"


class Permit(StrEnum):
    """One thing a person may be allowed to do."""

    READ_ISSUES = "read_issues"
    PLACE = "place"
    """Say where the problem is."""
    RELEASE = "release"
    """Let words go on that the content check held back."""
    REFUSE = "refuse"
    """Not accepted, with the reason and the right door."""
    ENTER_ISSUE = "enter_issue"
    """Write a matter down for someone who cannot write in."""
    STUDY = "study"
    """研处: category and field, same content, take up or not."""
    ASSIGN = "assign"
    """交办: to which organs, until when; answer their objections and requests."""
    SUPERVISE = "supervise"
    """督办、销号: late lists, what goes back, closing out."""
    KEY_MATTER = "key_matter"
    """Record what the directors' meeting chose for 重点督办."""
    LETTERS = "letters"
    ESCALATE = "escalate"
    """约谈, 质询, 通报批评, 特定问题调查."""
    INSTRUCT = "instruct"
    """批示."""
    ANSWER_INSTRUCTION = "answer_instruction"
    SUGGESTIONS_COUNTY = "suggestions_county"
    """Assign suggestions of county deputies and above."""
    SUGGESTIONS_TOWNSHIP = "suggestions_township"
    """Assign suggestions of township deputies (the presidium)."""
    DASHBOARD = "dashboard"
    EXPORT_LISTS = "export_lists"
    BULLETIN = "bulletin"
    YEARLY_REPORTS = "yearly_reports"
    """Read the organs' yearly reports, take note of them or send them back."""
    REPLAY = "replay"
    """Handle once more what failed inside the program."""
    DELIVERY_TROUBLE = "delivery_trouble"
    """See who cannot be reached."""
    ACCOUNTS = "accounts"
    AUDIT = "audit"
    REGISTRY_READ = "registry_read"
    ORGAN_HANDLE = "organ_handle"
    """What was assigned to the organ: accept, object, ask, report progress, reply."""


_TOWNSHIP = frozenset(
    {
        Permit.READ_ISSUES,
        Permit.PLACE,
        Permit.RELEASE,
        Permit.REFUSE,
        Permit.ENTER_ISSUE,
        Permit.STUDY,
        Permit.ASSIGN,
        Permit.SUPERVISE,
        Permit.LETTERS,
        Permit.ANSWER_INSTRUCTION,
        Permit.SUGGESTIONS_TOWNSHIP,
        Permit.DASHBOARD,
        Permit.EXPORT_LISTS,
        Permit.DELIVERY_TROUBLE,
        Permit.REGISTRY_READ,
    }
)
_COMMITTEE = (_TOWNSHIP - {Permit.SUGGESTIONS_TOWNSHIP}) | {
    Permit.ESCALATE,
    Permit.SUGGESTIONS_COUNTY,
    Permit.BULLETIN,
    Permit.YEARLY_REPORTS,
}
PERMITS: dict[Role, frozenset[Permit]] = {
    Role.COUNTY: _COMMITTEE | {Permit.KEY_MATTER, Permit.REPLAY},
    Role.COMMITTEE: _COMMITTEE,
    Role.TOWNSHIP: _TOWNSHIP,
    Role.STATION_HEAD: frozenset({Permit.READ_ISSUES, Permit.PLACE}),
    Role.LEADER: frozenset({Permit.READ_ISSUES, Permit.INSTRUCT, Permit.DASHBOARD}),
    Role.ADMINISTRATOR: frozenset({Permit.ACCOUNTS, Permit.AUDIT, Permit.REGISTRY_READ}),
    Role.ORGAN: frozenset({Permit.ORGAN_HANDLE}),
}

COUNTY_WIDE: frozenset[str] = frozenset({Role.COUNTY, Role.COMMITTEE, Role.ADMINISTRATOR})
"""Who has the whole county when the registry names no territory (辖区) for them."""

READS_ONLY: frozenset[str] = frozenset({Role.LEADER})
"""Who never changes a matter, and is not shown those that have no place yet."""

SECOND_STEP: frozenset[str] = frozenset({Role.COUNTY, Role.COMMITTEE, Role.ADMINISTRATOR})
"""Who signs in with a code of the phone besides the password: whoever sees the whole county or keeps the accounts."""


def permits_of(role: str) -> frozenset[Permit]:
    """What the role may do; `role` is a `Role` or a `StaffRole`."""
    return PERMITS[Role(role)]
