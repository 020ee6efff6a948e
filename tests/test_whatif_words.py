"""Families and their knee; what tables and figures of a study say, and what they leave out."""

from dataclasses import replace

import pytest
from whatif_worlds import two_squadrons

from qinwu.models.deployed import HighwayRun
from qinwu.models.errors import InputError
from qinwu.models.kpi import Figure, KpiTable, Slice, SliceKind, Verdict
from qinwu.models.place import Place, PlaceKind
from qinwu.models.text import Lang, Text
from qinwu.scenarios.demand import Feeds, city_demand
from qinwu.scenarios.sample import sample_city
from qinwu.scenarios.simulator.catalogue import KPI_BY_CODE
from qinwu.scenarios.simulator.compare import paired
from qinwu.scenarios.simulator.sources import Replay
from qinwu.scenarios.whatif.facts import highway_figures
from qinwu.scenarios.whatif.sweep import Family, family, knee, values_of
from qinwu.scenarios.whatif.words import signed, slice_name, value

MOBILE = "M77"


def test_families_and_their_knee():
    world = two_squadrons()
    names = [one.name for one in family(world, Family.FORCE, values_of("90-110:10"))]
    sizes = [len(one.world.city.officers) for one in family(world, Family.FORCE, (90, 100, 110))]
    assert names == ["force 90", "force 100", "force 110"]
    assert sizes == [31, 35, 39]
    unit = Place(place_id=MOBILE, name="", kind=PlaceKind.MOBILE, unit_id="A1", needs={})
    with_mobile = replace(world, city=replace(world.city, places=[*world.city.places, unit]))
    crews = [sum(one.world.city.place(MOBILE).needs.values()) for one in family(with_mobile, Family.MOBILE, (0, 4))]
    assert crews[0] < crews[1]
    assert knee([(0, 1.0), (1, 1.0), (2, 1.001)]) is None
    assert knee([(0, 4.0), (1, 3.0), (2, 2.0)]) is None
    with pytest.raises(InputError):
        values_of("many")


def test_few_cases_never_without_their_number_and_no_difference_looks_like_none():
    share = KPI_BY_CODE["share_in_target"]
    assert value(share, 0.5, 10) == "50.0% (n=10)"
    assert value(share, 0.5, 20) == "50.0%"
    assert signed(KPI_BY_CODE["patrol_freq"], -0.004) == "-0.004"
    assert signed(share, 0.0) == "0.0"


def test_no_incidents_no_demand():
    world = two_squadrons()
    assert city_demand(world.city, world.network, Feeds()) is None
    assert Replay(incidents=()).calls(*(2 * [None]), seed=0, replication=0) == []


def test_a_breach_that_only_one_plan_has_counts_as_none_in_the_other():
    """It once had no difference at all: the figure of a rule is missing where nobody breaks it."""
    part = Slice(SliceKind.RULE, "R21")
    tables = [KpiTable(scenario="a", seed=0, replication=n, calls=0, figures=figures) for n in range(2) for figures in
              ({(part, "rule_breaks"): Figure(2.0, 2)},)]  # fmt: skip
    clean = [replace(table, figures={}) for table in tables]
    (found,) = paired(clean, tables).differences
    assert (found.base, found.other, found.verdict) == (0.0, 2.0, Verdict.WORSE)
    assert slice_name(part, None, Lang.EN).startswith("R21 ")


def test_what_cameras_see_and_leave_is_told():
    run = HighwayRun(segment_id="1", name="", band="AM_FLAT", km=4.0, black=False, video=True, by_video=5.0, passes=1,
                     reach_min=None, why=Text("", ""))  # fmt: skip
    city, _ = sample_city(people=60)
    blind = replace(run, band="PM_FLAT", video=False, by_video=0.0, passes=3)
    found = highway_figures(city, [run, blind])
    assert {code: figure.value for (_, code), figure in found.items()} == {
        "video_cover_km": 2.0, "video_revisit_min": 30.0, "highway_passes": 4.0,
    }  # fmt: skip
    assert highway_figures(city, []) == {}
