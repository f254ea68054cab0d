"""The console of a town that has its offices: organs and county staff with accounts."""

import pytest

from app.service import Service
from tests.handlers.loop.office import Office
from tests.web.console.desks import Desks
from tests.web.console_visits import Console


@pytest.fixture
def town(service: Service) -> Office:
    return Office(service.db)


@pytest.fixture
def desks(console: Console, town: Office) -> Desks:
    """马大娘's street lamp (№ 1001, assignment 1) is with 县交通局 since this morning."""
    town.reported()
    town.assigned()
    return Desks(console, town)
