"""The demo accounts that the simulator's phones start with; fixed, so that a newcomer finds them at once."""

from dataclasses import dataclass

RESIDENT_OPENID = "oDemoResident01"
DEPUTY_OPENID = "oDemoDeputy01"
STAFF_OPENID = "oDemoStaff01"
DEPUTY_CODE = "D0001"
"""The responsible deputy of the demo resident's grid."""
STAFF_CODE = "ST01A"
GRID_CODE = "41132300100101"


@dataclass(frozen=True, slots=True)
class Account:
    """One phone of the simulator."""

    openid: str
    role: str
    title: str


ACCOUNTS = (
    Account(RESIDENT_OPENID, "resident", "居民"),
    Account(DEPUTY_OPENID, "deputy", "代表"),
    Account(STAFF_OPENID, "staff", "乡镇工作人员"),
)


def deputy_openid(code: str) -> str:
    return DEPUTY_OPENID if code == DEPUTY_CODE else f"oDemoDeputy{code}"


def staff_openid(code: str) -> str:
    return STAFF_OPENID if code == STAFF_CODE else f"oDemoStaff{code}"
