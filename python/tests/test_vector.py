"""Vector environments: what Gymnasium's give, for every autoreset mode and number of processes."""

from __future__ import annotations

import gymnasium
import numpy as np
import pytest
from gymnasium.error import InvalidAction, ResetNeeded
from gymnasium.utils.env_checker import data_equivalence
from gymnasium.vector import AutoresetMode, SyncVectorEnv

import aann_gym


def sync(env_id: str, num_envs: int, mode: AutoresetMode, **options: object) -> SyncVectorEnv:
    """Gymnasium's own vector environment."""
    return SyncVectorEnv([lambda: gymnasium.make(env_id, **options)] * num_envs, autoreset_mode=mode)


def same(mine: tuple, real: tuple) -> bool:
    """Whether results are equal, infos with their masks included."""
    return all(same_arrays(a, b) for a, b in zip(mine[:-1], real[:-1], strict=True)) and same_infos(mine[-1], real[-1])


def same_arrays(mine: object, real: object) -> bool:
    if isinstance(mine, tuple) and isinstance(real, tuple):
        return all(same_arrays(a, b) for a, b in zip(mine, real, strict=True))
    return isinstance(mine, np.ndarray) and np.array_equal(mine, real) and mine.dtype == real.dtype


def same_infos(mine: dict, real: dict) -> bool:
    if set(mine) != set(real):
        return False
    for key, value in mine.items():
        other = real[key]
        if isinstance(value, dict):
            if not same_infos(value, other):
                return False
        elif value.dtype == object:
            if not all(data_equivalence(a, b) for a, b in zip(value, other, strict=True)):
                return False
        elif not np.array_equal(value, other) or value.dtype != other.dtype:
            return False
    return True


@pytest.mark.parametrize("processes", [1, 3])
@pytest.mark.parametrize("mode", list(AutoresetMode))
def test_gives_what_gymnasiums_gives(mode: AutoresetMode, processes: int) -> None:
    ours = gymnasium.make_vec("aann_gym/CartPole-v1", num_envs=5, autoreset_mode=mode, processes=processes)
    theirs = sync("CartPole-v1", 5, mode)
    assert ours.processes == processes
    assert ours.observation_space == theirs.observation_space
    assert ours.action_space == theirs.action_space
    assert ours.metadata["autoreset_mode"] == mode
    theirs.action_space.seed(3)
    assert same(ours.reset(seed=8), theirs.reset(seed=8))
    endings = 0
    for _ in range(150):
        actions = theirs.action_space.sample()
        mine, real = ours.step(actions), theirs.step(actions)
        assert same(mine, real)
        ended = real[2] | real[3]
        endings += int(ended.sum())
        if mode is AutoresetMode.DISABLED and ended.any():
            options = {"reset_mask": ended}
            assert same(ours.reset(options=dict(options)), theirs.reset(options=dict(options)))
    assert endings > 10
    ours.close()
    theirs.close()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
@pytest.mark.parametrize("env_id", aann_gym.ENVIRONMENTS)
def test_every_environment_steps_with_others_as_it_steps_alone(env_id: str) -> None:
    """Whatever its spaces and infos are; that alone it gives what Gymnasium's gives is tested elsewhere."""
    mode = AutoresetMode.SAME_STEP
    together = gymnasium.make_vec(env_id, num_envs=3, autoreset_mode=mode, processes=2)
    alone = sync(env_id, 3, mode)
    assert together.observation_space == alone.observation_space
    assert together.action_space == alone.action_space
    alone.action_space.seed(4)
    assert same(together.reset(seed=2), alone.reset(seed=2))
    for _ in range(60):
        actions = alone.action_space.sample()
        assert same(together.step(actions), alone.step(actions))
    together.close()
    alone.close()


def test_time_limit_truncates() -> None:
    envs = gymnasium.make_vec("aann_gym/CartPole-v1", num_envs=2, max_episode_steps=3)
    envs.reset(seed=0)
    truncations = [envs.step(np.array([0, 1]))[3].tolist() for _ in range(4)]
    envs.close()
    assert truncations == [[False, False], [False, False], [True, True], [False, False]]


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("mode", [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP])
def test_images_are_those_of_single_environments(mode: AutoresetMode, processes: int) -> None:
    options = {"max_episode_steps": 20}
    ours = gymnasium.make_vec("aann_gym/CarRacing-v3", num_envs=3, autoreset_mode=mode, processes=processes, **options)
    singles = sync("aann_gym/CarRacing-v3", 3, mode, **options)
    singles.action_space.seed(3)
    assert same(ours.reset(seed=[5, 1, 4]), singles.reset(seed=[5, 1, 4]))
    for _ in range(45):
        actions = singles.action_space.sample()
        assert same(ours.step(actions), singles.step(actions))
    ours.close()
    singles.close()


def test_infos_come_with_their_masks() -> None:
    """The end of a lap is told in the same form by every process."""
    ours = gymnasium.make_vec("aann_gym/CarRacing-v3", num_envs=2, processes=2, observation="none")
    ours.reset(seed=[6, 6])
    # The second car drives straight on and leaves the playfield; the first one stays where it is.
    actions = np.array([[0, 0, 1], [0.0, 1, 0]], np.float32)
    for _ in range(1000):
        *_, infos = ours.step(actions)
        if infos:
            break
    ours.close()
    assert infos["lap_finished"].tolist() == [False, False]
    assert infos["_lap_finished"].tolist() == [False, True]


def test_copies_unless_told_otherwise() -> None:
    for copy in (True, False):
        envs = gymnasium.make_vec("aann_gym/CarRacing-v3", num_envs=2, copy=copy, processes=1)
        first, _ = envs.reset(seed=0)
        before = first.copy()
        for _ in range(12):
            envs.step(np.tile(np.array([1, 1, 0], np.float32), (2, 1)))
        assert np.array_equal(first, before) == copy
        envs.close()


def test_refuses_what_is_wrong() -> None:
    envs = gymnasium.make_vec("aann_gym/CartPole-v1", num_envs=2, autoreset_mode="Disabled", max_episode_steps=1)
    envs.reset(seed=0)
    for actions in ([0], [0, 1, 0], [0.5, 1], [0, 2], [[0], [1]]):
        with pytest.raises(InvalidAction):
            envs.step(np.array(actions))
    with pytest.raises(ValueError, match="2 seeds"):
        envs.reset(seed=[1, 2, 3])
    with pytest.raises(ValueError, match="reset_mask"):
        envs.reset(options={"reset_mask": np.array([False, False])})
    with pytest.raises(TypeError, match="reset_mask"):
        envs.reset(options={"reset_mask": [True, False]})
    envs.step(np.array([0, 1]))
    with pytest.raises(ResetNeeded):
        envs.step(np.array([0, 1]))
    envs.close()
    for processes in (0, 3):
        with pytest.raises(ValueError, match="processes"):
            aann_gym.NodeVectorEnv("CartPole-v1", 2, processes=processes)


def test_a_refused_action_moves_nobody() -> None:
    envs = gymnasium.make_vec("aann_gym/CartPole-v1", num_envs=2, processes=1)
    others = sync("aann_gym/CartPole-v1", 2, AutoresetMode.NEXT_STEP)
    envs.reset(seed=0)
    others.reset(seed=0)
    with pytest.raises(InvalidAction):
        envs.step(np.array([0, 2]))
    assert same(envs.step(np.array([0, 1])), others.step(np.array([0, 1])))
    envs.close()
    others.close()


def test_renders_each() -> None:
    envs = gymnasium.make_vec("aann_gym/CartPole-v1", num_envs=3, processes=2, render_mode="rgb_array")
    envs.reset(seed=0)
    images = envs.render()
    envs.close()
    assert [image.shape for image in images] == [(400, 600, 3)] * 3


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_gymnasiums_own_vector_environments_take_it(mode: str) -> None:
    envs = gymnasium.make_vec("aann_gym/CartPole-v1", num_envs=2, vectorization_mode=mode)
    ours = gymnasium.make_vec("aann_gym/CartPole-v1", num_envs=2)
    assert np.array_equal(envs.reset(seed=4)[0], ours.reset(seed=4)[0])
    envs.close()
    ours.close()
