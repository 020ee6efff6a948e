"""Machine code for the hot loops: one decorator, so that every kernel is compiled in the same way."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """
    Compile a kernel at its first call, keep the code on disk, and let other threads run meanwhile.

    The plain function stays reachable as ``kernel.py_func``. Numba's cache does not see a change in a kernel that
    is called from another file: clear ``__pycache__`` after such an edit.
    """
    return cast("Callable[P, R]", njit(nogil=True, cache=True)(function))
