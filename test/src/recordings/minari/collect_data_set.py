"""Collects episodes of random actions in a Gymnasium environment with Minari's own DataCollector.

python collect_data_set.py DATASETS_PATH DATASET_ID ENV_ID STEPS [--auto-seed] [--jpeg]

The last episode is left before its end.
"""

import os
import sys

root, dataset_id, env_id, steps = sys.argv[1:5]
os.environ["MINARI_DATASETS_PATH"] = root

import gymnasium  # noqa: E402
import minari  # noqa: E402

env = minari.DataCollector(
    gymnasium.make(env_id), record_infos=True, jpeg_encoding="--jpeg" in sys.argv
)
env.action_space.seed(1)
for seed in range(3):
    env.reset(seed=None if "--auto-seed" in sys.argv else seed)
    for _ in range(int(steps)):
        _, _, terminated, truncated, _ = env.step(env.action_space.sample())
        if terminated or truncated:
            break
env.create_dataset(
    dataset_id,
    algorithm_name="random",
    author="a test",
    author_email="nobody@example.org",
    code_permalink="https://example.org",
)
