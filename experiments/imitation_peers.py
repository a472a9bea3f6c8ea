"""BC and DAgger of HumanCompatibleAI's `imitation` on the demonstrations and seeds of `bench imitation`.

    npx aann-gym bench imitation --env CartPole-v1 --out runs/cart-pole
    npx aann-gym recordings export runs/cart-pole/demonstrations --format minari --out runs/cart-pole-minari
    pip install imitation==1.0.1 "gymnasium==0.29.1" box2d-py h5py "numpy<2"
    python experiments/imitation_peers.py --env CartPole-v1 --demonstrations runs/cart-pole-minari

Prints one JSON object: for each algorithm and training the returns of the test episodes. `imitation` 1.0.1 wants Gymnasium
0.29, where LunarLander is called v2; without wind it moves as v3 does.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import gymnasium
import h5py
import numpy as np
import torch
from imitation.algorithms import bc
from imitation.algorithms.dagger import SimpleDAggerTrainer
from imitation.data.types import Transitions
from imitation.data.wrappers import RolloutInfoWrapper
from imitation.policies.base import NonTrainablePolicy
from scipy.stats import trim_mean
from stable_baselines3.common.vec_env import DummyVecEnv

# Names of the environments in Gymnasium 0.29.
IDS = {"LunarLander-v3": "LunarLander-v2"}
# DAgger corrects and trains again so many times, two epochs each.
ROUNDS = 3
# The first of the test seeds, as in `bench imitation`.
FIRST_SEED = 20_000


class Expert(NonTrainablePolicy):
    """The scripted expert that the demonstrations are from."""

    def __init__(self, env: gymnasium.Env, env_id: str) -> None:
        super().__init__(env.observation_space, env.action_space)
        self._env = env
        self._env_id = env_id

    def _choose_action(self, obs: np.ndarray) -> int:
        if self._env_id == "CartPole-v1":
            return int(np.dot([0.15, 0.35, 3, 1], obs) > 0)
        from gymnasium.envs.box2d.lunar_lander import heuristic

        return int(heuristic(self._env.unwrapped, obs))


def transitions(folder: Path) -> Transitions:
    """Every step of a Minari data set."""
    columns: dict[str, list[np.ndarray]] = {"obs": [], "acts": [], "next_obs": [], "dones": []}
    (file,) = folder.rglob("main_data.hdf5")
    with h5py.File(file) as data:
        for episode in data.values():
            seen = np.asarray(episode["observations"], np.float32)
            actions = np.asarray(episode["actions"])
            columns["obs"].append(seen[:-1])
            columns["next_obs"].append(seen[1:])
            columns["acts"].append(actions)
            columns["dones"].append(np.arange(len(actions)) == len(actions) - 1)
    joined = {name: np.concatenate(parts) for name, parts in columns.items()}
    return Transitions(**joined, infos=np.array([{}] * len(joined["acts"])))


def decide(policy):
    """The policy's most likely action, as its own `predict` gives it, without PyTorch's cost of a call."""
    layers = [
        (layer.weight.detach().numpy(), layer.bias.detach().numpy())
        for layer in [*policy.mlp_extractor.policy_net, policy.action_net]
        if isinstance(layer, torch.nn.Linear)
    ]

    def act(seen: np.ndarray) -> int:
        values = seen
        for index, (weight, bias) in enumerate(layers):
            values = weight @ values + bias
            if index + 1 < len(layers):
                values = np.tanh(values)
        return int(np.argmax(values))

    return act


def returns(policy, env: gymnasium.Env, episodes: int) -> list[float]:
    """Of episodes on the test seeds, actions chosen without chance."""
    results = []
    act = decide(policy)
    for _ in range(20):
        seen = env.observation_space.sample()
        assert act(seen) == policy.predict(seen, deterministic=True)[0]
    for seed in range(FIRST_SEED, FIRST_SEED + episodes):
        seen, _ = env.reset(seed=seed)
        total, over = 0.0, False
        while not over:
            seen, reward, terminated, truncated, _ = env.step(act(seen))
            total += float(reward)
            over = terminated or truncated
        results.append(total)
    return results


def train_bc(env: gymnasium.Env, demonstrations: Transitions, seed: int, epochs: int) -> bc.BC:
    trainer = bc.BC(
        observation_space=env.observation_space,
        action_space=env.action_space,
        demonstrations=demonstrations,
        rng=np.random.default_rng(seed),
    )
    trainer.train(n_epochs=epochs, progress_bar=False, log_interval=10**9)
    return trainer


def train_dagger(env_name: str, env_id: str, demonstrations: Transitions, seed: int, corrections: int) -> bc.BC:
    """As many episodes of corrections as `bench imitation` records, beside the same demonstrations."""
    rng = np.random.default_rng(seed)
    venv = DummyVecEnv([lambda: RolloutInfoWrapper(gymnasium.make(env_name))])
    venv.seed(2000 + seed)
    expert = Expert(venv.envs[0], env_id)
    trainer = bc.BC(
        observation_space=venv.observation_space, action_space=venv.action_space, rng=rng, demonstrations=demonstrations
    )
    per_episode = len(demonstrations.acts) / int(demonstrations.dones.sum())
    with tempfile.TemporaryDirectory() as scratch:
        dagger = SimpleDAggerTrainer(venv=venv, scratch_dir=scratch, expert_policy=expert, rng=rng, bc_trainer=trainer)
        dagger.train(
            total_timesteps=int(corrections * per_episode),
            rollout_round_min_episodes=corrections // ROUNDS,
            bc_train_kwargs={"n_epochs": 2, "progress_bar": False, "log_interval": 10**9},
        )
        return dagger.bc_trainer


def interval(means: np.ndarray) -> list[float]:
    """95 % of the interquartile mean, by the bootstrap over trainings, as in `bench imitation`."""
    rng = np.random.default_rng(0)
    drawn = [trim_mean(rng.choice(means, len(means)), 0.25) for _ in range(2000)]
    return [float(end) for end in np.percentile(drawn, [2.5, 97.5])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--env", default="CartPole-v1", choices=["CartPole-v1", "LunarLander-v3"])
    parser.add_argument("--demonstrations", type=Path, required=True, help="a Minari data set")
    parser.add_argument("--trainings", type=int, default=5)
    parser.add_argument("--episodes", type=int, default=100)
    parser.add_argument("--corrections", type=int, default=60, help="episodes of DAgger")
    parser.add_argument("--epochs", type=int, default=4, help="of BC")
    options = parser.parse_args()
    name = IDS.get(options.env, options.env)
    env = gymnasium.make(name)
    demonstrations = transitions(options.demonstrations)
    report: dict[str, object] = {
        "env": options.env,
        "versions": {package: version(package) for package in ("imitation", "stable-baselines3", "gymnasium", "torch")},
        "examples": len(demonstrations.acts),
        "seeds": {"first": FIRST_SEED, "count": options.episodes},
    }
    entries = []
    for algorithm in ("BC", "DAgger"):
        trainings = []
        for seed in range(options.trainings):
            torch.manual_seed(seed)
            began = time.process_time()
            trainer = (
                train_bc(env, demonstrations, seed, options.epochs)
                if algorithm == "BC"
                else train_dagger(name, options.env, demonstrations, seed, options.corrections)
            )
            seconds = time.process_time() - began
            scores = returns(trainer.policy, env, options.episodes)
            print(f"{algorithm}, training {seed}: {np.mean(scores):.1f} in {seconds:.0f} CPU s", file=sys.stderr)
            trainings.append({"returns": scores, "cpu_seconds": round(seconds, 1)})
        means = np.array([np.mean(training["returns"]) for training in trainings])
        everything = np.concatenate([training["returns"] for training in trainings])
        weights = sum(int(parameter.numel()) for parameter in trainer.policy.parameters())
        summary = {
            "mean": float(np.mean(everything)),
            "std": float(np.std(everything, ddof=1)),
            "min": float(np.min(everything)),
            "iqm": float(trim_mean(means, 0.25)),
            "interval": interval(means),
        }
        print(f"{algorithm}: {summary}", file=sys.stderr)
        entries.append({"name": f"imitation {algorithm}", "weights": weights, **summary, "trainings": trainings})
    report["entries"] = entries
    print(json.dumps(report))


if __name__ == "__main__":
    main()
