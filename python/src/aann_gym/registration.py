"""Tells Gymnasium of the environments, under ``aann_gym/``."""

from __future__ import annotations

import gymnasium

from .environments import listed

NAMESPACE = "aann_gym"


def register_environments() -> list[str]:
    """Registers every environment that the bundle holds. Returns their ids."""
    ids = []
    for name, environment in listed().items():
        env_id = f"{NAMESPACE}/{environment['id']}"
        ids.append(env_id)
        if env_id in gymnasium.registry:
            continue
        gymnasium.register(
            env_id,
            entry_point=f"aann_gym.environments:{name}",
            vector_entry_point="aann_gym.vector:NodeVectorEnv",
            max_episode_steps=environment["maxEpisodeSteps"],
            reward_threshold=environment["rewardThreshold"],
            kwargs={"env_id": environment["id"], **environment["defaults"]},
        )
    return ids
