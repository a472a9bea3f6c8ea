"""What a ternary network computes, in exact integers: src/networks/reference.ts in numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Layer:
    """Sums of inputs with weights -1, 0, +1; then the max-pool, if any; then a clip to plus or minus ``limit``.

    ``weights`` is [out, in] for a dense layer and [out, in, row, column] for a convolution.
    """

    weights: npt.NDArray[np.int8]
    limit: int | None
    stride: int = 1
    padding: int = 0
    pool: tuple[int, int] | None = None
    """Size and stride."""


@dataclass(frozen=True)
class Network:
    """Layers behind an input of ``height`` x ``width`` x ``channels`` bytes."""

    height: int
    width: int
    channels: int
    crop: tuple[int, int, int, int] | None
    """Row, column, height and width of the part that is seen."""
    centred: bool
    """A byte p stands for 2p - 255 instead of p."""
    layers: tuple[Layer, ...]

    @property
    def plain_output_divisor(self) -> int:
        """The logit that stands for a sum of 1: the divisor of outputs for policies that do not name one."""
        limits = [layer.limit for layer in self.layers if layer.limit is not None]
        return limits[-1] if limits else 255

    def logits(self, images: npt.NDArray[np.uint8]) -> Integers:
        """The logits of a batch of inputs, batch x height x width x channels.

        Sums are computed in floating point, which is exact: every one of them is an integer below 2^53, or the
        policy is refused when it is read.
        """
        if self.crop:
            row, column, height, width = self.crop
            images = images[:, row : row + height, column : column + width]
        values: Array = np.moveaxis(images, -1, 1).astype(np.float32)
        if self.centred:
            values = 2 * values - 255
        largest = 255
        for layer in self.layers:
            fan_in = int(np.count_nonzero(layer.weights.reshape(len(layer.weights), -1), axis=1).max(initial=0))
            # A float32 holds integers up to 2^24, and sums of no more than that come out exact in any order.
            exact = np.float32 if largest * max(fan_in, 1) < 2**24 else np.float64
            sums = _apply(layer, values.astype(exact, copy=False))
            if layer.pool:
                sums = _max_pool(sums, *layer.pool)
            if layer.limit is not None:
                sums = np.clip(sums, -layer.limit, layer.limit)
                largest = min(layer.limit, largest * fan_in)
            values = sums
        logits: Integers = values.reshape(len(values), -1).astype(np.int64)
        return logits


def _apply(layer: Layer, values: Array) -> Any:
    weights = layer.weights.astype(values.dtype)
    if weights.ndim == 2:
        return values.reshape(len(values), -1) @ weights.T
    kernel, padding, stride = weights.shape[-1], layer.padding, layer.stride
    padded = np.pad(values, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel, kernel), (2, 3))[:, :, ::stride, ::stride]
    batch, _, rows, columns = windows.shape[:4]
    patches = windows.transpose(0, 2, 3, 1, 4, 5).reshape(batch * rows * columns, -1)
    sums = patches @ weights.reshape(len(weights), -1).T
    return sums.reshape(batch, rows, columns, -1).transpose(0, 3, 1, 2)


def _max_pool(values: Array, size: int, stride: int) -> Any:
    """Square windows without padding; those that do not fit are left out."""
    windows = np.lib.stride_tricks.sliding_window_view(values, (size, size), (2, 3))[:, :, ::stride, ::stride]
    return windows.max(axis=(-2, -1))
