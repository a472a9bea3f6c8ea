"""Records pendulum.json with Gymnasium 1.4.0: what wrappers make of Pendulum-v1."""

import json
from pathlib import Path

import gymnasium as gym
import numpy as np
from gymnasium import wrappers as w

wrapped = {
    "NormalizeReward": lambda env: w.NormalizeReward(env, gamma=0.9),
    "ClipReward": lambda env: w.ClipReward(env, -3, -0.5),
    "RescaleObservation": lambda env: w.RescaleObservation(env, np.float32(-0.3), np.float32(0.8)),
    "DiscretizeObservation": lambda env: w.DiscretizeObservation(env, (3, 4, 5)),
    "DiscretizeObservation-multi": lambda env: w.DiscretizeObservation(env, 7, multidiscrete=True),
    "DiscretizeAction": lambda env: w.DiscretizeAction(env, 5),
    "DiscretizeAction-multi": lambda env: w.DiscretizeAction(env, (4,), multidiscrete=True),
    "DelayObservation": lambda env: w.DelayObservation(env, 2),
    "RepeatAction": lambda env: w.RepeatAction(env, 3),
    "TimeAwareObservation": lambda env: w.TimeAwareObservation(env),
    "TimeAwareObservation-share": lambda env: w.TimeAwareObservation(env, normalize_time=True),
    "DtypeObservation": lambda env: w.DtypeObservation(env, np.float64),
    "NormalizeObservation": lambda env: w.NormalizeObservation(env),
    "NormalizeObservation-float64": lambda env: w.NormalizeObservation(w.DtypeObservation(env, np.float64), epsilon=0.1),
    "MaxAndSkipObservation": lambda env: w.MaxAndSkipObservation(env, 5),
    "Autoreset": lambda env: w.Autoreset(env),
}


def play(wrap):
    env = wrap(gym.make("Pendulum-v1", max_episode_steps=12))
    env.action_space.seed(4)
    steps = [(env.reset(seed=3)[0], 0, False)]
    for _ in range(25):
        observation, reward, _, truncated, _ = env.step(env.action_space.sample())
        steps.append((observation, reward, truncated))
        if truncated and not isinstance(env, w.Autoreset):
            steps.append((env.reset()[0], 0, False))
    return [[np.ravel(o).tolist(), float(np.ravel(r)[0]), bool(t)] for o, r, t in steps]


lines = ",\n".join(f'"{name}": {json.dumps(play(wrap))}' for name, wrap in wrapped.items())
(Path(__file__).parent / "pendulum.json").write_text("{\n" + lines + "\n}\n")
