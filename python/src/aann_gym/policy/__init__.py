"""Ternary policies in numpy."""

from .policy import TernaryPolicy, load_policy
from .policy_file import PolicyFileError

__all__ = ["PolicyFileError", "TernaryPolicy", "load_policy"]
