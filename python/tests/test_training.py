"""Stable-Baselines3 trains in the environments."""

from __future__ import annotations

import gymnasium
import pytest

import aann_gym  # noqa: F401  (registers the environments)

stable_baselines3 = pytest.importorskip("stable_baselines3")

pytestmark = pytest.mark.filterwarnings("ignore")


def test_ppo_learns_to_balance() -> None:
    from stable_baselines3.common.env_util import make_vec_env
    from stable_baselines3.common.evaluation import evaluate_policy

    envs = make_vec_env("aann_gym/CartPole-v1", n_envs=4, seed=0)
    model = stable_baselines3.PPO("MlpPolicy", envs, seed=0, n_steps=256, device="cpu")
    before, _ = evaluate_policy(model, envs, n_eval_episodes=8, deterministic=False)
    model.learn(8000)
    after, _ = evaluate_policy(model, envs, n_eval_episodes=8)
    envs.close()
    assert before < 60
    assert after > 2 * before


def test_ppo_runs_on_images() -> None:
    env = gymnasium.make("aann_gym/CarRacing-v3")
    model = stable_baselines3.PPO("CnnPolicy", env, seed=0, n_steps=64, batch_size=64, n_epochs=1, device="cpu")
    model.learn(128)
    assert model.num_timesteps == 128
    model.get_env().close()
