"""The offices every story of the closed loop is told in."""

import pytest

from models.db import Database
from tests.handlers.loop.office import Office


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db)


@pytest.fixture
def studied(office: Office) -> Office:
    """马大娘's street lamp (№ 1001, assignment 1) has been reported up."""
    office.reported()
    return office


@pytest.fixture
def assigned(studied: Office) -> Office:
    """It is with 县交通局."""
    studied.assigned()
    return studied
