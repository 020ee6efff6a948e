"""Lines in the simulator: passes, the gaps between them, and crews that take the lines in turn."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from simulator_worlds import BEGIN, crew_at, inward, middle_of, stage_of, star

from qinwu.models.kpi import ALL, Figure, Slice, SliceKind
from qinwu.models.leg import LegMode
from qinwu.models.line import Line, LineKind, LineStep, StepKind, StreetPasses
from qinwu.models.place import RoadClass
from qinwu.scenarios.simulator.gaps import gap_figures
from qinwu.scenarios.simulator.live import simulate
from qinwu.scenarios.simulator.sources import Replay
from qinwu.scenarios.simulator.stage import Turn
from qinwu.scenarios.simulator.stories import Day
from qinwu.solver.dispatch.crew_file import seconds


def line_of(network, minutes=30):
    """A line over one street and back: 100 s out, 100 s in, from the beginning of the band on; then it waits."""
    there, back = int(network.twin[inward(network, 0)]), inward(network, 0)
    steps = [
        LineStep(arc=there, from_share=0.0, to_share=1.0, begin_ms=0, end_ms=100_000, kind=StepKind.PATROL),
        LineStep(arc=back, from_share=0.0, to_share=1.0, begin_ms=100_000, end_ms=200_000, kind=StepKind.PATROL),
        LineStep(arc=back, from_share=1.0, to_share=1.0, begin_ms=200_000, end_ms=60_000 * minutes, kind=StepKind.WAIT),
    ]
    street = StreetPasses(
        arc=min(there, back), metres=1000.0, road_class=RoadClass.LOCAL, target=1.0, passes=2, per_hour=4.0,
        longest_gap_s=0.0,
    )  # fmt: skip
    return Line(
        line_id="L", name="", kind=LineKind.CELL, post_ids=("P",), band="ALL", minutes=minutes, laps=1,
        steps=tuple(steps), streets=(street,), left_out=(), metres=2000.0, needed_min=0.0, needed_drive_min=0.0,
    )  # fmt: skip


def ridden_once(*, away=(), need=1, hours=(1, 2)):
    """A band of an hour, one line of 30 minutes, one crew that rides it."""
    network = star()
    city = SimpleNamespace(place=lambda place: place, need=lambda _place, _day, _code: need)
    scenario = SimpleNamespace(lines={("P", "ALL"): [line_of(network)]}, city=city)
    crew = crew_at("P-1", middle_of(network, 0), mode=LegMode.LINE, hours=hours, place="P")
    starts = [seconds(BEGIN + timedelta(hours=hour)) for hour in (0, 1, 2)]
    stage = stage_of(
        network, [crew], Replay(incidents=()), days=1, scenario=scenario, band_starts=starts,
        band_codes=["", "ALL", ""],
    )  # fmt: skip
    day = Day(away=[(3_600_000 + a, 3_600_000 + b) for a, b in away])
    return gap_figures(stage, simulate(stage), {0: day})


@pytest.mark.parametrize(("away", "gap"), [((), 1_700_000), (((300_000, 900_000),), 2_300_000)])
def test_a_call_in_between_makes_the_gap_between_passes_longer(away, gap) -> None:
    """A line of 30 minutes over an hour: passes at 0:00, 1:40, 30:00, 31:40; ten minutes away move the last two."""
    figures = ridden_once(away=away)
    assert figures[ALL, "max_gap_min"] == Figure(gap / 60_000, 1)
    assert figures[ALL, "street_passes"] == Figure(4.0, 1)
    assert figures[ALL, "unpatrolled_km"] == Figure(0.0, 1)


def test_a_line_without_its_crew_has_gaps_as_long_as_the_band() -> None:
    """Only ridden legs were looked at before: a roster without anybody on its lines had no gaps at all."""
    figures = ridden_once(hours=(20, 21))
    assert figures[ALL, "max_gap_min"] == Figure(60.0, 1)
    assert figures[ALL, "unpatrolled_km"] == Figure(1.0, 1)
    assert figures[Slice(SliceKind.ROAD, "LOCAL"), "unpatrolled_km"] == Figure(1.0, 1)
    assert ridden_once(hours=(20, 21), need=0)[ALL, "max_gap_min"] == Figure(None, 0)


def test_crews_of_a_duty_take_the_lines_in_turn_and_share_what_is_too_few() -> None:
    assert [Turn(rank, 3).ahead(1) for rank in range(3)] == [0.0, 1 / 3, 2 / 3]
    assert [Turn(rank, 3).ahead(2) for rank in range(3)] == [0.0, 0.0, 0.5]
