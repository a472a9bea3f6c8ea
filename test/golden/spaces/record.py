"""Records samples.json and flat.json with Gymnasium 1.4.0: samples of each space, seeded with 7, and flattened ones."""

import json
from pathlib import Path

import gymnasium as gym
import numpy as np

Box, Discrete, MultiDiscrete = gym.spaces.Box, gym.spaces.Discrete, gym.spaces.MultiDiscrete


def plain(value):
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return np.asarray(value).ravel().tolist() if np.ndim(value) else value.item()
    return value


def samples(space, count=5, **kwargs):
    space.seed(7)
    return [plain(space.sample(**kwargs)) for _ in range(count)]


def mask(*values):
    return np.array(values, np.int8)


def shares(*values):
    return np.array(values, np.float64)


low = np.array([-np.inf, -np.inf, 2, 0])
high = np.array([np.inf, -3, np.inf, 1])
composed = lambda: gym.spaces.Dict({
    "b": Box(-1, 1, (2,), np.float32),
    "a": gym.spaces.Tuple([Discrete(3), gym.spaces.MultiBinary(5)]),
})
spaces = {
    "box-float32": Box(np.array([-1, 0, 0], np.float32), np.array([1, 1, 1], np.float32)),
    "box-float64": Box(-3.0, 5.0, (2, 3), np.float64),
    "box-uint8": Box(0, 255, (2, 2, 3), np.uint8),
    "box-int8": Box(-128, 127, (6,), np.int8),
    "box-uint16": Box(0, 65535, (4,), np.uint16),
    "box-int16": Box(-300, 300, (4,), np.int16),
    "box-uint32": Box(0, 2**32 - 1, (4,), np.uint32),
    "box-int32": Box(-(2**31), 2**31 - 1, (4,), np.int32),
    "box-int64": Box(-(2**50), 2**50, (4,), np.int64),
    "box-unbounded": Box(low, high, dtype=np.float64),
    "discrete": Discrete(5, start=-2),
    "multi-discrete": MultiDiscrete([2, 5, 100]),
    "multi-binary": gym.spaces.MultiBinary([3, 3]),
    "text": gym.spaces.Text(12),
    "sequence": gym.spaces.Sequence(Discrete(10)),
    "one-of": gym.spaces.OneOf([Discrete(3), Box(0, 1, (2,), np.float64)]),
    "dict": composed(),
}
recorded = {name: samples(space) for name, space in spaces.items()}
# Enough numbers that the rare ways through the algorithm are among them.
recorded["many-normal"] = samples(Box(-np.inf, np.inf, (4000,), np.float64), 1)
recorded["many-exponential"] = samples(Box(0, np.inf, (4000,), np.float64), 1)
recorded["discrete-mask"] = samples(Discrete(5, start=2), mask=mask(0, 1, 0, 1, 1))
recorded["discrete-probability"] = samples(Discrete(4), probability=shares(0.1, 0.2, 0, 0.7))
recorded["multi-discrete-mask"] = samples(MultiDiscrete([2, 3]), mask=(mask(0, 1), mask(1, 0, 1)))
recorded["multi-discrete-probability"] = samples(
    MultiDiscrete([2, 3]), probability=(shares(0.5, 0.5), shares(0.2, 0.2, 0.6))
)
recorded["multi-binary-mask"] = samples(gym.spaces.MultiBinary(4), mask=mask(0, 1, 2, 2))
recorded["multi-binary-probability"] = samples(gym.spaces.MultiBinary(4), probability=shares(0, 1, 0.5, 0.1))
recorded["text-mask"] = samples(gym.spaces.Text(6, charset="abcd"), mask=(None, mask(1, 0, 1, 1)))
recorded["text-length"] = samples(gym.spaces.Text(6, charset="abcd"), mask=(4, None))
recorded["sequence-mask"] = samples(gym.spaces.Sequence(Discrete(3)), mask=(np.array([2, 5]), mask(1, 0, 1)))
recorded["dict-mask"] = samples(composed(), mask={"a": (mask(1, 0, 1), None), "b": None})

flat = {
    name: [plain(gym.spaces.flatten(space, space.sample())) for _ in range(3)]
    for name, space in spaces.items()
    if not space.seed(7) is False and name in ("discrete", "multi-binary", "text", "sequence", "one-of", "dict")
}
dtypes = {name: str(gym.spaces.flatten_space(spaces[name]).dtype) for name in flat if name != "sequence"}
here = Path(__file__).parent
lines = lambda table: "{\n" + ",\n".join(f'"{name}": {json.dumps(table[name])}' for name in table) + "\n}\n"
(here / "samples.json").write_text(lines(recorded))
(here / "flat.json").write_text(lines({"flat": flat, "dtypes": dtypes}))
