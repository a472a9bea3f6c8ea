"""Seeds as they travel: numbers in JSON are not exact beyond 2^53."""

from __future__ import annotations

import operator


def seed_text(seed: int | None) -> str | None:
    """A seed in decimal digits.

    Raises:
        ValueError: The seed is negative.
        TypeError: It is no integer.
    """
    if seed is None:
        return None
    number = operator.index(seed)
    if number < 0:
        raise ValueError(f"expected a seed that is a non-negative integer, got {seed}")
    return str(number)
