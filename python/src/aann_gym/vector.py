"""Many environments that step together, with Gymnasium's vector interface."""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium.error import InvalidAction, ResetNeeded
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from .child import Child
from .errors import EnvironmentProcessError
from .images import image_of
from .infos import entries_of, info_of
from .observations import ObservationRows
from .seeds import seed_text
from .spaces import Array, batch_bytes, element_from, space_of


class NodeVectorEnv(VectorEnv[Any, Any, Any]):
    """Environments of aann-gym that step together, in one or several Node processes.

    ``gymnasium.make_vec("aann_gym/CarRacing-v3", num_envs=8)`` makes one. A step is one message to each process and one
    back. Images are written to memory that numpy reads.

    Args:
        env_id: The environments' id in aann-gym: ``CarRacing-v3``.
        num_envs: How many environments.
        max_episode_steps: After how many steps an episode is truncated; None: never.
        autoreset_mode: What happens when an episode has ended; see ``gymnasium.vector.AutoresetMode``.
        processes: How many processes share the work; each uses one core. Default: one for each core, at most one
            for each environment.
        copy: Whether observations are copied for the caller. If not, the next step writes into the same arrays.
        render_mode, timeout, full_info, **options: As for ``NodeEnv``.
    """

    def __init__(
        self,
        env_id: str,
        num_envs: int = 1,
        *,
        max_episode_steps: int | None = None,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
        processes: int | None = None,
        copy: bool = True,
        render_mode: str | None = None,
        timeout: float = 60.0,
        full_info: bool = False,
        **options: Any,
    ) -> None:
        super().__init__()
        # First of all, since Gymnasium closes environments that could not be made, too.
        self._children: list[Child] = []
        if num_envs < 1:
            raise ValueError(f"expected at least one environment, got {num_envs}")
        count = _process_count(processes, num_envs)
        self.num_envs = num_envs
        self.render_mode = render_mode
        self.autoreset_mode = AutoresetMode(autoreset_mode)
        self._copy = copy
        self._starts = [num_envs * i // count for i in range(count + 1)]
        try:
            for _ in range(count):
                self._children.append(Child(timeout))
            for child, (start, end) in zip(self._children, self._ranges, strict=True):
                child.send_call(
                    "make",
                    id=env_id,
                    count=end - start,
                    options=options,
                    maxEpisodeSteps=max_episode_steps,
                    autoreset=_AUTORESET[self.autoreset_mode],
                    fullInfo=full_info,
                )
            made = self._receive_all()[0]
            self._prepare(made)
            if render_mode is not None and render_mode not in made["renderModes"]:
                raise ValueError(f"expected render_mode to be one of {made['renderModes']}, got {render_mode!r}")
        except BaseException:
            self.close_extras()
            raise

    @property
    def processes(self) -> int:
        """How many processes share the work."""
        return len(self._children)

    @property
    def _ranges(self) -> list[tuple[int, int]]:
        """First environment and the one after the last, of each process."""
        return list(zip(self._starts[:-1], self._starts[1:], strict=True))

    def _prepare(self, made: dict[str, Any]) -> None:
        self.single_observation_space = space_of(made["observationSpace"])
        self.single_action_space = space_of(made["actionSpace"])
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)
        self.metadata = {
            "render_modes": made["renderModes"],
            "render_fps": made["renderFps"],
            "autoreset_mode": self.autoreset_mode,
        }
        n = self.num_envs
        self._rewards = np.zeros(n, np.float64)
        self._terminations = np.zeros(n, np.bool_)
        self._truncations = np.zeros(n, np.bool_)
        row_bytes: list[int] = made["observationBytes"]
        self._observations = ObservationRows(self.single_observation_space, row_bytes, self._children, self._ranges)

    def reset(
        self,
        *,
        seed: int | Sequence[int | None] | None = None,
        options: dict[str, Any] | None = None,
    ) -> tuple[Any, dict[str, Any]]:
        """Starts episodes; see ``gymnasium.vector.SyncVectorEnv.reset``, ``options["reset_mask"]`` included."""
        seeds = self._seeds(seed)
        options = dict(options) if options is not None else None
        mask = self._mask(options)
        if isinstance(seed, int):
            super().reset(seed=seed)
        for child, (start, end) in zip(self._children, self._ranges, strict=True):
            child.send_call(
                "reset",
                seeds=seeds[start:end],
                options=options,
                mask=None if mask is None else mask[start:end].tolist(),
            )
        infos = self._take(self._receive_all())
        return self._observations.batch(self._copy), infos

    def step(self, actions: Any) -> tuple[Any, Array, Array, Array, dict[str, Any]]:
        """Applies an action for each environment; see ``gymnasium.vector.VectorEnv.step``.

        Raises:
            InvalidAction: The actions are not in the action space.
            ResetNeeded: An episode has ended, autoreset is disabled, and nobody has reset its environment.
        """
        if self.autoreset_mode is AutoresetMode.DISABLED and np.any(self._terminations | self._truncations):
            raise ResetNeeded("expected environments whose episode has ended to be reset, since autoreset is disabled")
        rows = batch_bytes(self.single_action_space, actions, self.num_envs)
        for child, (start, end) in zip(self._children, self._ranges, strict=True):
            child.send_step(b"".join(part[start:end].tobytes() for part in rows))
        try:
            payloads = self._receive_all()
        except ValueError as error:
            raise InvalidAction(str(error)) from None
        infos = self._take(payloads)
        results = self._rewards.copy(), self._terminations.copy(), self._truncations.copy()
        return self._observations.batch(self._copy), *results, infos

    def render(self) -> tuple[Any, ...] | None:
        """Draws the state of each environment, as ``render_mode`` says."""
        if self.render_mode is None:
            return None
        images = []
        for child, (start, end) in zip(self._children, self._ranges, strict=True):
            for env in range(end - start):
                images.append(image_of(child.call("render", env=env, mode=self.render_mode)))
        return tuple(images)

    def close_extras(self, **kwargs: Any) -> None:
        """Ends the environments' processes."""
        for child in self._children:
            child.close()

    def _receive_all(self) -> list[Any]:
        """The answer of each process. All are waited for, even when one fails, so that answers fit their questions."""
        answers, failure = [], None
        try:
            for child in self._children:
                try:
                    answers.append(child.receive())
                except (TypeError, ValueError, RuntimeError) as error:
                    failure = failure or error
            if failure:
                raise failure
        except EnvironmentProcessError:
            # They can no longer step together.
            self.close_extras()
            raise
        return answers

    def _take(self, payloads: Sequence[bytes]) -> dict[str, Any]:
        """Stores what the processes have answered. Returns the infos."""
        infos: dict[str, Any] = {}
        for payload, (start, end) in zip(payloads, self._ranges, strict=True):
            n = end - start
            self._rewards[start:end] = np.frombuffer(payload, np.float64, n)
            self._terminations[start:end] = np.frombuffer(payload, np.bool_, n, 8 * n)
            self._truncations[start:end] = np.frombuffer(payload, np.bool_, n, 9 * n)
            at = self._observations.take(payload, 10 * n, start, end)
            if at < len(payload):
                for entry in entries_of(payload[at:]):
                    infos = self._add_entry(infos, entry, start + int(entry["env"]))
        return infos

    def _add_entry(self, infos: dict[str, Any], entry: dict[str, Any], env: int) -> dict[str, Any]:
        if "finalObs" in entry:
            last = element_from(self.single_observation_space, base64.b64decode(entry["finalObs"]))
            infos = self._add_info(infos, {"final_obs": last, "final_info": info_of(entry["finalInfo"])}, env)
        return self._add_info(infos, info_of(entry["info"]), env)

    def _seeds(self, seed: int | Sequence[int | None] | None) -> list[str | None]:
        if seed is None:
            return [None] * self.num_envs
        if isinstance(seed, (int, np.integer)):
            return [seed_text(int(seed) + i) for i in range(self.num_envs)]
        if len(seed) != self.num_envs:
            raise ValueError(f"expected {self.num_envs} seeds, got {len(seed)}")
        return [seed_text(each) for each in seed]

    def _mask(self, options: dict[str, Any] | None) -> npt.NDArray[np.bool_] | None:
        """Takes the mask out of the options."""
        if options is None or "reset_mask" not in options:
            return None
        mask = options.pop("reset_mask")
        if not isinstance(mask, np.ndarray) or mask.dtype != np.bool_:
            raise TypeError(f"expected reset_mask to be an array of bool, got {mask!r}")
        if mask.shape != (self.num_envs,) or not mask.any():
            raise ValueError(
                f"expected reset_mask to have {self.num_envs} elements, at least one of them true, got {mask}"
            )
        return mask


_AUTORESET = {
    AutoresetMode.NEXT_STEP: "next-step",
    AutoresetMode.SAME_STEP: "same-step",
    AutoresetMode.DISABLED: "disabled",
}


def _process_count(processes: int | None, num_envs: int) -> int:
    if processes is None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return min(num_envs, cores)
    if not 1 <= processes <= num_envs:
        raise ValueError(f"expected 1 to {num_envs} processes, one environment each at least, got {processes}")
    return processes
