"""A ternary policy with the interface that Stable-Baselines3 calls."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .decoders import Decoder
from .encoders import Encoder
from .network import Network
from .policy_file import PolicyFileError, read_policy


@dataclass(frozen=True)
class TernaryPolicy:
    """A network whose weights are -1, 0 and +1, between an observation encoder and an action decoder.

    It computes exact integers, so it acts here as it acts everywhere.
    """

    encoder: Encoder
    network: Network
    decoder: Decoder
    about: dict[str, Any]
    """What else the file says: version, task or environment, sparsity, hash, provenance."""

    def predict(
        self,
        observation: Any,
        state: tuple[npt.NDArray[Any], ...] | None = None,
        episode_start: npt.NDArray[np.bool_] | None = None,
        deterministic: bool = True,
    ) -> tuple[npt.NDArray[Any], tuple[npt.NDArray[Any], ...] | None]:
        """The action for an observation, or the actions for a batch of them; ``stable_baselines3``'s signature.

        The policy has no state and is always deterministic, so the other arguments change nothing.

        Raises:
            TypeError, ValueError: The observation is not of the kind that the policy takes.
        """
        observations, is_single = self.encoder.batch(observation)
        logits = self.network.logits(self.encoder.encode(observations))
        actions = self.decoder.decode(logits, observations)
        return (actions[0] if is_single else actions), state

    def logits(self, observations: Any) -> npt.NDArray[np.int64]:
        """The network's outputs for a batch of observations, as exact integers."""
        return self.network.logits(self.encoder.encode(self.encoder.batch(observations)[0]))


def load_policy(path: str | os.PathLike[str]) -> TernaryPolicy:
    """Reads a policy file: ``best.json``, ``demos/driver.json``.

    Raises:
        OSError: The file cannot be read.
        PolicyFileError: It is not a policy of a version that is known here, or not a whole one.
    """
    encoder, network, decoder, about = read_policy(path)
    expected = (network.height, network.width, network.channels)
    if encoder.shape != expected:
        raise PolicyFileError(f"{os.fspath(path)}: expected observations that become {expected}, got {encoder.shape}")
    outputs = len(network.layers[-1].weights)
    if decoder.outputs is not None and decoder.outputs != outputs:
        raise PolicyFileError(f"{os.fspath(path)}: expected {decoder.outputs} outputs, got {outputs}")
    return TernaryPolicy(encoder, network, decoder, about)
