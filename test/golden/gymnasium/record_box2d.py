"""Records further-bipedal-walker-hardcore.json.gz and further-lunar-lander.json.gz with Gymnasium 1.4.0.

Seeds and noise are chosen so that the walker meets stumps, stairs and pits, and the lander its strongest wind.
pip install "gymnasium[box2d]==1.4.0"
"""

import base64
import gzip
import hashlib
import json
from pathlib import Path

import gymnasium as gym
import numpy as np
from gymnasium.envs.box2d.bipedal_walker import BipedalWalkerHeuristics
from gymnasium.envs.box2d.lunar_lander import heuristic


def text(observation):
    return base64.b64encode(observation.tobytes()).decode()


def picture(env):
    return hashlib.sha256(np.ascontiguousarray(env.render()).tobytes()).hexdigest()[:16]


def episode(env, seed, pilot, steps, frames):
    observation, _ = env.reset(seed=seed)
    result = {"seed": seed, "actions": [], "observations": [text(observation)], "rewards": [], "frames": {}}
    terminated = truncated = False
    for step in range(1, steps + 1):
        action = pilot(observation)
        observation, reward, terminated, truncated, _ = env.step(action)
        result["actions"].append(action.tolist() if isinstance(action, np.ndarray) else action)
        result["observations"].append(text(observation))
        result["rewards"].append(float(reward))
        if step % frames == 0:
            result["frames"][str(step)] = picture(env)
        if terminated or truncated:
            break
    return result | {"terminated": bool(terminated), "truncated": bool(truncated)}


def walker(noise, seed):
    script = BipedalWalkerHeuristics()
    random = np.random.default_rng(seed)
    return lambda observation: (script.step_heuristic(observation) + random.normal(0, noise, 4)).astype(np.float32)


def pilot(env, share, seed):
    random = np.random.default_rng(seed)

    def act(observation):
        if random.uniform() < share:
            return random.uniform(-1.2, 1.2, 2).astype(np.float32)
        return np.asarray(heuristic(env, observation), dtype=np.float32)

    return act


def record(name, id, options, episodes):
    env = gym.make(id, render_mode="rgb_array", **options)
    observation = {"dtype": "float32", "shape": list(env.observation_space.shape)}
    sequence = {"id": id, "options": options, "observation": observation, "episodes": episodes(env)}
    data = json.dumps(sequence, separators=(",", ":")).encode()
    (Path(__file__).parent / f"{name}.json.gz").write_bytes(gzip.compress(data, 9, mtime=0))


WALKS = [(6, 0.0), (None, 0.0), (31, 0.15), (43, 0.0), (None, 0.1)]

if __name__ == "__main__":
    record(
        "further-bipedal-walker-hardcore",
        "BipedalWalkerHardcore-v3",
        {},
        lambda env: [episode(env, seed, walker(noise, i), 500, 60) for i, (seed, noise) in enumerate(WALKS)],
    )
    record(
        "further-lunar-lander",
        "LunarLander-v3",
        {"continuous": True, "gravity": -7.5, "enable_wind": True, "wind_power": 20.0, "turbulence_power": 2.0},
        lambda env: [episode(env, seed, pilot(env, share, i), 500, 45)
                     for i, (seed, share) in enumerate([(5, 0.1), (None, 0.6), (6, 0.0)])],
    )
    # Winds that Gymnasium warns of and takes.
    record(
        "further-lunar-lander-storm",
        "LunarLander-v3",
        {"gravity": -3.7, "enable_wind": True, "wind_power": 60.0, "turbulence_power": -4.0},
        lambda env: [episode(env, seed, lambda observation: heuristic(env, observation), 250, 60) for seed in (8, None)],
    )
