"""The distinct numbers of a long array, by sorting: ``np.unique`` hashes them since numpy 2.3, many times slower."""

import numpy as np
from numpy.typing import NDArray


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    Return the distinct numbers in order.

    >>> distinct(np.array([3, 1, 3])).tolist(), distinct(np.array([], dtype=np.int64)).tolist()
    ([1, 3], [])
    """
    line = np.sort(numbers)
    fresh = np.ones(len(line), dtype=np.bool_)
    fresh[1:] = line[1:] != line[:-1]
    return line[fresh]
