"""Records cart-pole.json: vector environments of Gymnasium 1.4.0 with random actions, in two autoreset modes."""

import hashlib
import json
from pathlib import Path

import gymnasium as gym
import numpy as np


def run(mode):
    envs = gym.vector.SyncVectorEnv(
        [lambda: gym.make("CartPole-v1", max_episode_steps=30)] * 3, autoreset_mode=mode
    )
    envs.action_space.seed(5)
    hashes = hashlib.sha256()
    observations, _ = envs.reset(seed=11)
    hashes.update(observations.astype("<f4").tobytes())
    steps, final = [], []
    for _ in range(150):
        actions = envs.action_space.sample()
        observations, rewards, terminations, truncations, infos = envs.step(actions)
        hashes.update(observations.astype("<f4").tobytes())
        rows = zip(actions, rewards, terminations, truncations)
        steps.append(" ".join(f"{a}{int(r)}{int(e)}{int(t)}" for a, r, e, t in rows))
        if "final_obs" in infos:
            final += [o.astype(float).tolist() for o in infos["final_obs"] if o is not None]
    return {"steps": steps, "sha256": hashes.hexdigest(), "final": final}


record = {name: run(mode) for name, mode in (("next-step", "NextStep"), ("same-step", "SameStep"))}
(Path(__file__).parent / "cart-pole.json").write_text(json.dumps(record, indent=1) + "\n")
