"""How far a point is from a grid: a location message finds the nearest grid."""

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

_MOST_LATITUDE, _MOST_LONGITUDE = 90.0, 180.0  # degrees
_EARTH_METRES = 6_371_000.0
FARTHEST_METRES = 30_000.0  # whoever stands farther away than this is not asking about one of our grids


def great_circle_metres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Metres between two (latitude, longitude) points in degrees."""
    lat, lon, other_lat, other_lon = map(radians, (*here, *there))
    half = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * _EARTH_METRES * asin(sqrt(max(0.0, min(1.0, half))))


def nearest(
    latitude: float, longitude: float, grids: Iterable[tuple[str, float | None, float | None]]
) -> tuple[str, float] | None:
    """The nearest grid's code and its distance in metres; None beyond 30 km.

    `grids` are (code, latitude, longitude); those without coordinates are passed over.
    """
    if not (abs(latitude) <= _MOST_LATITUDE and abs(longitude) <= _MOST_LONGITUDE):
        return None  # also what is no number
    measured = (
        (great_circle_metres((latitude, longitude), (lat, lon)), code)
        for code, lat, lon in grids
        if lat is not None and lon is not None
    )
    metres, code = min(measured, default=(float("inf"), ""))
    return (code, metres) if metres <= FARTHEST_METRES else None
