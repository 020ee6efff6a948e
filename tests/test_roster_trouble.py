"""Trouble while a roster is planned or mended: interruptions, impossible wishes, half a city ill."""

from concurrent.futures import Future
from dataclasses import replace
from multiprocessing.synchronize import Event
from typing import Any, Self

import pytest
from tiny_weeks import WEEK, tiny_week

from qinwu.models.errors import NoPlanError
from qinwu.models.officer import Pin
from qinwu.solver.roster import engine, workers
from qinwu.solver.roster.demand import NO_PLAN
from qinwu.solver.roster.engine import Settings, SolvedPart, joined, parts_of, plan_week
from qinwu.solver.roster.watch import Watch


class Pool:
    """Workers that never come to an end, and tell whether they were asked to when they were waited for."""

    asked: bool | None = None

    def __init__(self, *_: object, initargs: tuple[Event], **__: object) -> None:
        self.stop = initargs[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()

    def submit(self, *_: object) -> Future[Any]:
        return Future()

    def shutdown(self, **_: object) -> None:
        Pool.asked = self.stop.is_set() if Pool.asked is None else Pool.asked


class Interrupted(Watch):
    """Somebody presses Ctrl-C where nothing catches it, as while ``qinwu amend`` plans a week afresh."""

    @staticmethod
    def wait(_future: Future[Any]) -> None:
        raise KeyboardInterrupt


def test_pins_that_no_plan_was_found_for_are_named_and_no_defect() -> None:
    """Where the bound is too weak to prove that pins are impossible, the price of no plan still tells."""
    pin = Pin(day=WEEK.days[2], template="EARLY", place_id="P1")
    city = tiny_week(0)
    city = replace(city, officers=(replace(city.officers[0], pins=(pin,), leave=()), *city.officers[1:]))
    with pytest.raises(NoPlanError) as error:
        joined(city, WEEK, [SolvedPart(duties=(), cost=NO_PLAN, bound=1.0, stopped=False)])
    assert [finding.where.officer for finding in error.value.findings] == [city.officers[0].officer_no]


def test_an_interruption_does_not_wait_for_the_whole_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """The workers do not hear Ctrl-C, so it once seemed to do nothing until their search was over."""
    monkeypatch.setattr(workers, "ProcessPoolExecutor", Pool)
    parts = [part for seed in range(20) for part in parts_of(tiny_week(seed), WEEK) if len(part.officers) > 1][:2]
    monkeypatch.setattr(engine, "parts_of", lambda *_, **__: parts)
    with pytest.raises(KeyboardInterrupt):
        plan_week(tiny_week(0), WEEK, settings=Settings(workers=2), watch=Interrupted())
    assert Pool.asked
