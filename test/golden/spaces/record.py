"""Records samples.json with Gymnasium 1.4.0 (numpy 1.26): five samples of each space, seeded with 7."""

import json
from pathlib import Path

import gymnasium as gym
import numpy as np


def samples(space):
    space.seed(7)
    return [np.asarray(space.sample()).ravel().tolist() for _ in range(5)]


spaces = {
    "box-float32": gym.spaces.Box(np.array([-1, 0, 0], np.float32), np.array([1, 1, 1], np.float32)),
    "box-float64": gym.spaces.Box(-3.0, 5.0, (2, 3), np.float64),
    "box-uint8": gym.spaces.Box(0, 255, (2, 2, 3), np.uint8),
    "discrete": gym.spaces.Discrete(5, start=-2),
    "multi-discrete": gym.spaces.MultiDiscrete([2, 5, 100]),
}
(Path(__file__).parent / "samples.json").write_text(
    "{\n" + ",\n".join(f'"{name}": {json.dumps(samples(space))}' for name, space in spaces.items()) + "\n}\n"
)
