"""Single environments: Gymnasium's own checks, and Gymnasium's own environments beside them."""

from __future__ import annotations

import copy
import warnings

import gymnasium
import numpy as np
import pytest
from conftest import drawing, has_option
from gymnasium.error import InvalidAction, ResetNeeded
from gymnasium.utils.env_checker import check_env, data_equivalence

import aann_gym

GYMNASIUM = {env_id: env_id.removeprefix("aann_gym/") for env_id in aann_gym.ENVIRONMENTS}


def differs(env_id: str) -> str | None:
    """Why an environment of this bundle does not give what Gymnasium's gives, if it does not."""
    if env_id.startswith("LunarLander") and not has_option(env_id, "physics"):
        return "this bundle has no exact physics for it"
    if env_id == "CartPoleSwingUp-v0":
        return "Gymnasium has no such environment"
    return None


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("env_id", aann_gym.ENVIRONMENTS)
def test_passes_gymnasiums_check(env_id: str) -> None:
    env = gymnasium.make(env_id)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        check_env(env.unwrapped)
    env.close()
    complaints = [str(warning.message) for warning in caught]
    # Gymnasium's own environments get these too.
    known = ("minimum value is -infinity", "maximum value is infinity", "symmetric and normalized", "is out of date")
    assert [text for text in complaints if not any(part in text for part in known)] == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
@pytest.mark.parametrize("env_id", aann_gym.ENVIRONMENTS)
def test_gives_what_gymnasium_gives(env_id: str) -> None:
    if reason := differs(GYMNASIUM[env_id]):
        pytest.skip(reason)
    options = drawing() if GYMNASIUM[env_id] == "CarRacing-v3" else {}
    ours, theirs = gymnasium.make(env_id, **options or {}), gymnasium.make(GYMNASIUM[env_id])
    assert ours.observation_space == theirs.observation_space
    assert ours.action_space == theirs.action_space
    assert ours.spec.max_episode_steps == theirs.spec.max_episode_steps
    assert ours.spec.reward_threshold == theirs.spec.reward_threshold
    theirs.action_space.seed(1)
    for episode in range(3):
        seed = 11 if episode == 0 else None
        mine, real = ours.reset(seed=seed), theirs.reset(seed=seed)
        for _ in range(250):
            assert options is None or equal(mine[0], real[0])
            # Reward and flags, and the infos.
            assert mine[1:-1] == real[1:-1]
            assert data_equivalence(mine[-1], real[-1])
            if len(mine) == 5 and (mine[2] or mine[3]):
                break
            action = theirs.action_space.sample()
            mine, real = ours.step(copy.deepcopy(action)), theirs.step(action)
    ours.close()
    theirs.close()


def equal(a: object, b: object) -> bool:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and bool(np.array_equal(a, b))
    return bool(a == b)


def test_options_have_gymnasiums_names() -> None:
    env = gymnasium.make("aann_gym/CarRacing-v3", continuous=False, lap_complete_percent=0.5, domain_randomize=True)
    assert env.action_space == gymnasium.spaces.Discrete(5)
    first = env.reset(seed=1)[0]
    again = env.reset(seed=1)[0]
    other = env.reset(seed=1, options={"randomize": False})[0]
    env.close()
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_options_are_checked() -> None:
    with pytest.raises(TypeError, match="got colour"):
        gymnasium.make("aann_gym/CarRacing-v3", colour="red")
    with pytest.raises(ValueError, match="lapCompletePercent"):
        gymnasium.make("aann_gym/CarRacing-v3", lap_complete_percent=2)
    with pytest.raises(ValueError, match="render_mode"):
        aann_gym.NodeEnv("CartPole-v1", render_mode="hologram")


def test_full_info_tells_the_true_state() -> None:
    env = gymnasium.make("aann_gym/CarRacing-v3", full_info=True)
    _, info = env.reset(seed=0)
    env.close()
    assert {"x", "y", "speed", "yaw_rate", "wheel_omega", "tiles_under_wheels"} <= set(info)
    # JavaScript has one kind of number, Python has two.
    assert isinstance(info["steering_angle"], float)
    assert isinstance(info["tile_count"], int)
    assert all(isinstance(count, int) for count in info["tiles_under_wheels"])


@pytest.mark.parametrize("action", [2, -1, 0.5, "left", None, [0, 1]])
def test_refuses_actions_that_are_none(cart_pole: gymnasium.Env, action: object) -> None:
    env = cart_pole.unwrapped
    env.reset(seed=0)
    with pytest.raises(InvalidAction):
        env.step(action)
    # The environment goes on.
    assert env.step(1)[1] == 1.0


@pytest.mark.parametrize("action", [[0, 0], [np.nan, 0, 0], [[0, 0, 0]], "abc"])
def test_refuses_arrays_that_do_not_fit(action: object) -> None:
    env = aann_gym.NodeEnv("CarRacing-v3", observation="none")
    env.reset(seed=0)
    with pytest.raises(InvalidAction):
        env.step(action)
    env.close()


def test_order_of_calls(cart_pole: gymnasium.Env) -> None:
    with pytest.raises(ResetNeeded):
        cart_pole.step(0)
    with pytest.raises(RuntimeError, match="before the first reset"):
        cart_pole.unwrapped.step(0)


@pytest.mark.parametrize("seed", [0, 2**31, 2**53 + 1, 2**64 + 3])
def test_seeds_of_any_size(cart_pole: gymnasium.Env, seed: int) -> None:
    theirs = gymnasium.make("CartPole-v1")
    assert np.array_equal(cart_pole.reset(seed=seed)[0], theirs.reset(seed=seed)[0])
    theirs.close()


def test_without_a_seed_episodes_differ(cart_pole: gymnasium.Env) -> None:
    assert not np.array_equal(cart_pole.reset()[0], cart_pole.reset()[0])


def test_observations_belong_to_the_caller(cart_pole: gymnasium.Env) -> None:
    first = cart_pole.reset(seed=0)[0]
    kept = first.copy()
    second = cart_pole.step(0)[0]
    assert first.flags.writeable
    assert np.array_equal(first, kept)
    assert not np.shares_memory(first, second)


@pytest.mark.parametrize("mode", ["rgb_array", "state_pixels"])
def test_renders(mode: str) -> None:
    env = gymnasium.make("aann_gym/CarRacing-v3", render_mode=mode)
    observation, _ = env.reset(seed=3)
    image = env.render()
    env.close()
    assert image.dtype == np.uint8
    assert image.shape == ((400, 600, 3) if mode == "rgb_array" else (96, 96, 3))
    assert mode == "rgb_array" or np.array_equal(image, observation)


def test_gymnasiums_wrappers_fit() -> None:
    env = gymnasium.wrappers.RecordEpisodeStatistics(
        gymnasium.make("aann_gym/CartPole-v1", render_mode="rgb_array_list")
    )
    env.reset(seed=0)
    steps = 0
    ended = False
    while not ended:
        _, _, terminated, truncated, info = env.step(0)
        steps += 1
        ended = terminated or truncated
    assert info["episode"]["l"] == steps
    assert len(env.render()) == steps + 1
    env.close()
