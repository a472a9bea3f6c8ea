"""From observations to the bytes that a network's first layer looks at: height x width x channels, uint8."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]


class Encoder(Protocol):
    """Makes a network's input of observations."""

    def is_single(self, observation: Any) -> bool:
        """Whether this is one observation, not a batch of them."""

    def encode(self, observations: Any) -> Bytes:
        """The input for a batch: batch x height x width x channels."""


@dataclass(frozen=True)
class ImageBytes:
    """The observation is the image itself: uint8, height x width x channels, or channels x height x width as
    Stable-Baselines3's ``VecTransposeImage`` gives it; grey images may leave the channel out."""

    height: int
    width: int
    channels: int

    def is_single(self, observation: Any) -> bool:
        # A batch of grey images without channels has three dimensions too, but not one of these shapes.
        return np.shape(observation) in {
            (self.height, self.width, self.channels),
            (self.channels, self.height, self.width),
            *([(self.height, self.width)] if self.channels == 1 else []),
        }

    def encode(self, observations: Any) -> Bytes:
        images = np.asarray(observations)
        if images.dtype != np.uint8:
            raise TypeError(f"expected images of uint8, got {images.dtype}")
        shape = (self.height, self.width, self.channels)
        if images.shape[1:] == shape:
            return images
        if images.shape[1:] == (self.channels, self.height, self.width):
            return np.moveaxis(images, 1, -1)
        if self.channels == 1 and images.shape[1:] == shape[:2]:
            return images[..., np.newaxis]
        raise ValueError(f"expected images of shape {shape}, got {images.shape[1:]}")


@dataclass(frozen=True)
class QuantizedVector:
    """The observation is a vector; element i becomes a byte: 0 up to ``low[i]``, 255 from ``high[i]`` on."""

    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]

    def is_single(self, observation: Any) -> bool:
        return np.ndim(observation) == 1

    def encode(self, observations: Any) -> Bytes:
        values = np.asarray(observations, np.float64)
        if values.shape[1:] != self.low.shape:
            raise ValueError(f"expected vectors of {self.low.size} numbers, got shape {values.shape[1:]}")
        # JavaScript's Math.round: halves go up.
        levels = np.floor((values - self.low) / (self.high - self.low) * 255 + 0.5)
        return np.clip(levels, 0, 255).astype(np.uint8)[:, :, np.newaxis, np.newaxis]


@dataclass(frozen=True)
class OneHot:
    """The observation is one of ``n`` integers from ``start`` on; its byte is 255, the others are 0."""

    n: int
    start: int = 0

    def is_single(self, observation: Any) -> bool:
        return np.ndim(observation) == 0

    def encode(self, observations: Any) -> Bytes:
        elements = np.asarray(observations).reshape(-1).astype(np.int64) - self.start
        if np.any((elements < 0) | (elements >= self.n)):
            raise ValueError(f"expected integers from {self.start} to {self.start + self.n - 1}, got {observations!r}")
        encoded = np.zeros((len(elements), self.n, 1, 1), np.uint8)
        encoded[np.arange(len(elements)), elements] = 255
        return encoded
