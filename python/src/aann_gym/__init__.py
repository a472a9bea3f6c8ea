"""Gymnasium's environments to the bit, many times faster, and policies with weights -1, 0 and +1.

import aann_gym, gymnasium

env = gymnasium.make("aann_gym/CarRacing-v3")
envs = gymnasium.make_vec("aann_gym/CarRacing-v3", num_envs=8)
policy = aann_gym.load_policy("best.json")
"""

from __future__ import annotations

from importlib.metadata import version as _version

from .env import NodeEnv
from .errors import EnvironmentProcessDied, EnvironmentProcessError, EnvironmentTimeout, NodeNotFound
from .policy import PolicyFileError, TernaryPolicy, load_policy
from .registration import register_environments
from .vector import NodeVectorEnv

__version__ = _version("aann-gym")

ENVIRONMENTS = tuple(register_environments())
"""The ids that ``gymnasium.make`` knows after this import."""

__all__ = [
    "ENVIRONMENTS",
    "EnvironmentProcessDied",
    "EnvironmentProcessError",
    "EnvironmentTimeout",
    "NodeEnv",
    "NodeNotFound",
    "NodeVectorEnv",
    "PolicyFileError",
    "TernaryPolicy",
    "__version__",
    "load_policy",
]
