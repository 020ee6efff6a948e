"""What all models of siting share: the answer with its proof, the solver behind PuLP, and its limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf

import numpy as np
import pulp
from numpy.typing import NDArray

from ...models.errors import InputError, NoPlanError
from ...models.finding import Finding, Severity, Where
from ...models.text import Text

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TOLERANCE = 1e-6
"""Values this near to each other, relative to their size (at least 1), count as equal."""


class Backend(StrEnum):
    """The solvers a model may be handed to; both are exact."""

    HIGHS = "HIGHS"
    CBC = "CBC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """
    Who solves, and for how long at most.

    Parameters
    ----------
    seconds
        A safety net for each model that is solved; an answer that ran into it is not ``proven`` and may differ from
        machine to machine. None: until the optimum is proven.
    gap
        Distance between value and bound, relative to the value, at which the search is content.
    """

    backend: Backend = Backend.HIGHS
    seconds: float | None = None
    gap: float = 0.0


USUAL = Effort()


@dataclass(frozen=True, slots=True, kw_only=True)
class Siting:
    """
    Chosen sites and how good they are.

    Parameters
    ----------
    sites
        Columns of the matrix, ascending; those kept are among them.
    value
        What the sites achieve, computed from the matrix again.
    bound
        What no choice of sites can beat.
    """

    sites: tuple[int, ...]
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """Distance from value to bound, relative to the value; 0.0 if the optimum is proven."""
        apart = abs(self.value - self.bound)
        return 0.0 if apart <= TOLERANCE * max(1.0, abs(self.value)) else apart / max(abs(self.value), TOLERANCE)

    @property
    def proven(self) -> bool:
        """Whether no other choice is better."""
        return self.gap == 0.0


def optimise(model: pulp.LpProblem, effort: Effort) -> float | None:
    """
    Solve a model; its variables then hold the best solution found.

    Returns
    -------
    bound
        The proven bound on the objective; None if the model has no solution.

    Raises
    ------
    NoPlanError
        If the time ran out before any solution was found.
    """
    model.solve(_solver(effort))
    if model.status == pulp.LpStatusInfeasible:
        return None
    if model.status != pulp.LpStatusOptimal:
        raise NoPlanError(f"{model.name}: no solution within {effort.seconds} seconds")
    sign = -1.0 if model.sense == pulp.LpMaximize else 1.0
    if effort.backend is Backend.HIGHS:
        return sign * float(model.solverModel.getInfo().mip_dual_bound)
    if model.sol_status != pulp.LpSolutionOptimal:
        return -sign * inf
    value = float(sum(price * (variable.varValue or 0.0) for variable, price in model.objective.items()))
    return value - sign * effort.gap * abs(value)


def _solver(effort: Effort) -> pulp.LpSolver:
    if effort.backend is Backend.CBC:
        path = pulp.PULP_CBC_CMD.pulp_cbc_path  # the CBC that comes with PuLP 3
        return pulp.COIN_CMD(path=path, msg=False, threads=1, gapRel=effort.gap, gapAbs=1e-9, timeLimit=effort.seconds)
    return pulp.HiGHS(msg=False, threads=1, gapRel=effort.gap, gapAbs=1e-9, timeLimit=effort.seconds, random_seed=0)


def switches(
    model: pulp.LpProblem, columns: int, *, kept: Sequence[int] = (), usable: Bools | None = None
) -> Sequence[pulp.LpVariable]:
    """Add a yes-or-no variable for each site: those kept are yes, those not usable no."""
    open_ = [model.add_variable(f"site{column}", cat=pulp.LpBinary) for column in range(columns)]
    for column in () if usable is None else np.flatnonzero(~usable).tolist():
        open_[column].upBound = 0
    for column in kept:
        open_[column].lowBound = open_[column].upBound = 1
    return open_


def chosen(variables: Sequence[pulp.LpVariable]) -> tuple[int, ...]:
    """Return the numbers of the variables that are yes."""
    return tuple(number for number, variable in enumerate(variables) if (variable.varValue or 0.0) > 0.5)


def check_sites(rows: int, columns: int, *, kept: Sequence[int], sites: int | None = None) -> None:
    """Refuse an empty matrix, kept sites that do not exist, and a number of sites that cannot be."""
    findings = []
    if not rows or not columns:
        findings.append(_wrong("matrix", f"{rows} x {columns}", Text("没有需求点或候选点", "no demand or no site")))
    lost = [str(site) for site in kept if not 0 <= site < columns]
    if lost:
        findings.append(_wrong("kept", ",".join(lost), Text("保留的点不在候选点中", "no such site to keep")))
    if sites is not None and not max(len(set(kept)), 1) <= sites <= columns:
        findings.append(
            _wrong(
                "sites",
                str(sites),
                Text(
                    f"选点数须在 {max(len(set(kept)), 1)} 与 {columns} 之间",
                    f"the number of sites must lie between {max(len(set(kept)), 1)} and {columns}",
                ),
            )
        )
    if findings:
        raise InputError.of(findings)


def check_numbers(arrays: Mapping[str, Floats], *, rows: int, endless: bool) -> None:
    """Refuse arrays of another length than ``rows``, and numbers below 0, NaN or (unless ``endless``) infinite."""
    findings = []
    for name, array in arrays.items():
        if len(array) != rows:
            message = Text(f"须有 {rows} 行", f"must have {rows} rows")
            findings.append(_wrong(name, str(len(array)), message))
        good = array >= 0 if endless else np.isfinite(array) & (array >= 0)
        if not good.all():
            worst = str(array[~good].flat[0])
            findings.append(_wrong(name, worst, Text("须为不小于 0 的数", "numbers must not be below 0")))
    if findings:
        raise InputError.of(findings)


def _wrong(name: str, value: str, message: Text) -> Finding:
    return Finding(rule="D80", severity=Severity.ERROR, message=message, where=Where(field=name, value=value))
