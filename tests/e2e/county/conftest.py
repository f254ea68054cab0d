"""The demo county, started once for all the tests of this folder on one worker, and ended with the last of them."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.county.office import Office
from tests.e2e.county.street import Street
from tests.e2e.simulator import Simulator, running_simulator

GROUP = "@county"


@pytest.fixture(scope="package")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with running_simulator(tmp_path_factory.mktemp("county")) as started:
        yield started


@pytest.fixture(scope="package")
def the_street(county: Simulator, browser: Browser) -> Iterator[Street]:
    street = Street(county.url, browser)
    yield street
    street.goes_home()


@pytest.fixture(scope="package")
def the_office(county: Simulator, browser: Browser) -> Iterator[Office]:
    office = Office(county.url, browser)
    yield office
    office.closes()


@pytest.fixture(autouse=True)
def _one_worker(request: pytest.FixtureRequest) -> None:
    """A second county beside the first would take the machine, and what one test tells another would not find."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        assert request.node.nodeid.endswith(GROUP), "xdist does not keep the group on one worker"


@pytest.fixture
def street(the_street: Street) -> Iterator[Street]:
    """Whatever the browser complains of on the way is a failure."""
    yield the_street
    assert _heard(the_street.complaints) == []


@pytest.fixture
def office(the_office: Office) -> Iterator[Office]:
    """Whatever the browser complains of on the way is a failure."""
    yield the_office
    assert _heard(the_office.complaints) == []


def _heard(complaints: list[str]) -> list[str]:
    """Each is told once."""
    told, complaints[:] = list(complaints), []
    return told
