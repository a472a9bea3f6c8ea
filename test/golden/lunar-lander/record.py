"""Records flights.json with Gymnasium 1.4.0 (Box2D 2.3.10, numpy 1.26): the start of flights with random actions."""

import json
from pathlib import Path

import gymnasium as gym


def flight(seed, **options):
    env = gym.make("LunarLander-v3", **options)
    env.action_space.seed(seed)
    observation, _ = env.reset(seed=seed)
    steps, rewards, actions = [observation], [], []
    for _ in range(40):
        action = env.action_space.sample()
        observation, reward, *_ = env.step(action)
        actions.append(action.tolist())
        steps.append(observation)
        rewards.append(float(reward))
    polygons = env.unwrapped.sky_polys
    terrain = [polygons[0][0], *(polygon[1] for polygon in polygons)]
    return {
        "seed": seed,
        "options": options,
        "terrain": [[float(x), float(y)] for x, y in terrain],
        "actions": actions,
        "observations": [[round(float(value), 6) for value in step] for step in steps],
        "rewards": [round(reward, 5) for reward in rewards],
    }


flights = [flight(seed) for seed in range(3)]
flights += [flight(seed, continuous=True) for seed in range(3)]
flights += [flight(7, enable_wind=True), flight(8, continuous=True, gravity=-3.0)]
(Path(__file__).parent / "flights.json").write_text("[\n" + ",\n".join(map(json.dumps, flights)) + "\n]\n")
