"""The rule table, spelled out a second time from domain §8: every role × every permit."""

import pytest

from models.people import StaffRole
from models.rules.permissions import PERMITS, Permit, Role, permits_of

#                          COUNTY COMMITTEE TOWNSHIP HEAD LEADER ADMIN ORGAN
TABLE = """
read_issues                  x       x        x      x     x     -     -
place                        x       x        x      x     -     -     -
release                      x       x        x      -     -     -     -
refuse                       x       x        x      -     -     -     -
enter_issue                  x       x        x      -     -     -     -
study                        x       x        x      -     -     -     -
assign                       x       x        x      -     -     -     -
supervise                    x       x        x      -     -     -     -
key_matter                   x       -        -      -     -     -     -
letters                      x       x        x      -     -     -     -
escalate                     x       x        -      -     -     -     -
instruct                     -       -        -      -     x     -     -
answer_instruction           x       x        x      -     -     -     -
suggestions_county           x       x        -      -     -     -     -
suggestions_township         -       -        x      -     -     -     -
dashboard                    x       x        x      -     x     -     -
export_lists                 x       x        x      -     -     -     -
bulletin                     x       x        -      -     -     -     -
yearly_reports               x       x        -      -     -     -     -
replay                       x       -        -      -     -     -     -
delivery_trouble             x       x        x      -     -     -     -
accounts                     -       -        -      -     -     x     -
audit                        -       -        -      -     -     x     -
registry_read                x       x        x      -     -     x     -
organ_handle                 -       -        -      -     -     -     x
"""
COLUMNS = (
    Role.COUNTY, Role.COMMITTEE, Role.TOWNSHIP, Role.STATION_HEAD, Role.LEADER, Role.ADMINISTRATOR, Role.ORGAN,
)  # fmt: skip
ROWS = {name: marks for name, *marks in (line.split() for line in TABLE.strip().splitlines())}


@pytest.mark.parametrize("permit", Permit)
def test_who_may(permit: Permit) -> None:
    assert {role for role in Role if permit in permits_of(role)} == {
        role for role, mark in zip(COLUMNS, ROWS[permit], strict=True) if mark == "x"
    }


def test_the_table_and_the_roles_are_complete() -> None:
    assert set(ROWS) == {permit.value for permit in Permit}
    assert set(PERMITS) == set(Role)
    assert {role.value for role in StaffRole} | {"organ"} == {role.value for role in Role}


def test_who_keeps_the_accounts_handles_no_matter_and_the_other_way_round() -> None:
    keeping = {Permit.ACCOUNTS, Permit.AUDIT}
    for role in Role:
        assert not permits_of(role) & keeping or not permits_of(role) & {Permit.READ_ISSUES, Permit.STUDY}
