"""The town every story of the handlers is told in."""

import pytest

from models.db import Database
from tests.town import Town


@pytest.fixture
def town(db: Database) -> Town:
    return Town(db)
