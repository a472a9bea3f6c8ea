"""Records pendulum.json with Gymnasium 1.4.0: what vector wrappers make of some Pendulum-v1 and CartPole-v1."""

import json
from pathlib import Path

import gymnasium as gym
from gymnasium.wrappers import vector as w

rewards = w.NormalizeReward(gym.make_vec("Pendulum-v1", 19, vectorization_mode="sync", max_episode_steps=10), gamma=0.9)
rewards.action_space.seed(4)
rewards.reset(seed=3)
normalized = [rewards.step(rewards.action_space.sample())[1].tolist() for _ in range(25)]

episodes = w.RecordEpisodeStatistics(gym.make_vec("CartPole-v1", 3, vectorization_mode="sync"))
episodes.action_space.seed(4)
episodes.reset(seed=3)
told = []
for step in range(60):
    info = episodes.step(episodes.action_space.sample())[4]
    if "episode" in info:
        for i in range(3):
            if info["_episode"][i]:
                told.append([step, i, float(info["episode"]["r"][i]), int(info["episode"]["l"][i])])

observations = w.NormalizeObservation(gym.make_vec("Pendulum-v1", 19, vectorization_mode="sync"))
observations.action_space.seed(4)
observations.reset(seed=3)
seen = [observations.step(observations.action_space.sample())[0].ravel().tolist() for _ in range(20)]
text = json.dumps({"rewards": normalized, "episodes": told, "observations": seen})
(Path(__file__).parent / "pendulum.json").write_text(text + "\n")
