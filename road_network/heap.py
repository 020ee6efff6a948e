"""A 4-ary heap of packed keys in a plain array: time in the high half, place in the low half."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

Int64 = NDArray[np.int64]


@compiled
def push(heap: Int64, size: int, key: int) -> int:
    """Put ``key`` into a heap of ``size`` keys and return the new size."""
    i = size
    while i > 0:
        above = (i - 1) >> 2
        if heap[above] <= key:
            break
        heap[i] = heap[above]
        i = above
    heap[i] = key
    return size + 1


@compiled
def pop(heap: Int64, size: int) -> int:
    """Take the least key, ``heap[0]``, out of a heap of ``size`` keys and return the new size."""
    size -= 1
    last = heap[size]
    i = 0
    while True:
        child = 4 * i + 1
        if child >= size:
            break
        least = child
        if child + 4 <= size:
            left = child + (heap[child + 1] < heap[child])
            right = child + 2 + (heap[child + 3] < heap[child + 2])
            least = right if heap[right] < heap[left] else left
        else:
            for other in range(child + 1, size):
                if heap[other] < heap[least]:
                    least = other
        if heap[least] >= last:
            break
        heap[i] = heap[least]
        i = least
    heap[i] = last
    return size
