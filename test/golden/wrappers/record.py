"""Records values.json with the wrappers of Gymnasium 1.4.0 (numpy 1.26)."""

import json
from pathlib import Path

import gymnasium as gym
import numpy as np
from gymnasium import wrappers


class Echo(gym.Env):
    """Remembers the last action; observes random pictures."""

    def __init__(self, action_space):
        self.action_space = action_space
        self.observation_space = gym.spaces.Box(0, 255, (4, 5, 3), np.uint8)

    def reset(self, seed=None, options=None):
        super().reset(seed=seed)
        return self.np_random.integers(0, 256, (4, 5, 3), dtype=np.uint8), {}

    def step(self, action):
        self.action = np.asarray(action).tolist()
        return self.np_random.integers(0, 256, (4, 5, 3), dtype=np.uint8), 0.0, False, False, {}


pedals = gym.spaces.Box(np.array([-1, 0, 0], np.float32), np.array([1, 1, 0.3], np.float32))
rng = np.random.default_rng(0)

picture, _ = Echo(pedals).reset(seed=3)
gray, _ = wrappers.GrayscaleObservation(Echo(pedals)).reset(seed=3)


def passed_on(wrapper, scale):
    env = wrapper(Echo(pedals))
    env.reset(seed=0)
    rows = []
    for action in (rng.uniform(-scale, scale, (40, 3))).astype(np.float32):
        env.step(action)
        rows.append([action.tolist(), env.unwrapped.action])
    return rows


values = {
    "picture": picture.ravel().tolist(),
    "gray": gray.ravel().tolist(),
    "rescaled": passed_on(lambda env: wrappers.RescaleAction(env, -0.7, 0.9), 0.7),
    "clipped": passed_on(wrappers.ClipAction, 2),
}
(Path(__file__).parent / "values.json").write_text(
    "{\n" + ",\n".join(f'"{name}": {json.dumps(value)}' for name, value in values.items()) + "\n}\n"
)
