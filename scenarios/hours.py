"""Hours: ``22:00-07:00`` and ``07:00-11:30+15:30-19:00`` as minutes, and back."""

import re
import unicodedata
from collections.abc import Sequence

from ..models.week import DAY_MIN
from .codecs import BadValueError, read_clock

LONG_MIN = 14 * 60
"""A stretch that crosses midnight and lasts longer than this is doubted."""


def read_hours(text: str) -> tuple[tuple[int, int], ...]:
    """
    Read one or more stretches; one that ends at or before its start ends on the next day.

    >>> read_hours("22:00-07:00"), read_hours("18:00-22:00+02:00-06:00")
    (((1320, 1860),), ((1080, 1320), (1560, 1800)))
    """
    stretches: list[tuple[int, int]] = []
    for part in re.split(r"[+,;]", unicodedata.normalize("NFKC", text)):
        edges = re.split(r"[-~—–至]+", part.strip())
        if len(edges) != 2:
            raise BadValueError(f"{text!r} 写作 07:00-09:00", f"{text!r}: write 07:00-09:00")
        start, end = read_clock(edges[0].strip()), read_clock(edges[1].strip())
        while stretches and start < stretches[-1][1]:
            start += DAY_MIN
        while end <= start:
            end += DAY_MIN
        stretches.append((start, end))
    return tuple(stretches)


def doubtful(stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether a stretch crosses midnight and is so long that start and end may be swapped; 24 hours are meant."""
    return any(end > DAY_MIN and LONG_MIN < end - start != DAY_MIN for start, end in stretches)


def show_hours(stretches: Sequence[tuple[int, int]]) -> str:
    """
    Write stretches; hours on the next day are written as of the next day.

    >>> show_hours(((1320, 1860),))
    '22:00-07:00'
    """
    text = "+".join(f"{_clock(start)}-{_clock(end)}" for start, end in stretches)
    if read_hours(text) == tuple(stretches):
        return text
    return "+".join(f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}" for start, end in stretches)


def _clock(minute: int) -> str:
    minute -= DAY_MIN * (minute > DAY_MIN)
    return f"{minute // 60:02d}:{minute % 60:02d}"
