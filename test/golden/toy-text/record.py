"""Records draws.json with Gymnasium 1.4.0 and numpy 2.4.6: random lakes, numpy's `choice`, samples of a Tuple."""

import json
from pathlib import Path

import numpy as np
from gymnasium.envs.toy_text.frozen_lake import generate_random_map
from gymnasium.spaces import Box, Discrete, Tuple

maps = [
    {"size": size, "p": p, "seed": seed, "map": generate_random_map(size, p, seed)}
    for size, p, seed in [(8, 0.8, 0), (4, 0.6, 1), (4, 0.6, 2), (12, 0.7, 3), (2, 0.5, 4), (5, 1.5, 5)]
]

rng = np.random.default_rng(0)
weights = [0.1, 0.2, 0.3, 0.25, 0.15]
choices = {
    "plain": [int(rng.choice([3, 1, 4, 1, 5, 9, 2])) for _ in range(30)],
    "weights": weights,
    "weighted": [int(rng.choice(5, p=weights)) for _ in range(30)],
}

space = Tuple((Discrete(32), Box(-1, 1, (2,), np.float32), Discrete(11, start=5)))
space.seed(7)
samples = [[int(a), b.astype(float).tolist(), int(c)] for a, b, c in (space.sample() for _ in range(20))]

data = {"maps": maps, "choices": choices, "samples": samples}
(Path(__file__).parent / "draws.json").write_text(json.dumps(data) + "\n")
