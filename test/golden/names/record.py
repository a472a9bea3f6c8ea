"""Records gymnasium.json: the names of all classes and functions that Gymnasium 1.4.0 offers, by module."""

import inspect
import json
from pathlib import Path

import gymnasium
import gymnasium.spaces
import gymnasium.utils.env_checker
import gymnasium.utils.env_match
import gymnasium.utils.passive_env_checker
import gymnasium.utils.performance
import gymnasium.utils.play
import gymnasium.utils.save_video
import gymnasium.utils.seeding
import gymnasium.utils.step_api_compatibility
import gymnasium.vector.utils
import gymnasium.wrappers.vector

OFFERED = [gymnasium.spaces, gymnasium.wrappers, gymnasium.vector, gymnasium.wrappers.vector, gymnasium.vector.utils]
TOOLS = ["env_checker", "env_match", "performance", "play", "save_video", "seeding", "step_api_compatibility"]


def own(module):
    """What a module defines itself, without its helpers."""
    return [
        name
        for name, value in vars(module).items()
        if (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__ == module.__name__
        and not name.startswith("_")
    ]


core = [name for name in gymnasium.__all__ if name[0].isupper() or callable(getattr(gymnasium, name, None))]
recorded = {"gymnasium": core}
for module in OFFERED:
    recorded[module.__name__] = [name for name in module.__all__ if not inspect.ismodule(getattr(module, name, None))] if module.__name__ != "gymnasium.wrappers" and module.__name__ != "gymnasium.wrappers.vector" else [name for name in module.__all__ if name != "vector"]
recorded["gymnasium.utils"] = list(gymnasium.utils.__all__)
for tool in TOOLS:
    recorded[f"gymnasium.utils.{tool}"] = own(getattr(gymnasium.utils, tool))
lines = ",\n".join(f'"{module}": {json.dumps(sorted(names))}' for module, names in recorded.items())
(Path(__file__).parent / "gymnasium.json").write_text("{\n" + lines + "\n}\n")
