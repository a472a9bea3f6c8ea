"""JSON as JavaScript writes it, with the members of every object in order: what the hash of a policy is taken of."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

_ARRAY_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")


def canonical_json(value: Any) -> str:
    """The text of src/json.ts's ``canonicalJson``."""
    if isinstance(value, dict):
        members = (f"{_string(key)}:{canonical_json(value[key])}" for key in sorted(value, key=_place))
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical_json, value)) + "]"
    if isinstance(value, str):
        return _string(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return number_text(float(value))


def number_text(number: float) -> str:
    """A finite number as JavaScript's ``String`` gives it."""
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    # Python and JavaScript agree on the digits, the fewest that tell a number from its neighbours, but not on the form.
    parts = Decimal(repr(abs(number))).as_tuple()
    digits = "".join(map(str, parts.digits)).rstrip("0")
    point = len(parts.digits) + int(parts.exponent)
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    mantissa = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    return f"{sign}{mantissa}e{point - 1:+d}"


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _place(key: str) -> tuple[int, int, bytes]:
    """Objects in JavaScript hold members with whole numbers for names first, in the order of the numbers."""
    if _ARRAY_INDEX.fullmatch(key) and int(key) < 2**32 - 1:
        return 0, int(key), b""
    return 1, 0, key.encode("utf-16-be", "surrogatepass")
