"""The post office of the delivery tests."""

import pytest

from models.db import Database
from tests.scheduler.post_office import PostOffice


@pytest.fixture
def post(db: Database) -> PostOffice:
    return PostOffice(db)
