"""
What pieces of a programme that few rows tie together cost at least.

The linear programme of all gives a price for each row; any prices prove a bound. With the ties' prices paid, each piece
stands alone and is solved in whole numbers: what that costs, and what the ties are worth, is a bound, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from .compact_terms import Mip
from .lp import Vector, quiet_solver
from .watch import Watch

NEVER = 1e6
"""More than any column without a limit of its own (units charged) reaches in a roster."""

GAP, NODES = 0.0005, 1


@dataclass(frozen=True, slots=True)
class Piece:
    """Columns and rows of a programme from the first to before the last, and values that keep its rows (else 0)."""

    first: int
    last: int
    first_row: int
    last_row: int
    start: Mapping[int, float]


def dual_bound(mip: Mip, pieces: Sequence[Piece], watch: Watch) -> float | None:
    """Return what the programme costs at least in whole numbers; None if stopped before prices were found."""
    solver = quiet_solver()
    for option, value in (("presolve", "choose"), ("solver", "ipm"), ("run_crossover", "off")):
        solver.setOptionValue(option, value)
    mip.load(solver, ())
    watch.interrupts_relaxation(solver)
    solver.run()
    if watch.stopped:
        return None
    found = np.nan_to_num(solver.getSolution().row_dual)
    prices = _cleaned(mip, found if len(found) == len(mip.rows) else np.zeros(len(mip.rows)))
    return max(lagrangian(mip, prices), _piecewise(mip, prices, pieces, watch))


def lagrangian(mip: Mip, prices: Vector) -> float:
    """
    Return what any solution costs at least, by any prices of rows: the proof does not ask where they come from.

    Each row is worth its price times what it asks for, each column at its better end what it costs less what its rows
    are worth. A price that pays for the side on which a row has no limit is none.
    """
    prices = _cleaned(mip, prices)
    reduced = np.array(mip.cost) - _worth(mip, prices)
    return mip.offset + _asked(mip, prices) + _least(reduced, mip)


def _piecewise(mip: Mip, prices: Vector, pieces: Sequence[Piece], watch: Watch) -> float:
    """Return the same with whole numbers in each piece, at the prices of the rows that belong to none."""
    prices, own = prices.copy(), np.ones(len(mip.cost), dtype=bool)
    for piece in pieces:
        prices[piece.first_row : piece.last_row] = 0.0
        own[piece.first : piece.last] = False
    reduced = np.array(mip.cost) - _worth(mip, prices)
    total = mip.offset + _asked(mip, prices) + _least(np.where(own, reduced, 0.0), mip)
    return total + sum(_whole_piece(mip, reduced, piece, watch) for piece in pieces)


def _whole_piece(mip: Mip, cost: Vector, piece: Piece, watch: Watch) -> float:
    """Return what a piece costs at least in whole numbers; -inf if nothing is whole or was proven before a stop."""
    alone = Mip(list(cost[piece.first : piece.last]), mip.upper[piece.first : piece.last])
    for low, high, row in mip.rows[piece.first_row : piece.last_row]:
        alone.row(low, high, [(j - piece.first, value) for j, value in row])
    whole = [j - piece.first for j in mip.whole if piece.first <= j < piece.last]
    if not whole:
        return -inf
    solver = quiet_solver()
    for option, value in (
        ("presolve", "choose"), ("solver", "choose"), ("mip_lp_solver", "ipm"), ("mip_rel_gap", GAP),
        ("mip_max_nodes", NODES),
    ):  # fmt: skip
        solver.setOptionValue(option, value)
    alone.load(solver, whole)
    start = piece.start
    solver.setSolution(len(start), np.array(list(start), dtype=np.int32), np.array(list(start.values())))
    watch.interrupts(solver)
    solver.run()
    return float(solver.getInfo().mip_dual_bound)


def _cleaned(mip: Mip, prices: Vector) -> Vector:
    """Return prices without those that pay for the side on which a row has no limit."""
    low, high = (np.array([row[side] for row in mip.rows], dtype=float) for side in (0, 1))
    prices = np.where(np.isfinite(low), prices, np.minimum(prices, 0.0))
    return np.where(np.isfinite(high), prices, np.maximum(prices, 0.0))


def _asked(mip: Mip, prices: Vector) -> float:
    """Return Σ price x the limit that it pays for."""
    ends = (row[0 if price > 0 else 1] for row, price in zip(mip.rows, prices, strict=True))
    return float(sum(price * end for price, end in zip(prices, ends, strict=True) if price))


def _least(reduced: Vector, mip: Mip) -> float:
    """Return the least of Σ reduced cost x column."""
    return float(np.sum(np.minimum(reduced, 0.0) * np.minimum(np.array(mip.upper), NEVER)))


def _worth(mip: Mip, prices: Vector) -> Vector:
    """Return Σ price x entry of each column."""
    lengths = [len(row) for _, _, row in mip.rows]
    columns: NDArray[np.int64] = np.array([j for _, _, row in mip.rows for j, _ in row], dtype=np.int64)
    values = np.array([value for _, _, row in mip.rows for _, value in row], dtype=float)
    return np.bincount(columns, values * np.repeat(prices, lengths), minlength=len(mip.cost)).astype(float)
