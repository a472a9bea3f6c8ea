"""Records scenes.json.gz with Gymnasium 1.4.0 and pygame-ce 2.5.8: what is to be seen at some steps, and the picture's hash.

`python record.py FILE EPISODES` records more of them into another file.
"""

import gzip
import hashlib
import json
import os
import sys
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"
import gymnasium as gym
import numpy as np
from Box2D.b2 import circleShape
from gymnasium.envs.box2d.bipedal_walker import BipedalWalkerHeuristics
from gymnasium.envs.box2d.lunar_lander import heuristic

path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "scenes.json.gz"
episodes = int(sys.argv[2]) if len(sys.argv) > 2 else 1


def flat(points):
    return [float(coordinate) for point in points for coordinate in point]


def corners(body):
    return [flat(fixture.body.transform * v for v in fixture.shape.vertices) for fixture in body.fixtures]


def digest(frame):
    return hashlib.sha256(np.ascontiguousarray(frame).tobytes()).hexdigest()[:16]


def lander_scene(env):
    """After the picture: the particles have lost what they lose in it."""
    terrain = [env.sky_polys[0][0]] + [polygon[1] for polygon in env.sky_polys]
    return {
        "terrain": flat(terrain),
        "particles": [{"x": float(p.position.x), "y": float(p.position.y), "ttl": float(p.ttl)} for p in env.particles],
        "bodies": sum((corners(body) for body in env.drawlist), []),
        "padLeft": float(env.helipad_x1),
        "padRight": float(env.helipad_x2),
        "padHeight": float(env.helipad_y),
    }


def packed(color):
    red, green, blue = map(int, color)
    return red << 16 | green << 8 | blue


def walker_scene(env):
    i = env.lidar_render
    ray = None
    if i < 2 * len(env.lidar):
        lidar = env.lidar[i] if i < len(env.lidar) else env.lidar[len(env.lidar) - i - 1]
        ray = flat([lidar.p1, lidar.p2])
    return {
        "scroll": float(env.scroll),
        "clouds": [{"points": flat(p), "left": float(x1), "right": float(x2)} for p, x1, x2 in env.cloud_poly],
        "ground": [{"points": flat(p), "color": packed(color)} for p, color in env.terrain_poly],
        "ray": ray,
        "bodies": [
            {"points": points, "color": packed(body.color1), "edgeColor": packed(body.color2)}
            for body in env.drawlist
            for points in corners(body)
        ],
    }


def record(id, scene, policy, looks, **options):
    env = gym.make(id, render_mode="rgb_array", **options)
    frames = []
    for seed in range(episodes):
        observation, _ = env.reset(seed=seed)
        act = policy()
        for step in range(1600):
            observation, _, terminated, truncated, _ = env.step(act(env, observation))
            if looks(step) or terminated:
                hash = digest(env.render())
                frames.append({"scene": scene(env.unwrapped), "hash": hash})
            if terminated or truncated:
                break
    env.close()
    print(id, len(frames))
    return {"id": id, "frames": frames}


def walk():
    heuristics = BipedalWalkerHeuristics()
    return lambda env, observation: heuristics.step_heuristic(observation)


def fly():
    return lambda env, observation: heuristic(env.unwrapped, observation)


data = [
    record("LunarLander-v3", lander_scene, fly, lambda step: step < 40 and step % 4 == 0 or step % 60 == 0),
    record("BipedalWalker-v3", walker_scene, walk, lambda step: step < 24 and step % 3 == 0 or step % 150 == 0),
    record("BipedalWalkerHardcore-v3", walker_scene, walk, lambda step: step % 50 == 0),
]
with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, 0) as packed_file:
    packed_file.write(json.dumps(data).encode())
