"""Segments cut where a camera's view begins or ends: what lies between is seen by the same cameras."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .highway_segments import Camera, Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a segment that the same cameras see: those that count, and those that would."""

    segment: Segment
    start_m: float
    end_m: float
    cameras: tuple[Camera, ...]
    blind: tuple[Camera, ...]

    @property
    def km(self) -> float:
        """Length."""
        return (self.end_m - self.start_m) / 1_000.0


def cut(segment: Segment, cameras: Sequence[Camera]) -> Iterator[Stretch]:
    """Cut a segment wherever a view begins or ends."""
    own = [camera for camera in cameras if camera.segment_id == segment.segment_id]
    edges = sorted({0.0, segment.length_m, *(edge for c in own for edge in (c.start_m, c.end_m))})
    for start, end in pairwise(edges):
        seeing = [camera for camera in own if camera.start_m <= start and end <= camera.end_m]
        yield Stretch(
            segment=segment,
            start_m=start,
            end_m=end,
            cameras=tuple(camera for camera in seeing if camera.blind is None),
            blind=tuple(camera for camera in seeing if camera.blind is not None),
        )
