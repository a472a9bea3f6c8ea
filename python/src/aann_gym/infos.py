"""Infos as the bridge sends them, as Gymnasium's environments return them."""

from __future__ import annotations

from typing import Any

from .spaces import array_of


def info_of(json: dict[str, Any]) -> dict[str, Any]:
    """An info: arrays and numbers that JSON cannot hold are marked in it."""
    return {key: _value(value) for key, value in json.items()}


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return [_value(element) for element in value]
    if isinstance(value, dict):
        if "__array__" in value:
            return array_of(value["__array__"])
        if "__float__" in value:
            return float(value["__float__"].replace("Infinity", "inf"))
        return info_of(value)
    return value
