"""Loads a data set with Minari and replays it in Gymnasium. Prints what it found, as JSON.

python check_data_set.py DATASETS_PATH DATASET_ID [--exact]
"""

import json
import os
import sys

root, dataset_id = sys.argv[1:3]
os.environ["MINARI_DATASETS_PATH"] = root

import minari  # noqa: E402
import numpy as np  # noqa: E402

dataset = minari.load_dataset(dataset_id)
same = minari.MinariDataset(os.path.join(root, dataset_id, "data"))
assert same.spec.total_steps == dataset.total_steps
assert list(minari.list_local_datasets(compatible_minari_version=True)) == [dataset_id]


def equal(value, stored, index):
    if isinstance(value, tuple):
        return all(equal(part, stored[i], index) for i, part in enumerate(value))
    if isinstance(value, dict):
        return all(equal(part, stored[name], index) for name, part in value.items())
    return np.array_equal(value, stored[index])


def rows(stored):
    return rows(stored[0]) if isinstance(stored, tuple) else len(stored)


def replay(episode, seed):
    """The first step whose outcome Gymnasium gives otherwise; None when there is none."""
    env = dataset.recover_environment()
    observation, _ = env.reset(seed=seed)
    steps = len(episode)
    if not equal(observation, episode.observations, 0):
        return 0
    for i in range(steps):
        observation, reward, terminated, truncated, _ = env.step(episode.actions[i])
        # An episode that was left early is stored as truncated.
        cut = truncated or (i == steps - 1 and not terminated)
        stored = (episode.rewards[i], episode.terminations[i], episode.truncations[i])
        if (reward, terminated, cut) != stored or not equal(observation, episode.observations, i + 1):
            return i + 1
    env.close()
    return None


episodes = []
metadata = list(dataset.storage.get_episode_metadata(dataset.episode_indices))
for episode, facts in zip(dataset.iterate_episodes(), metadata):
    repr(episode)
    assert facts["id"] == episode.id and facts["total_steps"] == len(episode)
    assert rows(episode.observations) == len(episode) + 1
    assert episode.terminations.dtype == bool and episode.truncations.dtype == bool
    assert np.isclose(facts["rewards_sum"], episode.rewards.sum())
    episodes.append(
        {
            "seed": facts["seed"],
            "steps": len(episode),
            "infos": sorted(episode.infos),
            "difference": replay(episode, facts["seed"]) if "--exact" in sys.argv else None,
        }
    )
sampled = dataset.sample_episodes(len(episodes))
assert sorted(episode.id for episode in sampled) == list(range(len(episodes)))
recovered = dataset.recover_environment() if dataset.env_spec is not None else None
if recovered is not None:
    assert recovered.observation_space == dataset.observation_space
    assert recovered.action_space == dataset.action_space
print(
    json.dumps(
        {
            "id": dataset.id,
            "steps": dataset.total_steps,
            "environment": recovered and recovered.spec.id,
            "kwargs": recovered and recovered.spec.kwargs,
            "author": sorted(dataset.storage.metadata.get("author", [])),
            "episodes": episodes,
        }
    )
)
