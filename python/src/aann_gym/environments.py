"""A class for each environment, so that Gymnasium knows how it can be drawn before it is made."""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from typing import Any

from .env import NodeEnv


@lru_cache(maxsize=1)
def listed() -> dict[str, dict[str, Any]]:
    """What the bundle tells of its environments, by the name of their class: ``CarRacing_v3``."""
    path = os.path.join(os.path.dirname(__file__), "_bundle", "environments.json")
    with open(path, encoding="utf8") as file:
        return {re.sub(r"\W", "_", environment["id"]): environment for environment in json.load(file)}


def __getattr__(name: str) -> type[NodeEnv]:
    environment = listed().get(name)
    if environment is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    metadata = {"render_modes": environment["renderModes"], "render_fps": environment["renderFps"]}
    made = type(name, (NodeEnv,), {"metadata": metadata, "__module__": __name__, "__doc__": NodeEnv.__doc__})
    globals()[name] = made
    return made
