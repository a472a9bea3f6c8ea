"""Records episodes.json with Gymnasium 1.4.0 (numpy 1.26, glibc 2.36, x86-64 with FMA)."""

import hashlib
import json
from pathlib import Path

import gymnasium as gym
import numpy as np

here = Path(__file__).parent


def keep_upright(observation):
    """Pushes to where the pole falls, with some care for the position: stands until the time limit."""
    x, x_dot, theta, theta_dot = observation
    return int(theta + 0.4 * theta_dot + 0.05 * x + 0.1 * x_dot > 0)


def episode(seed, policy, options=None, **arguments):
    env = gym.make("CartPole-v1", **arguments)
    env.action_space.seed(seed)
    observation, _ = env.reset(seed=seed, options=options)
    observations, rewards, actions = [observation], [], []
    terminated = truncated = False
    while not (terminated or truncated):
        action = int(policy(observation) if policy else env.action_space.sample())
        observation, reward, terminated, truncated, _ = env.step(action)
        actions.append(action)
        observations.append(observation)
        rewards.append(reward)
    return {
        "seed": seed,
        "options": options or {},
        "suttonBartoReward": arguments.get("sutton_barto_reward", False),
        "actionsSampled": policy is None,
        "actions": "".join(map(str, actions)),
        "sha256": hashlib.sha256(np.asarray(observations, dtype="<f4").tobytes()).hexdigest(),
        "last": [float(value) for value in observations[-1]],
        "rewards": sum(rewards),
        "terminated": terminated,
        "truncated": truncated,
    }


episodes = [episode(seed, None) for seed in range(30)]
episodes += [episode(seed, keep_upright) for seed in range(20)]
episodes += [episode(2**31 + seed, keep_upright, {"low": -0.1, "high": 0.1}) for seed in range(5)]
episodes += [episode(seed, None, sutton_barto_reward=True) for seed in range(3)]
(here / "episodes.json").write_text("[\n" + ",\n".join(json.dumps(e) for e in episodes) + "\n]\n")
