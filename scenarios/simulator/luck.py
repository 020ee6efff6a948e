"""What luck has in store for each call of a run: how long it takes at the scene, whether it can be closed remotely."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from ...models.incident import EventCode, Incident
from .draws import Purpose, keys_of, uniform
from .scenario import ServiceLaw, Settings

Floats = NDArray[np.float64]


def service_ms(calls: Sequence[Incident], settings: Settings, *, seed: int, replication: int) -> list[int]:
    """Return how long each call takes at the scene, in milliseconds."""
    mean = np.array([settings.service_min.get(one.code, one.type.service_min) for one in calls], dtype=np.float64)
    luck = _luck(calls, Purpose.SERVICE, seed, replication)
    match settings.service:
        case ServiceLaw.LOGNORMAL:
            width = np.log1p(settings.spread**2)
            minutes = mean * np.exp(np.sqrt(width) * ndtri(luck) - width / 2)
        case ServiceLaw.EXPONENTIAL:
            minutes = -mean * np.log(luck)
        case ServiceLaw.FIXED:
            minutes = mean
    whole: list[int] = np.maximum(1, np.rint(60_000 * minutes)).astype(np.int64).tolist()
    return whole


def closed_remotely(calls: Sequence[Incident], settings: Settings, *, seed: int, replication: int) -> list[bool]:
    """Return which calls need no crew: with a larger share those that needed none before still need none."""
    luck = _luck(calls, Purpose.REMOTE, seed, replication)
    fit = np.array([one.code is EventCode.ACCIDENT_PROPERTY and not one.blocking for one in calls], dtype=np.bool_)
    remote: list[bool] = (fit & (luck < settings.remote_share)).tolist()
    return remote


def _luck(calls: Sequence[Incident], purpose: Purpose, seed: int, replication: int) -> Floats:
    return uniform(keys_of(one.incident_id for one in calls), purpose, seed=seed, replication=replication)
