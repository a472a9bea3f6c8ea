"""Records further-*.json.gz with Gymnasium 1.4.0: options, actions beyond their bounds, solved episodes, infos.

`python record.py FOLDER SEEDS` records into another folder, with more seeds and every frame.
"""

import base64
import gzip
import hashlib
import json
import math
import os
import sys
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"
import gymnasium as gym
import numpy as np

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
every_frame = len(sys.argv) > 2
rng = np.random.default_rng(0)


def plain(value):
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    return value


def observed(observation):
    if isinstance(observation, np.ndarray):
        return base64.b64encode(observation.tobytes()).decode()
    return list(map(int, observation)) if isinstance(observation, tuple) else int(observation)


def shown(env):
    frame = env.render()
    if isinstance(frame, str):
        return frame
    return hashlib.sha256(np.ascontiguousarray(frame).tobytes()).hexdigest()[:16]


def record(name, id, policy, mode="rgb_array", resets=({},), steps=400, frames=9, **options):
    """`policy(step, observation, info, env)` gives an action. One episode for each of `resets`, times `seeds`."""
    env = gym.make(id, render_mode=mode, **options)
    space = env.observation_space
    is_box = isinstance(space, gym.spaces.Box)
    episodes = []
    for number in range(seeds * len(resets)):
        reset_options = resets[number % len(resets)]
        seed = None if number % 3 == 1 else number
        observation, info = env.reset(seed=seed, options=reset_options or None)
        episode = {
            "seed": seed,
            "resetOptions": reset_options,
            "actions": [],
            "observations": [observed(observation)],
            "rewards": [],
            "infos": [{key: plain(value) for key, value in info.items()}],
            "frames": {0: shown(env)} if mode else {},
        }
        for step in range(steps):
            action = policy(step, observation, info, env.unwrapped)
            observation, reward, terminated, truncated, info = env.step(action)
            episode["actions"].append(plain(action))
            episode["observations"].append(observed(observation))
            episode["rewards"].append(plain(reward))
            episode["infos"].append({key: plain(value) for key, value in info.items()})
            ended = terminated or truncated
            if mode and (every_frame or ended or step % (steps // frames) == 1):
                episode["frames"][step + 1] = shown(env)
            if ended:
                break
        episode |= {"terminated": terminated, "truncated": truncated}
        if not any(episode["infos"]):
            del episode["infos"]
        episodes.append(episode)
    env.close()
    data = {
        "id": id,
        "options": options,
        "observation": {"dtype": str(space.dtype), "shape": list(space.shape)} if is_box else str(space),
        "episodes": episodes,
    }
    with open(folder / f"further-{name}.json.gz", "wb") as file, gzip.GzipFile("", "wb", 9, file, 0) as packed:
        packed.write(json.dumps(data).encode())
    print(name, [len(episode["actions"]) for episode in episodes])


def upright(step, observation, info, env):
    x, x_dot, theta, theta_dot = observation
    return int(theta + 0.4 * theta_dot + 0.05 * x + 0.1 * x_dot > 0)


def swing(step, observation, info, env):
    return 2 if observation[1] >= 0 else 0


def swing_continuous(step, observation, info, env):
    force = rng.choice([0.4, 0.8, 1.0, 1.7])
    return np.array([force if observation[1] >= 0 else -force], dtype=np.float32)


def pump(step, observation, info, env):
    return 2 if observation[5] > 0 else 0


def turn(step, observation, info, env):
    return rng.uniform(-2.5, 2.5, 1).astype(np.float32)


def any_move(step, observation, info, env):
    return int(rng.integers(4))


def useful(step, observation, info, env):
    """Fetches a passenger soon: whatever changes the state, but picking up and dropping off when that is possible."""
    mask = info["action_mask"]
    for action in (4, 5):
        if mask[action] and rng.random() < 0.7:
            return action
    return int(rng.choice(np.flatnonzero(mask[:4])))


def along_the_cliff(step, observation, info, env):
    return 0 if observation == 36 else 2 if observation % 12 == 11 else 1


def draw(step, observation, info, env):
    return int(observation[0] < 16)


wide = {"low": -0.2, "high": 0.1}
record("cart-pole", "CartPole-v1", upright, resets=[{}, {}, wide], steps=500)
record("mountain-car", "MountainCar-v0", swing, resets=[{}, {"low": -1.2, "high": 0.4}, {}], goal_velocity=0.02)
continuous = [{}, {"low": -1.2, "high": -1.0}, {"low": 0.3, "high": 0.45}]
record("mountain-car-continuous", "MountainCarContinuous-v0", swing_continuous, resets=continuous)
record("mountain-car-fast", "MountainCarContinuous-v0", swing_continuous, resets=continuous, goal_velocity=0.04)
record("acrobot", "Acrobot-v1", pump, resets=[{}, {"low": -3, "high": 3}, {}], steps=500)
record("pendulum", "Pendulum-v1", turn, resets=[{}, {"x_init": 6.5, "y_init": 9}, {"x_init": math.pi / 2}], g=9.81)
lake = {"desc": ["SFHF", "FFFS", "FHFF", "FFFG"], "success_rate": 0.75, "reward_schedule": [10, -5, -0.5]}
record("frozen-lake", "FrozenLake-v1", any_move, mode="ansi", resets=[{}] * 6, **lake)
record("frozen-lake-dry", "FrozenLake8x8-v1", any_move, mode="ansi", resets=[{}] * 3, is_slippery=False)
record("cliff-walking", "CliffWalking-v1", along_the_cliff, mode="ansi", resets=[{}] * 2, steps=100)
record("cliff-walking-slippery", "CliffWalkingSlippery-v1", along_the_cliff, mode="ansi", resets=[{}] * 3)
record("taxi", "Taxi-v4", useful, mode="ansi", resets=[{}] * 3)
rain = {"is_rainy": True, "fickle_passenger": True, "rainy_probability": 0.7, "fickle_probability": 0.9}
record("taxi-rainy", "Taxi-v4", useful, mode="ansi", resets=[{}] * 5, **rain)
record("blackjack", "Blackjack-v1", draw, resets=[{}] * 60, steps=9)
record("blackjack-natural", "Blackjack-v1", draw, resets=[{}] * 60, steps=9, natural=True, sab=False)

# Toy text as pictures, the lakes also where they are too large for tiles of 64 pixels.
wide_lake = {"desc": ["SFFFFFFFFFHF", "FFFFFFFFFFFF", "FFFFFFFFFFHG"]}
high_lake = {"desc": ["SFHFF"] + ["FFFFF", "FFHFF"] * 5 + ["FFFFG"]}
record("frozen-lake-pictures", "FrozenLake-v1", any_move, resets=[{}] * 3)
record("frozen-lake-8x8-pictures", "FrozenLake8x8-v1", any_move, resets=[{}] * 2)
record("frozen-lake-wide-pictures", "FrozenLake-v1", any_move, resets=[{}] * 2, **wide_lake)
record("frozen-lake-high-pictures", "FrozenLake-v1", any_move, resets=[{}] * 2, **high_lake)
record("cliff-walking-pictures", "CliffWalking-v1", along_the_cliff, resets=[{}] * 2, steps=100)
record("taxi-pictures", "Taxi-v4", useful, resets=[{}] * 3)
