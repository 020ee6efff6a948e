"""Peaks inferred from flow, and the bands that follow from them (DOMAIN 5.1)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ....models.band import Band, BandMode
from ....models.city import City
from ....models.flow import QUARTER, QUARTERS, FlowCurve, FlowRecord, Peak, PeakProposal
from ....models.text import Text
from ....models.week import DAY_MIN, DayType
from .sites import brigades_at

Floats = NDArray[np.float64]

THRESHOLD = 0.85
"""Share of the second-highest hour that a peak's quarter-hours reach (DOMAIN 5.1)."""
PER_HOUR = 60 // QUARTER
LONGEST_DIP = 2
SHORTEST = 2
LONGEST_MIN = 6 * 60
"""A "peak" longer than this is a flat day."""
LONGEST_LINE_MIN = 5 * 60
EVENING, NIGHT = 19 * 60, 22 * 60
Named = tuple[str, Text]
_PEAKS: Sequence[tuple[int, Named]] = (
    (11 * 60, ("AM_PEAK", Text("早高峰", "morning peak"))),
    (14 * 60 + 30, ("NOON", Text("午间", "noon"))),
    (2 * DAY_MIN, ("PM_PEAK", Text("晚高峰", "evening peak"))),
)
_BETWEEN: Sequence[tuple[int, Named]] = (
    (12 * 60 + 30, ("AM_FLAT", Text("上午平峰", "morning off-peak"))),
    (2 * DAY_MIN, ("PM_FLAT", Text("下午平峰", "afternoon off-peak"))),
)


def flow_curves(city: City, records: Sequence[FlowRecord]) -> list[FlowCurve]:
    """
    Return the mean day of each brigade and day type, and of the whole city (brigade "").

    Each detector counts alike: its own mean of every quarter-hour is formed first, then the sum over detectors, so a
    detector that was silent on some days does not dent the curve. A brigade's detectors are those nearest its posts.
    """
    place: dict[str, str] = _brigade_of(city, records)
    values: dict[tuple[str, DayType], dict[str, list[FlowRecord]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        kind = city.calendar.day_type(record.time.date())
        for brigade in {"", place.get(record.detector, "")}:
            values[brigade, kind][record.detector].append(record)
    return [_curve(brigade, kind, detectors) for (brigade, kind), detectors in sorted(values.items())]


def propose(curve: FlowCurve) -> PeakProposal:
    """
    Infer the peaks of a day: the runs of quarter-hours whose flow reaches 0.85 of the second-highest hour.

    Hours are clock hours, so that one broken quarter cannot set the scale; dips of up to half an hour are bridged and
    runs shorter than half an hour left out.
    """
    quarters = np.array(curve.quarters)
    hours = quarters.reshape(-1, PER_HOUR).mean(axis=1)
    threshold = THRESHOLD * float(np.sort(hours)[-2])
    high = quarters >= threshold if threshold > 0 else np.zeros(QUARTERS, dtype=bool)
    peaks = [
        Peak(start=first * QUARTER, end=last * QUARTER, top_vph=float(quarters[first:last].max()))
        for first, last in _runs(high)
        if last - first >= SHORTEST
    ]
    return PeakProposal(curve=curve, threshold_vph=threshold, peaks=peaks)


def flat(proposal: PeakProposal) -> bool:
    """Whether the day has no peak worth the name: one run is longer than six hours, or there is none."""
    return not proposal.peaks or any(peak.end - peak.start > LONGEST_MIN for peak in proposal.peaks)


def proposed_bands(proposal: PeakProposal) -> list[Band]:
    """
    Return bands of a whole day: posts in the peaks, lines between them, free patrol at night.

    The night runs from 22:00, or the end of the last peak if that is later, to the first peak. A run in the small
    hours stays night. No bands are proposed for a flat day.
    """
    peaks = [peak for peak in proposal.peaks if peak.start >= 5 * 60]
    if flat(proposal) or not peaks:
        return []
    first, night = peaks[0].start, max(NIGHT, peaks[-1].end)
    stretches: list[tuple[int, int, BandMode]] = []
    at = first
    for peak in peaks:
        stretches += _between(at, peak.start)
        stretches.append((peak.start, peak.end, BandMode.FIXED))
        at = peak.end
    evening = max(at, EVENING)
    stretches += [(start, end, BandMode.LINE) for start, end in ((at, evening), (evening, night)) if start < end]
    stretches.append((night, first + DAY_MIN, BandMode.MOBILE))
    return _coded([s for s in stretches if s[0] < s[1]])


def _between(start: int, end: int) -> list[tuple[int, int, BandMode]]:
    """Return the line bands between two peaks: one, or two halves if it is long."""
    if end - start <= LONGEST_LINE_MIN:
        return [(start, end, BandMode.LINE)] if start < end else []
    middle = (start + end) // 2 // 30 * 30
    return [(start, middle, BandMode.LINE), (middle, end, BandMode.LINE)]


def _coded(stretches: Sequence[tuple[int, int, BandMode]]) -> list[Band]:
    """Name the stretches by their mode and time of day; equal names get a number."""
    bands: list[Band] = []
    for start, end, mode in stretches:
        code, name = _name(start, end, mode)
        bands.append(Band(code=code, name=name, start=start % DAY_MIN, end=end - start + start % DAY_MIN, mode=mode))
    seen: dict[str, int] = defaultdict(int)
    for n, band in enumerate(bands):
        seen[band.code] += 1
        if (number := seen[band.code]) > 1:
            name = Text(f"{band.name.zh}{number}", f"{band.name.en} {number}")
            bands[n] = replace(band, code=f"{band.code}_{number}", name=name)
    return bands


def _name(start: int, end: int, mode: BandMode) -> Named:
    if mode is BandMode.MOBILE:
        return "NIGHT", Text("夜间", "night")
    middle = (start + end) / 2
    if mode is BandMode.FIXED:
        return next(name for latest, name in _PEAKS if middle < latest)
    if start >= EVENING:
        return "EVENING", Text("夜查", "evening check")
    return next(name for latest, name in _BETWEEN if middle < latest)


def _runs(high: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield first and past-last index of each run of True, runs parted by a short dip joined."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], high, [False]]).astype(np.int8)))
    runs = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    joined: list[tuple[int, int]] = []
    for first, last in runs:
        if joined and first - joined[-1][1] <= LONGEST_DIP:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    yield from joined


def _curve(brigade: str, kind: DayType, detectors: dict[str, list[FlowRecord]]) -> FlowCurve:
    total = np.zeros(QUARTERS)
    days = {record.time.date() for records in detectors.values() for record in records}
    for records in detectors.values():
        total += _day_of(records)
    quarters = tuple(round(value, 3) for value in total.tolist())
    return FlowCurve(brigade=brigade, kind=kind, quarters=quarters, days=len(days), detectors=len(detectors))


def _day_of(records: Sequence[FlowRecord]) -> Floats:
    """Return a detector's mean flow in each quarter-hour; one that it never counted has the value of the one before."""
    slot = np.array([(record.time.hour * 60 + record.time.minute) // QUARTER for record in records])
    sums = np.bincount(slot, weights=[record.vph for record in records], minlength=QUARTERS)
    counts = np.bincount(slot, minlength=QUARTERS)
    known = np.flatnonzero(counts)
    last = known[np.searchsorted(known, np.arange(QUARTERS), side="right") - 1]
    result: Floats = sums[last] / counts[last]
    return result


def _brigade_of(city: City, records: Sequence[FlowRecord]) -> dict[str, str]:
    """Return the brigade of every detector that has a place."""
    here = {record.detector: record for record in records if record.lon is not None and record.lat is not None}
    lon = np.array([record.lon for record in here.values()], dtype=np.float64)
    lat = np.array([record.lat for record in here.values()], dtype=np.float64)
    return dict(zip(here, brigades_at(city, lon, lat), strict=True)) if here else {}
