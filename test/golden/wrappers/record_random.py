"""Records random.json with Gymnasium 1.4.0: wrappers that draw from the environment's random numbers.

pip install gymnasium==1.4.0 pygame-ce==2.5.8
"""

import hashlib
import json
import os
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"
import gymnasium as gym
import numpy as np
from gymnasium import wrappers

WRAPPERS = {
    "sticky": lambda env: wrappers.StickyAction(env, 0.3),
    "sticky for 2 to 4": lambda env: wrappers.StickyAction(env, 0.4, (2, 4)),
    "noise": lambda env: wrappers.AddWhiteNoise(env, 0.3),
    "grey noise": lambda env: wrappers.AddWhiteNoise(env, 0.1, is_noise_grayscale=True),
    "squares": lambda env: wrappers.ObstructView(env, 0.2, 7),
    "grey squares": lambda env: wrappers.ObstructView(env, 0.1, 4, is_noise_grayscale=True),
}


def picture(env):
    # Grey noise makes the array one of 64-bit integers.
    return hashlib.sha256(env.render().astype(np.uint8).tobytes()).hexdigest()[:16]


recorded = []
for id in ["CartPole-v1", "FrozenLake-v1"]:
    for name, wrap in WRAPPERS.items():
        env = wrap(gym.make(id, render_mode="rgb_array"))
        env.action_space.seed(5)
        # Without a seed the random numbers go on.
        for seed in (7, None):
            env.reset(seed=seed)
            episode = {"id": id, "wrapper": name, "seed": seed, "actions": [], "observations": [], "frames": []}
            for _ in range(15):
                action = env.action_space.sample()
                observation, _, terminated, _, _ = env.step(action)
                episode["actions"].append(int(action))
                episode["observations"].append(np.asarray(observation, np.float64).ravel().tolist())
                if not name.startswith("sticky") and len(episode["frames"]) < 2:
                    episode["frames"].append(picture(env))
                if terminated:
                    break
            recorded.append(episode)
(Path(__file__).parent / "random.json").write_text("[\n" + ",\n".join(map(json.dumps, recorded)) + "\n]\n")
