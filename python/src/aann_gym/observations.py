"""Where the observations of several environments lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium import spaces

from .child import Child
from .shared import SharedRegion
from .spaces import Array, dtype_of, gather, leaves, shape_of

# Observations of fewer bytes travel with the rewards: that takes one call of the system less.
_SMALL = 4096
# Bytes at whose multiples a part begins in shared memory.
_ALIGNMENT = 64


class ObservationRows:
    """The present observations: for each part of the space an array with a row for each environment.

    Large ones lie in shared memory: the processes write the rows of their environments there, and numpy reads them.

    Args:
        space: The space of one environment's observations.
        row_bytes: Bytes of one observation, part by part.
        children: The processes.
        ranges: Of each process, its first environment and the one after its last.
    """

    def __init__(
        self,
        space: spaces.Space[Any],
        row_bytes: Sequence[int],
        children: Sequence[Child],
        ranges: Sequence[tuple[int, int]],
    ) -> None:
        self._space = space
        self._row_bytes = row_bytes
        self._count = ranges[-1][1]
        self.is_shared = self._count * sum(row_bytes) > _SMALL
        if self.is_shared:
            self._parts = self._share(children, ranges)
        else:
            self._parts = [np.zeros((self._count, *shape_of(leaf)), dtype_of(leaf)) for leaf in leaves(space)]

    def take(self, payload: bytes, at: int, start: int, end: int) -> int:
        """Reads the observations of the environments from ``start`` to before ``end``, unless they are shared, from an
        answer. Returns where in it they end."""
        if not self.is_shared:
            for part, row in zip(self._parts, self._row_bytes, strict=True):
                size = (end - start) * row
                values = np.frombuffer(payload, part.dtype, size // part.itemsize, at)
                part[start:end] = values.reshape(part[start:end].shape)
                at += size
        return at

    def batch(self, copy: bool) -> Any:
        """The observations of all environments."""
        parts = iter(self._parts)
        return gather(self._space, lambda _: next(parts).copy() if copy else next(parts))

    def single(self) -> Any:
        """A copy of the first environment's observation."""
        if len(self._parts) == 1 and not isinstance(self._space, spaces.Tuple | spaces.Dict):
            return _element(self._space, self._parts[0][0])
        parts = iter(self._parts)
        return gather(self._space, lambda leaf: _element(leaf, next(parts)[0]))

    def _share(self, children: Sequence[Child], ranges: Sequence[tuple[int, int]]) -> list[Array]:
        offsets, size = [], 0
        for row in self._row_bytes:
            offsets.append(size)
            size += -(-row * self._count // _ALIGNMENT) * _ALIGNMENT
        region = SharedRegion(size)
        for child, (start, _) in zip(children, ranges, strict=True):
            places = [offset + start * row for offset, row in zip(offsets, self._row_bytes, strict=True)]
            child.call("attach", path=region.path, offsets=places)
        region.unlink()
        parts = []
        for leaf, offset, row in zip(leaves(self._space), offsets, self._row_bytes, strict=True):
            dtype = dtype_of(leaf)
            flat = np.frombuffer(region.buffer, dtype, self._count * row // dtype.itemsize, offset)
            parts.append(flat.reshape(self._count, *shape_of(leaf)))
        return parts


def _element(leaf: spaces.Space[Any], row: Any) -> Any:
    """Integers are Python's, as Gymnasium's environments return them."""
    return int(row) if isinstance(leaf, spaces.Discrete) else row.copy()
