"""From a deployment to what the roster engine understands: the needs of each date."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from ...models.city import City
from ...models.deployment import Deployment
from ...models.errors import InputError
from ...models.finding import Finding, Severity, Where
from ...models.text import Text

RULE = "D76"  # a deployment that does not fit the city


def apply_deployment(city: City, deployment: Deployment, *, places: Collection[str] | None = None) -> City:
    """
    Return the city with the deployment's needs for its week; the engine still chooses the templates and the people.

    Needs are passed on whole, also those that the deployment could not man: the roster may find the people, and what
    it does not find it names as a gap. Other weeks keep the needs of the tables.

    Raises
    ------
    InputError
        If the deployment is of another city, or names a place, template or band that this city does not have.
    """
    findings = list(_doubts(city, deployment))
    if findings:
        raise InputError.of(findings)
    dated = dict(city.dated_needs)
    for place in city.places:
        if places is not None and place.place_id not in places:
            continue
        for day in deployment.week.days:
            for band in city.bands_of(day):
                dated[place.place_id, day, band.code] = 0
    for need in deployment.needs:
        dated[need.place_id, need.day, need.band] = need.crews
    return replace(city, dated_needs=dated)


def _doubts(city: City, deployment: Deployment) -> Iterator[Finding]:
    if deployment.city != city.name:
        yield _finding(
            Text(f"部署属于 {deployment.city}", f"the deployment is of {deployment.city}"), "city", deployment.city
        )
    places = {c.key.place_id for c in deployment.chains} | {n.place_id for n in deployment.needs}
    for place_id in sorted(places):
        if not city.has_place(place_id):
            yield _finding(Text(f"没有岗位 {place_id}", f"there is no place {place_id}"), "place", place_id)
    for code in sorted({c.key.template for c in deployment.chains}):
        if not city.has_template(code):
            yield _finding(Text(f"没有班次 {code}", f"there is no template {code}"), "template", code)
    for day, code in sorted({(need.day, need.band) for need in deployment.needs}):
        if not any(band.code == code for band in city.bands_of(day)):
            yield _finding(Text(f"{day} 没有时段 {code}", f"{day} has no band {code}"), "band", code)


def _finding(message: Text, field: str, value: str) -> Finding:
    return Finding(
        rule=RULE,
        severity=Severity.ERROR,
        message=message,
        where=Where(file="deployment", field=field, value=value),
        advice=Text("用当前城市数据重新运行 qinwu deploy", "run qinwu deploy again with the city as it is"),
    )
