"""``[post_need]`` and ``[highways]`` of ``city.toml``: what a post needs in a peak, what is asked of highways."""

from collections.abc import Mapping
from dataclasses import fields
from typing import TypeVar

from ..models.errors import InputError
from ..models.highway import HighwayPolicy
from ..models.place import RoadClass
from ..models.post_need import NeedStep, PostTable
from .toml_reader import Branch

Number = TypeVar("Number", int, float)


def read_post_table(city: Branch) -> PostTable:
    """Return the table of post needs; what is wrong is noted, and the default stands in."""
    table, default = city.branch("post_need"), PostTable()
    table.warn_unknown(field.name for field in fields(PostTable))
    steps = tuple(_step(step) for step in table.items("steps")) if "steps" in table.data else default.steps
    try:
        return PostTable(
            steps=steps,
            must_hold=table.get("must_hold", float, default.must_hold),
            signal_fault=table.get("signal_fault", float, default.signal_fault),
            school=table.get("school", float, default.school),
            top=table.get("top", float, default.top),
            top_priority=table.get("top_priority", int, default.top_priority),
            heavy=table.get("heavy", float, default.heavy),
            lane_vph=_by_class(table, "lane_vph", int, default.lane_vph),
        )
    except InputError as error:
        table.notes.error("D33", error.text, city.at("post_need"))
        return default


def read_highways(city: Branch) -> HighwayPolicy:
    """Return what is asked of highways; what is wrong is noted, and the default stands in."""
    table, default = city.branch("highways"), HighwayPolicy()
    table.warn_unknown(field.name for field in fields(HighwayPolicy))
    numbers = {
        field.name: table.get(field.name, float, getattr(default, field.name))
        for field in fields(HighwayPolicy)
        if field.name not in {"passes_per_h", "night_passes"}
    }
    try:
        return HighwayPolicy(
            passes_per_h=_by_class(table, "passes_per_h", float, default.passes_per_h),
            night_passes=table.get("night_passes", int, default.night_passes),
            **numbers,
        )
    except InputError as error:
        table.notes.error("D33", error.text, city.at("highways"))
        return default


def _step(step: Branch) -> NeedStep:
    step.warn_unknown(("from", "crews", "aux"))
    return NeedStep(step.need("from", float, 0.0), step.need("crews", int, 0), step.get("aux", bool, False))


def _by_class(
    table: Branch, key: str, kind: type[Number], default: Mapping[RoadClass, Number]
) -> Mapping[RoadClass, Number]:
    """Read a number by road class; a class that is not named keeps its default."""
    branch = table.branch(key)
    branch.warn_unknown(road.value for road in default)
    return {road: branch.get(road.value, kind, number) for road, number in default.items()}
