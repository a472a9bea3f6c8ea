"""What several tests need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import gymnasium
import pytest

import aann_gym

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


@pytest.fixture
def cart_pole() -> Iterator[gymnasium.Env]:
    env = gymnasium.make("aann_gym/CartPole-v1")
    yield env
    env.close()


@pytest.fixture
def child_of():
    """The process behind an environment."""

    def find(env: gymnasium.Env) -> aann_gym.child.Child:
        return env.unwrapped._child

    return find
