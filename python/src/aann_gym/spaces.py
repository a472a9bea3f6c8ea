"""Gymnasium's spaces from the bridge's descriptions, and how their elements travel.

Elements lie in memory part by part, and within a part environment by environment (``bridge/row-codec.ts``): a space
that is no tuple or dictionary has one part, and a batch of its elements is one array.
"""

from __future__ import annotations

import base64
import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium import spaces
from gymnasium.error import InvalidAction

Array = npt.NDArray[Any]


def array_of(description: dict[str, Any]) -> Array:
    """An array that the bridge describes: type, shape and bytes."""
    data = np.frombuffer(base64.b64decode(description["base64"]), dtype=np.dtype(description["dtype"]))
    return data.reshape([int(side) for side in description["shape"]]).copy()


def space_of(description: dict[str, Any]) -> spaces.Space[Any]:
    """The space that the bridge describes.

    Raises:
        ValueError: The kind of space is not one that is known here.
    """
    kind = description["kind"]
    if kind == "Box":
        low, high = array_of(description["low"]), array_of(description["high"])
        dtype: Any = np.dtype(description["dtype"]).type
        return spaces.Box(low, high, shape=tuple(description["shape"]), dtype=dtype)
    if kind == "Discrete":
        return spaces.Discrete(description["n"], start=description["start"])
    if kind == "MultiDiscrete":
        counts, starts = (np.array(description[key]).reshape(description["shape"]) for key in ("counts", "starts"))
        return spaces.MultiDiscrete(counts, start=starts)
    if kind == "MultiBinary":
        shape = description["shape"]
        return spaces.MultiBinary(shape if len(shape) > 1 else shape[0])
    if kind == "Tuple":
        return spaces.Tuple([space_of(part) for part in description["spaces"]])
    if kind == "Dict":
        return spaces.Dict([(key, space_of(part)) for key, part in description["spaces"]])
    raise ValueError(f"expected a kind of space that is known, got {kind}")


def leaves(space: spaces.Space[Any]) -> list[spaces.Space[Any]]:
    """The parts of a space that are arrays or integers, in the order in which they travel."""
    if isinstance(space, spaces.Tuple):
        return [leaf for part in space.spaces for leaf in leaves(part)]
    if isinstance(space, spaces.Dict):
        return [leaf for part in space.spaces.values() for leaf in leaves(part)]
    return [space]


def dtype_of(leaf: spaces.Space[Any]) -> np.dtype[Any]:
    """The type of a part's elements on the way; numpy's integers have 64 bits."""
    return np.dtype(leaf.dtype)


def shape_of(leaf: spaces.Space[Any]) -> tuple[int, ...]:
    """The shape of one element of a part; () for an integer."""
    return tuple(leaf.shape or ())


def gather(space: spaces.Space[Any], take: Callable[[spaces.Space[Any]], Any]) -> Any:
    """An element of a space from what ``take`` gives for each of its parts, in order."""
    if isinstance(space, spaces.Tuple):
        return tuple(gather(part, take) for part in space.spaces)
    if isinstance(space, spaces.Dict):
        return {key: gather(part, take) for key, part in space.spaces.items()}
    return take(space)


def element_from(space: spaces.Space[Any], data: bytes, offset: int = 0) -> Any:
    """One element of a space from its bytes: a copy. Integers are Python's, as Gymnasium's environments return them."""
    at = offset

    def take(leaf: spaces.Space[Any]) -> Any:
        nonlocal at
        dtype, shape = dtype_of(leaf), shape_of(leaf)
        size = int(np.prod(shape, dtype=np.int64))
        array = np.frombuffer(data, dtype, size, at)
        at += array.nbytes
        return int(array[0]) if isinstance(leaf, spaces.Discrete) else array.reshape(shape).copy()

    return gather(space, take)


def action_writer(space: spaces.Space[Any]) -> Callable[[Any], bytes]:
    """What turns one action of the space into bytes.

    It raises ``InvalidAction`` for what does not have the space's form. Whether an action is in the space is for the
    environment to say.
    """
    parts = leaves(space)
    if parts[0] is space:
        return functools.partial(_leaf_bytes, space)
    return lambda action: b"".join(map(_leaf_bytes, parts, _flat(space, action)))


def batch_bytes(space: spaces.Space[Any], actions: Any, count: int) -> list[Array]:
    """Actions of ``count`` environments: for each part the bytes, one row for each environment.

    Raises:
        InvalidAction: They do not have the form of ``count`` actions of the space.
    """
    parts = []
    for leaf, value in zip(leaves(space), _flat(space, actions), strict=True):
        array = _checked(leaf, value, (count, *shape_of(leaf)))
        parts.append(array.reshape(count, -1).view(np.uint8))
    return parts


def _flat(space: spaces.Space[Any], value: Any) -> list[Any]:
    try:
        if isinstance(space, spaces.Tuple):
            pairs = zip(space.spaces, value, strict=True)
            return [leaf for part, element in pairs for leaf in _flat(part, element)]
        if isinstance(space, spaces.Dict):
            return [leaf for key, part in space.spaces.items() for leaf in _flat(part, value[key])]
    except (KeyError, TypeError, ValueError):
        raise InvalidAction(f"expected an action of {space}, got {value!r}") from None
    return [value]


def _leaf_bytes(leaf: spaces.Space[Any], value: Any) -> bytes:
    if isinstance(leaf, spaces.Discrete):
        try:
            return operator.index(value).to_bytes(8, "little", signed=True)
        except (TypeError, OverflowError):
            raise InvalidAction(f"expected an action of {leaf}, got {value!r}") from None
    return _checked(leaf, value, shape_of(leaf)).tobytes()


def _checked(leaf: spaces.Space[Any], value: Any, shape: Sequence[int]) -> Array:
    """The value as a contiguous array of the part's type and the shape."""
    dtype = dtype_of(leaf)
    try:
        array = np.asarray(value)
        if array.shape != tuple(shape) or not np.can_cast(array.dtype, dtype, "same_kind"):
            raise ValueError
        return np.ascontiguousarray(array, dtype)
    except (TypeError, ValueError, OverflowError):
        raise InvalidAction(f"expected {dtype} numbers of shape {tuple(shape)} for {leaf}, got {value!r}") from None
