"""Records what pygame-ce draws of the episodes and states that are here, with `pip install "gymnasium[box2d]==1.4.0"`
(pygame-ce 2.5.8). Writes pygame-ce/*.json.gz and adds to states/states.json.gz."""

import base64
import gzip
import hashlib
import json
from pathlib import Path
from types import SimpleNamespace

import Box2D
import gymnasium as gym
import numpy as np
import pygame

here = Path(__file__).parent

# Steps from one `rgb_array` picture to the next.
INTERVAL = 25


def sha256(picture):
    return hashlib.sha256(np.ascontiguousarray(picture).tobytes()).hexdigest()


def read(path):
    with gzip.open(path) as file:
        return json.load(file)


def write(path, value):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(json.dumps(value, separators=(",", ":")).encode(), mtime=0))


def make(continuous=True, domain_randomize=False):
    return gym.make(
        "CarRacing-v3", render_mode="rgb_array", continuous=continuous, domain_randomize=domain_randomize
    )


def record_episode(path):
    golden = read(path)
    options = golden["options"]
    env = make(options["continuous"], options["domainRandomize"])
    actions = golden["actions"]
    if isinstance(actions, str):
        actions = np.frombuffer(base64.b64decode(actions), dtype="<f4").reshape(-1, 3)
    observation, _ = env.reset(seed=golden["seed"])
    observations, pictures = [sha256(observation)[:16]], {}
    # Some episodes go on after the time limit's or the environment's end.
    for step, action in enumerate(actions, 1):
        observation, reward, *_ = env.unwrapped.step(action)
        assert reward == golden["rewards"][step - 1], (path, step)
        observations.append(sha256(observation)[:16])
        if step % INTERVAL == 1:
            pictures[step] = sha256(env.unwrapped.render())[:16]
    env.close()
    write(here / "pygame-ce" / path.name, {"observations": observations, "rgbArrays": pictures})
    print(path.name, len(observations))


def restore(car_racing, state, corners):
    """Puts the environment into a state, as far as its pictures show it."""
    car_racing.t = state["time"]
    car_racing.reward = state["reward"]
    car_racing.bg_color = np.array(state["backgroundColor"])
    car_racing.grass_color = np.array(state["grassColor"])
    colors = [color for count, *color in state["colors"] for _ in range(count)]
    polygons = np.reshape(corners, (-1, 4, 2)).tolist()
    car_racing.road_poly = list(zip(polygons, colors, strict=True))
    bodies = np.reshape(state["bodies"], (5, 8)).tolist()
    car = car_racing.car
    parts = []
    for part, (x, y, angle, vx, vy, angular_velocity, sin, cos) in zip([car.hull, *car.wheels], bodies):
        transform = Box2D.b2Transform()
        transform.position = (x, y)
        transform.q.s = sin
        transform.q.c = cos
        body = SimpleNamespace(transform=transform)
        parts.append(
            SimpleNamespace(
                position=(x, y),
                angle=angle,
                linearVelocity=(vx, vy),
                angularVelocity=angular_velocity,
                color=part.color,
                fixtures=[SimpleNamespace(body=body, shape=fixture.shape) for fixture in part.fixtures],
            )
        )
    hull, *wheels = parts
    for i, wheel in enumerate(wheels):
        wheel.omega = state["wheelOmega"][i]
        wheel.phase = state["wheelPhase"][i]
        wheel.joint = SimpleNamespace(angle=state["jointAngles"][i])
    car_racing.car = type("Car", (), {"draw": type(car).draw})()
    car_racing.car.hull = hull
    car_racing.car.wheels = wheels
    car_racing.car.drawlist = [*wheels, hull]
    mud, rubber = (102, 102, 0), (0, 0, 0)
    car_racing.car.particles = [
        SimpleNamespace(
            color=mud if skid["grass"] else rubber, poly=np.reshape(skid["points"], (-1, 2)).tolist()
        )
        for skid in state.get("skids", [])
    ]


def record_states(path):
    golden = read(path)
    env = make()
    env.reset(seed=0)
    car_racing = env.unwrapped
    real = car_racing.car
    for state in golden["states"]:
        car_racing.car = real
        restore(car_racing, state, golden["roads"][state["road"]])
        state["pygameCe"] = {"statePixels": sha256(car_racing._render("state_pixels"))}
        if "rgbArray" in state:
            state["pygameCe"]["rgbArray"] = sha256(car_racing._render("rgb_array"))
    golden["pygameCe"] = pygame.version.ver
    write(path, golden)


assert getattr(pygame, "IS_CE", False) and pygame.version.ver == "2.5.8", pygame.version.ver
record_states(here / "states" / "states.json.gz")
for path in sorted((here / "episodes").glob("*.json.gz")):
    record_episode(path)
