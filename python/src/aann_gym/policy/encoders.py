"""From observations to the bytes that a network's first layer looks at: height x width x channels, uint8."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Bytes = npt.NDArray[np.uint8]


class Encoder(Protocol):
    """Makes a network's input of observations."""

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of the input."""

    def batch(self, observation: Any) -> tuple[Array, bool]:
        """One observation or several as an array of several, and whether it was one."""

    def encode(self, observations: Array) -> Bytes:
        """The input for what ``batch`` gives: batch x height x width x channels."""


@dataclass(frozen=True)
class Image:
    """The observation is an image: uint8, height x width x channels, or channels x height x width as
    Stable-Baselines3's ``VecTransposeImage`` gives it; grey images may leave the channel out."""

    height: int
    width: int
    channels: int
    grayscale: bool = False
    """The network gets the mean of the channels, rounded."""
    contrast: tuple[int, int] | None = None
    """Rows and gain: the network gets how far the pixels of the first rows are from the background (the median of
    each channel), relative to the mean distance, and of those below the brightest channel."""

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.height, self.width, 1 if self.grayscale or self.contrast else self.channels

    def batch(self, observation: Any) -> tuple[Array, bool]:
        images = np.asarray(observation)
        if images.dtype != np.uint8:
            raise TypeError(f"expected images of uint8, got {images.dtype}")
        last = (self.height, self.width, self.channels)
        first = (self.channels, self.height, self.width)
        if images.shape in (last, first) or (self.channels == 1 and images.shape == last[:2]):
            return self.batch(images[np.newaxis])[0], True
        if images.shape[1:] == last:
            return images, False
        if images.shape[1:] == first:
            return np.moveaxis(images, 1, -1), False
        if self.channels == 1 and images.shape[1:] == last[:2]:
            return images[..., np.newaxis], False
        raise ValueError(f"expected images of shape {last}, got {images.shape}")

    def encode(self, observations: Array) -> Bytes:
        if self.contrast:
            return self._contrast(observations, *self.contrast)
        if not self.grayscale:
            return observations
        return _rounded(observations.sum(axis=-1, keepdims=True) / self.channels)

    def _contrast(self, observations: Array, rows: int, gain: int) -> Bytes:
        pixels = rows * self.width
        flat = observations[:, :rows].reshape(len(observations), pixels, self.channels).astype(np.int64)
        middle = (pixels + 1) // 2 - 1
        background = np.partition(flat, middle, axis=1)[:, middle : middle + 1]
        distance = np.abs(flat - background).sum(axis=2)
        total = np.maximum(distance.sum(axis=1, keepdims=True), 1)
        seen = np.minimum(gain * distance * pixels // total, 255).astype(np.uint8)
        above = seen.reshape(len(observations), rows, self.width, 1)
        below = observations[:, rows:].max(axis=-1, keepdims=True)
        encoded: Bytes = np.concatenate([above, below], axis=1)
        return encoded


@dataclass(frozen=True)
class Vector:
    """The observation is a vector; element i becomes a byte: 0 up to ``low[i]``, 255 from ``high[i]`` on."""

    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    bias: bool = False
    """One more input, which is always 255."""

    @property
    def shape(self) -> tuple[int, int, int]:
        return 1, len(self.low) + int(self.bias), 1

    def batch(self, observation: Any) -> tuple[Array, bool]:
        vectors = np.asarray(observation, np.float64)
        single = vectors.shape == self.low.shape
        if single:
            vectors = vectors[np.newaxis]
        if vectors.shape[1:] != self.low.shape:
            raise ValueError(f"expected vectors of {len(self.low)} numbers, got shape {np.shape(observation)}")
        return vectors, single

    def encode(self, observations: Array) -> Bytes:
        share = np.clip((observations - self.low) / (self.high - self.low), 0, 1)
        # What is not a number counts as the middle of its range.
        levels = np.where(np.isnan(share), 128, _rounded(255 * np.nan_to_num(share))).astype(np.uint8)
        if self.bias:
            levels = np.concatenate([levels, np.full((len(levels), 1), 255, np.uint8)], axis=1)
        return levels[:, np.newaxis, :, np.newaxis]


@dataclass(frozen=True)
class OneHot:
    """The observation is an integer, or several: the i-th is one of ``counts[i]`` from ``starts[i]`` on.

    Its byte is 255 and the others are 0; all are 0 for an integer that lies elsewhere.
    """

    counts: tuple[int, ...]
    starts: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        return 1, sum(self.counts), 1

    def batch(self, observation: Any) -> tuple[Array, bool]:
        values = np.asarray(observation, np.int64)
        alone = len(self.counts) == 1
        single = values.ndim == 0 if alone else values.shape == (len(self.counts),)
        if alone and values.shape[1:] == ():
            values = values.reshape(-1, 1)
        elif single:
            values = values[np.newaxis]
        if values.ndim != 2 or values.shape[1] != len(self.counts):
            raise ValueError(f"expected {len(self.counts)} integers, got shape {np.shape(observation)}")
        return values, single

    def encode(self, observations: Array) -> Bytes:
        encoded = np.zeros((len(observations), 1, sum(self.counts), 1), np.uint8)
        first = 0
        for column, count, start in zip(observations.T, self.counts, self.starts, strict=True):
            place = column - start
            inside = (place >= 0) & (place < count)
            encoded[np.flatnonzero(inside), 0, first + place[inside], 0] = 255
            first += count
        return encoded


def _rounded(values: Array) -> Bytes:
    """JavaScript's ``Math.round``: halves go up."""
    whole = np.floor(values)
    rounded: Bytes = (whole + (values - whole >= 0.5)).astype(np.uint8)
    return rounded
