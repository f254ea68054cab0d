"""An import that changes what somebody is ends the sessions they began as something else."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from handlers.registry import apply
from handlers.registry_rows import OrganRow, Registry, StaffRow
from models.account import Account
from models.db import Database
from models.people import Organ, OrganKind, StaffMember, StaffRole

CLERK = StaffRow("S1", "赵六", "10020000001", StaffRole.TOWNSHIP, ("回车镇",))
BUREAU = OrganRow("J1", "县水利局", OrganKind.GOVERNMENT, "周明", "吴静", "10030000001")
COUNTY = Registry(organs=(BUREAU,), staff=(CLERK,))


def bring_in(db: Database, registry: Registry, now: datetime, *, deactivate_missing: bool = False) -> None:
    with db.transaction() as session:
        apply(session, registry, now, seal=str, deactivate_missing=deactivate_missing)


def generations(db: Database) -> dict[str, int]:
    with db.reading() as session:
        return {row.name: row.generation for row in session.scalars(select(Account))}


@pytest.fixture
def county(db: Database, now: datetime) -> Database:
    """赵六 and 县水利局 are in, each with an account."""
    bring_in(db, COUNTY, now)
    with db.transaction() as session:
        staff, organ = session.scalars(select(StaffMember)).one(), session.scalars(select(Organ)).one()
        session.add(Account(name="S1", created_at=now, staff_id=staff.id))
        session.add(Account(name="J1", created_at=now, organ_id=organ.id))
    return db


def test_a_new_role_ends_the_sessions_begun_without_its_second_step(county: Database, now: datetime) -> None:
    bring_in(county, Registry(organs=(BUREAU,), staff=(replace(CLERK, role=StaffRole.COUNTY),)), now)
    assert generations(county) == {"S1": 2, "J1": 1}


def test_who_comes_back_into_service_signs_in_anew(county: Database, now: datetime) -> None:
    bring_in(county, Registry(), now, deactivate_missing=True)
    left = generations(county)
    bring_in(county, COUNTY, now)
    back = generations(county)
    assert back["S1"] > left["S1"]
    assert back["J1"] > left["J1"]


def test_another_phone_or_the_same_again_ends_nothing(county: Database, now: datetime) -> None:
    bring_in(county, COUNTY, now)
    bring_in(county, replace(COUNTY, staff=(replace(CLERK, phone="10020000009"),)), now)
    assert generations(county) == {"S1": 1, "J1": 1}
