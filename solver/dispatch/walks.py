"""Which planned lines the crews of a place ride: those of their cell, or the mobile routes in turn."""

from collections.abc import Sequence

from ...models.city import City
from ...models.line import Line, LineKind
from ...models.place import PlaceKind
from ...models.week import DayType


def walks_of(city: City, lines: Sequence[Line]) -> dict[tuple[str, str], list[Line]]:
    """
    Return the lines that the crews of each place ride.

    Parameters
    ----------
    city
        Its posts and mobile units.
    lines
        The lines of one band.

    Returns
    -------
    ``(place id, band code) -> lines``: of each post its cell's; the mobile routes go round among the mobile places,
    each beginning with the route after those of the places before it.
    """
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        for post in line.post_ids:
            found.setdefault((post, line.band), []).append(line)
    routes = [line for line in lines if line.kind is LineKind.MOBILE]
    first = 0
    for place in city.places:
        if place.kind is PlaceKind.MOBILE and routes:
            turn = first % len(routes)
            found[place.place_id, routes[0].band] = routes[turn:] + routes[:turn]
            first += place.need(DayType.WEEKDAY, routes[0].band)
    return found
