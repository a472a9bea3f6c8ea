"""CarRacing with pixels: steps a second here, in Gymnasium, and in EnvPool where it is installed.

    python benchmarks/speed.py [--rounds 5] [--seconds 1]

The contenders take turns, a second each, so that whatever else the machine does meets all of them; the medians of the
rounds are printed, and how many times the first line's they are.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import gymnasium
import numpy as np

import aann_gym  # noqa: F401  (registers the environments)

ACTION = np.array([0.1, 0.2, 0.0], np.float32)


class Contender:
    """Steps ``num_envs`` environments at once, always driving in the same wide bend."""

    def __init__(self, name: str, env: Any, num_envs: int, is_vector: bool) -> None:
        self.name = name
        self._env = env
        self._num_envs = num_envs
        self._action = np.tile(ACTION, (num_envs, 1)) if is_vector else ACTION
        self._is_vector = is_vector
        self.rates: list[float] = []
        env.reset()

    def run(self, seconds: float) -> None:
        """Notes how many steps a second there are, over about so many seconds."""
        begin = time.perf_counter()
        steps = 0
        while (passed := time.perf_counter() - begin) < seconds:
            for _ in range(5):
                _, _, terminated, truncated, _ = self._env.step(self._action)
                if not self._is_vector and (terminated or truncated):
                    self._env.reset()
            steps += 5 * self._num_envs
        self.rates.append(steps / passed)

    def close(self) -> None:
        self._env.close()


def contenders() -> list[Contender]:
    ours, theirs = "aann_gym/CarRacing-v3", "CarRacing-v3"
    made: list[tuple[str, Callable[[], Any], int, bool]] = [
        ("Gymnasium, 1 environment", lambda: gymnasium.make(theirs), 1, False),
        ("aann-gym, 1 environment", lambda: gymnasium.make(ours), 1, False),
        ("Gymnasium, 8, one process", lambda: gymnasium.make_vec(theirs, 8, vectorization_mode="sync"), 8, True),
        ("aann-gym, 8, one process", lambda: gymnasium.make_vec(ours, 8, processes=1), 8, True),
        ("aann-gym, 8, two processes", lambda: gymnasium.make_vec(ours, 8, processes=2), 8, True),
    ]
    try:
        import envpool
    except ImportError:
        print("EnvPool is not installed: left out")
    else:
        for num_envs, threads in ((1, 1), (8, 1), (8, 2)):
            made.append(
                (
                    f"EnvPool, {num_envs}, {threads} thread{'s' if threads > 1 else ''}",
                    lambda n=num_envs, t=threads: envpool.make_gymnasium(theirs, num_envs=n, num_threads=t),
                    num_envs,
                    True,
                )
            )
    return [Contender(name, make(), num_envs, is_vector) for name, make, num_envs, is_vector in made]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    arguments = parser.parse_args()
    field = contenders()
    for _ in range(arguments.rounds + 1):
        for contender in field:
            contender.run(arguments.seconds)
    first = statistics.median(field[0].rates[1:])
    for contender in field:
        # The first round warms up.
        rate = statistics.median(contender.rates[1:])
        print(f"{contender.name:28} {rate:7.0f} steps/s {rate / first:6.1f} x")
        contender.close()


if __name__ == "__main__":
    main()
