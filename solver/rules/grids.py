"""What engine readings have in common: arrays in the shape of a span, and what history hands over to it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ...models.officer import Officer, PastDuty
from ...models.template import ShiftTemplate
from .rule import Span
from .terms import Grid

WINDOW_DAYS = 28


def every_day(span: Span, value: Callable[[ShiftTemplate], int]) -> Grid:
    """Return a value of each template, the same on every day; shape (days, templates)."""
    row = np.array([value(template) for template in span.templates], dtype=np.int64)
    return np.tile(row, (len(span.days), 1))


def marked(span: Span, test: Callable[[ShiftTemplate], bool]) -> NDArray[np.bool_]:
    """Return which templates pass a test, the same on every day; shape (days, templates)."""
    return every_day(span, test).astype(np.bool_)


def on_days(span: Span, flags: Sequence[bool]) -> NDArray[np.bool_]:
    """Return a flag of each day, the same for every template; shape (days, templates)."""
    return np.tile(np.array(flags, dtype=np.bool_)[:, None], (1, len(span.templates)))


def window_start(span: Span) -> date:
    """Return the first of the 28 days up to the span's last day."""
    return span.days[-1] - timedelta(days=WINDOW_DAYS - 1)


def window(officer: Officer, span: Span) -> list[PastDuty]:
    """Return the past duties that share the 28 days up to the span's last day with it."""
    return [duty for duty in officer.past if window_start(span) <= duty.day < span.days[0]]


def run_before(officer: Officer, span: Span, test: Callable[[ShiftTemplate], bool]) -> int:
    """Return how many days in a row, up to the day before the span, a template that passes was worked."""
    days = {duty.day for duty in officer.past if test(span.city.template(duty.template))}
    length = 0
    while span.days[0] - timedelta(days=length + 1) in days:
        length += 1
    return length
