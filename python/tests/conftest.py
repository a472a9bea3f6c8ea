"""What several tests need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import gymnasium
import pytest

ROOT = Path(__file__).parents[2]
"""The project: its demos are policies to read."""

DEMOS = ROOT / "demos"


def has_option(env_id: str, option: str) -> bool:
    """Whether an environment of ours knows an option: older bundles do not have all."""
    try:
        env = gymnasium.make(f"aann_gym/{env_id}", **{option: None})
    except TypeError:
        return False
    env.close()
    return True


def drawing() -> dict[str, str] | None:
    """Options with which CarRacing draws as the pygame here does; None where this bundle cannot."""
    import pygame

    installed = "pygame-ce" if getattr(pygame, "IS_CE", False) else "pygame"
    if has_option("CarRacing-v3", "pictures"):
        return {"pictures": installed}
    return {} if installed == "pygame" else None


@pytest.fixture
def cart_pole() -> Iterator[gymnasium.Env]:
    env = gymnasium.make("aann_gym/CartPole-v1")
    yield env
    env.close()
