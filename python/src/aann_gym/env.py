"""One environment, with Gymnasium's interface."""

from __future__ import annotations

import struct
from typing import Any

import gymnasium
from gymnasium.error import InvalidAction

from .child import Child
from .images import image_of
from .infos import entries_of, info_of
from .observations import ObservationRows
from .seeds import seed_text
from .spaces import action_writer, space_of

# Reward and flags of one environment.
_RESULTS = struct.Struct("<d??")


class NodeEnv(gymnasium.Env[Any, Any]):
    """An environment of aann-gym, in a Node process of its own.

    ``gymnasium.make("aann_gym/CarRacing-v3")`` makes one, with Gymnasium's time limit and checks around it.

    Args:
        env_id: The environment's id in aann-gym: ``CarRacing-v3``.
        render_mode: One of ``metadata["render_modes"]``, or None.
        timeout: Seconds that a call may take before the process is killed and ``EnvironmentTimeout`` raised.
        full_info: Whether infos hold all that the environment tells, not only what Gymnasium's tells.
        **options: The environment's own options, with Gymnasium's names: ``continuous=False``.

    Raises:
        NodeNotFound: There is no Node to run it.
        TypeError, ValueError: An option is unknown or out of range.
    """

    def __init__(
        self,
        env_id: str,
        *,
        render_mode: str | None = None,
        timeout: float = 60.0,
        full_info: bool = False,
        **options: Any,
    ) -> None:
        self._child = Child(timeout)
        try:
            made = self._child.call(
                "make",
                id=env_id,
                count=1,
                options=options,
                maxEpisodeSteps=None,
                autoreset="disabled",
                fullInfo=full_info,
            )
        except BaseException:
            self._child.close()
            raise
        self.observation_space = space_of(made["observationSpace"])
        self.action_space = space_of(made["actionSpace"])
        self._action_bytes = action_writer(self.action_space)
        self.metadata = {**self.metadata, "render_modes": made["renderModes"], "render_fps": made["renderFps"]}
        self._observations = ObservationRows(self.observation_space, made["observationBytes"], [self._child], [(0, 1)])
        if render_mode is not None and render_mode not in made["renderModes"]:
            self._child.close()
            raise ValueError(f"expected render_mode to be one of {made['renderModes']}, got {render_mode!r}")
        self.render_mode = render_mode

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """Starts an episode; see ``gymnasium.Env.reset``."""
        super().reset(seed=seed)
        payload = self._child.call("reset", seeds=[seed_text(seed)], options=options, mask=None)
        return self._take(payload)

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Applies one action; see ``gymnasium.Env.step``.

        Raises:
            InvalidAction: The action is not in the action space.
        """
        self._child.send_step(self._action_bytes(action))
        try:
            payload = self._child.receive()
        except ValueError as error:
            raise InvalidAction(str(error)) from None
        reward, terminated, truncated = _RESULTS.unpack_from(payload)
        observation, info = self._take(payload)
        return observation, reward, terminated, truncated, info

    def render(self) -> Any:
        """Draws the present state: an array of height x width x 3 bytes, or text, as ``render_mode`` says."""
        if self.render_mode is None:
            gymnasium.logger.warn(
                "You are calling render method without specifying any render mode. "
                "You can specify the render_mode at initialization."
            )
            return None
        return image_of(self._child.call("render", env=0, mode=self.render_mode))

    def close(self) -> None:
        """Ends the environment's process. It cannot be used afterwards."""
        self._child.close()

    def _take(self, payload: bytes) -> tuple[Any, dict[str, Any]]:
        """Observation and info of an answer."""
        end = self._observations.take(payload, _RESULTS.size, 0, 1)
        info = info_of(entries_of(payload[end:])[0]["info"]) if end < len(payload) else {}
        return self._observations.single(), info
