"""Infos as the bridge sends them, as Gymnasium's environments return them."""

from __future__ import annotations

import json
from typing import Any

from .spaces import array_of


def entries_of(text: bytes) -> list[dict[str, Any]]:
    """What a process tells of its environments after a step or a reset.

    JavaScript has one kind of number. Those in infos are floats, but where the bridge marks an integer: the arrays in
    which Gymnasium gathers infos have the type of the first, so a float that is whole by chance must not pass for an
    integer.
    """
    entries: list[dict[str, Any]] = json.loads(text, parse_int=float)
    return entries


def info_of(described: dict[str, Any]) -> dict[str, Any]:
    """An info, with what is marked in it put in its place."""
    return {key: _value(value) for key, value in described.items()}


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return [_value(element) for element in value]
    if isinstance(value, dict):
        if "__array__" in value:
            return array_of(value["__array__"])
        if "__float__" in value:
            return float(value["__float__"].replace("Infinity", "inf"))
        if "__int__" in value:
            return int(value["__int__"])
        return info_of(value)
    return value
