"""The log of incidents: several units at one incident, called-off orders, and the figures read off it."""

from datetime import timedelta

import pytest
from dispatch_worlds import NOW

from qinwu.models.errors import InputError
from qinwu.models.life_cycle import Entry, IncidentLog, IncidentState, figures

S = IncidentState


def entry(second, state, unit="", *, incident="1", hops=1):
    return Entry(incident_id=incident, state=state, at=NOW + timedelta(seconds=second), unit_id=unit, hops=hops)


def test_two_units_of_one_incident_go_their_own_ways():
    """Once the second unit of an incident could not be written: DISPATCHED after DISPATCHED was refused."""
    log = IncidentLog()
    for line in (
        entry(0, S.RECEIVED), entry(10, S.CLASSIFIED), entry(20, S.DISPATCHED, "A"), entry(25, S.DISPATCHED, "B"),
        entry(30, S.ACKED, "A"), entry(31, S.ENROUTE, "A"), entry(45, S.ACKED, "B"), entry(200, S.ARRIVED, "A"),
        entry(210, S.ENROUTE, "B"), entry(300, S.ARRIVED, "B"), entry(900, S.CLEARED, "A"),
        entry(1000, S.CLEARED, "B"),
    ):  # fmt: skip
        log.add(line)
    for bad in (entry(1001, S.ACKED, "A"), entry(999, S.CLOSED), entry(1001, S.RECEIVED, "C")):
        with pytest.raises(InputError):
            log.add(bad)
    log.add(entry(1100, S.CLOSED))
    with pytest.raises(InputError):  # over for everybody
        log.add(entry(1200, S.DISPATCHED, "C"))
    found, story = figures(log), log.story("1")
    assert story.units == ("A", "B")
    assert (found.to_dispatch_s, found.to_ack_s, found.travel_s, found.to_arrival_s) == (20, 15, 180, 200)
    assert found.handling_s == 700


def test_an_order_that_was_called_off_before_its_answer_does_not_count_as_slow():
    log = IncidentLog()
    for line in (
        entry(0, S.RECEIVED), entry(5, S.DISPATCHED, "A", hops=2), entry(65, S.REASSIGNED, "A"),
        entry(66, S.DISPATCHED, "B"), entry(70, S.ACKED, "B"), entry(100, S.ARRIVED, "B"),
    ):  # fmt: skip
        log.add(line)
    found = figures(log)
    assert (found.to_ack_s, found.mean_hops, found.one_step_share) == (4, 1.5, 0.5)
    with pytest.raises(InputError):  # it was called off: it must be sent anew first
        log.add(entry(120, S.ACKED, "A"))
    log.add(entry(120, S.DISPATCHED, "A"))


def test_nine_of_ten_arrive_within_the_ninetieth_percentile():
    log = IncidentLog()
    for number in range(1, 11):
        log.add(entry(0, S.RECEIVED, incident=str(number)))
        log.add(entry(60 * number, S.ARRIVED, "A", incident=str(number)))
    assert figures(log).p90_arrival_s == 540
    assert figures(IncidentLog()).p90_arrival_s is None
