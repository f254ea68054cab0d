"""The demo county as a registry, ready for `handlers.registry.apply`: the same every time."""

from app.simulator.demo.deputies import seated
from app.simulator.demo.offices import organs, staff, stations
from app.simulator.demo.places import grids
from handlers.registry_rows import Registry


def demo_county() -> Registry:
    """19 townships, 295 villages, 338 grids, 1,235 + 123 deputies, stations, organs and staff."""
    places = grids()
    deputies, links = seated(places)
    return Registry(
        grids=places,
        stations=tuple(stations()),
        deputies=tuple(deputies),
        grid_deputies=tuple(links),
        organs=tuple(organs()),
        staff=staff(),
    )
