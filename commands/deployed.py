"""What the commands on deployments share: reading what is approved, and laying it under a roster."""

from pathlib import Path
from typing import TYPE_CHECKING

from ..filing.approved import approved_deployment
from ..filing.brigades import filing_units
from ..filing.deployment_json import deployment_of, read_deployment
from ..filing.plan_files import deployment_file
from ..models.city import City
from ..models.errors import InputError
from ..models.text import Text
from ..models.week import Week
from ..solver.deploy.apply import apply_deployment

if TYPE_CHECKING:
    from ..filing.register.register import Register


def under_deployment(
    city: City, folder: Path, week: Week, *, given: Path | None, register: "Register | None"
) -> tuple[City, Text]:
    """
    Return the city with the needs of the week's deployment, and a sentence that says where they come from.

    Parameters
    ----------
    city, folder, week
        The city with its duty grades applied, its folder, what is planned.
    given
        A deployment file to start from, approved or not.
    register
        The register in which each unit's deployment may be approved; None: there is none.

    Returns
    -------
    The file's needs if one is given, else those of each unit's approved deployment; units without one, or a city
    without any, keep the tables' needs.

    Raises
    ------
    InputError
        If a deployment is of another week, or does not fit the city.
    """
    if given is not None:
        deployment = read_deployment(given)
        if deployment.week != week:
            raise InputError(
                Text(
                    f"{given.name} 是 {deployment.week} 的部署", f"{given.name} is the deployment of {deployment.week}"
                )
            )
        return apply_deployment(city, deployment), Text(f"依据部署 {given}", f"starts from the deployment {given}")
    approved, plain = [], []
    for unit in filing_units(city):
        found = approved_deployment(register, unit, week) if register is not None else None
        if found is None:
            plain.append(unit)
            continue
        own = [p.place_id for p in city.places if city.org.brigade_of(p.unit_id) == unit]
        city = apply_deployment(city, deployment_of(found[1], file=f"register {unit}"), places=own)
        approved.append(unit)
    return city, _said(folder, week, approved, plain)


def _said(folder: Path, week: Week, approved: list[str], plain: list[str]) -> Text:
    if approved:
        units, rest = ", ".join(approved), ", ".join(plain)
        zh, en = (f"; {rest} 依据需求表", f"; {rest} from the table of needs") if plain else ("", "")
        return Text(f"依据已批准的部署: {units}{zh}", f"starts from the approved deployment of {units}{en}")
    if deployment_file(folder, week).exists():
        return Text(
            "依据需求表: 本周的部署尚未批准 (用 --deployment 可直接采用)",
            "starts from the table of needs: this week's deployment is not approved (--deployment takes it as it is)",
        )
    return Text("依据需求表: 本周没有部署", "starts from the table of needs: there is no deployment of this week")
