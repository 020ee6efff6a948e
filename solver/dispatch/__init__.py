"""Dispatch: who is nearest and may be sent, who commands, what to do about many at once."""

from .nearest import nearest_units

__all__ = ["nearest_units"]
