"""From a network's logits, exact integers, to actions. The arithmetic is that of JavaScript, step for step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from .exact_exp import exp

Array = npt.NDArray[Any]


class Decoder(Protocol):
    """Makes actions of logits."""

    @property
    def outputs(self) -> int | None:
        """How many logits it reads; None: any number."""

    def decode(self, logits: npt.NDArray[np.int64], observations: Array) -> Array:
        """The actions of a batch. ``observations`` is what the encoder's ``batch`` gives."""


@dataclass(frozen=True)
class ArgMax:
    """The index of the largest logit, the first of equal ones, plus ``start``."""

    start: int = 0
    outputs: int | None = None

    def decode(self, logits: npt.NDArray[np.int64], observations: Array) -> Array:
        actions: Array = np.argmax(logits, axis=1) + self.start
        return actions


@dataclass(frozen=True)
class GroupedArgMax:
    """Several integers: the i-th is the index of the largest of the next ``counts[i]`` logits, plus ``starts[i]``."""

    counts: tuple[int, ...]
    starts: tuple[int, ...]

    @property
    def outputs(self) -> int:
        return sum(self.counts)

    def decode(self, logits: npt.NDArray[np.int64], observations: Array) -> Array:
        groups = np.split(logits, np.cumsum(self.counts)[:-1], axis=1)
        chosen = [np.argmax(group, axis=1) + start for group, start in zip(groups, self.starts, strict=True)]
        return np.stack(chosen, axis=1)


@dataclass(frozen=True)
class ScaledBox:
    """Logits divided by ``output_divisor`` and clipped to -1 ... 1, then spread from ``low`` to ``high``: float32."""

    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    output_divisor: int

    @property
    def outputs(self) -> int:
        return len(self.low)

    def decode(self, logits: npt.NDArray[np.int64], observations: Array) -> Array:
        share = (_clip(logits / self.output_divisor) + 1) / 2
        return (self.low + share * (self.high - self.low)).astype(np.float32)


@dataclass(frozen=True)
class Control:
    """CarRacing: output 0 steers, outputs 1 and 2 press gas and brake. Pedals below ``dead_band`` are not pressed."""

    output_divisor: int
    dead_band: float
    max_brake: float
    outputs: int | None = 3

    def decode(self, logits: npt.NDArray[np.int64], observations: Array) -> Array:
        outputs = _clip(logits / self.output_divisor)
        steer = outputs[:, 0]
        gas = self._pedal(outputs[:, 1], 1.0)
        brake = self._pedal(outputs[:, 2], self.max_brake)
        return np.stack([steer, gas, brake], axis=1).astype(np.float32)

    def _pedal(self, output: Array, most: float) -> Array:
        pressed = (most * (output + 1)) / 2
        return np.where(pressed < self.dead_band, 0.0, pressed)


@dataclass(frozen=True)
class DrivingLaw:
    """CarRacing: from an aim and a target speed to an action; see docs/encodings.md."""

    yaw_damping: float
    gas: float
    gas_easing: float
    brake: float
    brake_limit: float

    def drive(self, aim: Array, target_speed: Array, speed: Array, yaw_rate: Array) -> Array:
        """Actions for directions to steer for (-1 to 1) and speeds (m/s), at these speeds and yaw rates (rad/s)."""
        steer = _clip(aim + self.yaw_damping * yaw_rate)
        missing = target_speed - speed
        gas = np.clip(self.gas * missing, 0, 1) * (1 - self.gas_easing * np.abs(steer))
        brake = np.clip(-self.brake * missing, 0, self.brake_limit)
        return np.stack([steer, gas, brake], axis=1).astype(np.float32)


@dataclass(frozen=True)
class Aim:
    """CarRacing: output 0 is where to steer, output 1 the target speed; a fixed law does the rest."""

    output_divisor: int
    slowest: float
    fastest: float
    law: DrivingLaw
    outputs: int | None = 3

    def decode(self, logits: npt.NDArray[np.int64], observations: Array) -> Array:
        outputs = _clip(logits / self.output_divisor)
        target_speed = self.slowest + ((outputs[:, 1] + 1) / 2) * (self.fastest - self.slowest)
        return self.law.drive(outputs[:, 0], target_speed, *motion_seen(observations))


@dataclass(frozen=True)
class Turn:
    """CarRacing: the outputs are classes, left, straight on, right; a fixed law keeps the speed."""

    output_divisor: int
    turn: float
    speed: float
    slowing: float
    law: DrivingLaw
    outputs: int | None = 3

    def decode(self, logits: npt.NDArray[np.int64], observations: Array) -> Array:
        outputs = logits / self.output_divisor
        side = np.array([_side(*row) for row in outputs.tolist()])
        target_speed = self.speed - self.slowing * np.abs(side)
        return self.law.drive(self.turn * side, target_speed, *motion_seen(observations))


def motion_seen(images: npt.NDArray[np.uint8]) -> tuple[Array, Array]:
    """Speed (m/s) and yaw rate (rad/s, left positive) that the indicators of CarRacing's observations show."""
    red = images[..., 0].astype(np.float64) / 255
    height = _sum(red[:, 84:96, 13])
    right, left = _sum(red[:, 88, 72:96]), _sum(red[:, 88, 49:72])
    return 21 * height - 3.6, 0.024 - 0.525 * (right - left)


def _sum(rows: Array) -> Array:
    """Sums of rows, added from left to right: numpy's own order gives other last digits."""
    total = np.zeros(len(rows))
    for column in rows.T:
        total = total + column
    return total


def _side(left: float, go: float, right: float) -> float:
    """The mean turn, weighted with the classes' probabilities: -1 left, 1 right."""
    largest = max(left, go, right)
    left, go, right = exp(left - largest), exp(go - largest), exp(right - largest)
    return (right - left) / (left + go + right)


def _clip(values: Array) -> Array:
    return np.maximum(-1.0, np.minimum(1.0, values))
