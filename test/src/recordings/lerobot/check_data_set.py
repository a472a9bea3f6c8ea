"""Loads a data set with LeRobot, reads every frame, and compares figures with LeRobot's own. Prints what it found, as JSON.

python check_data_set.py FOLDER
"""

import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np  # noqa: E402
from lerobot.datasets.compute_stats import aggregate_stats, compute_episode_stats  # noqa: E402
from lerobot.datasets.lerobot_dataset import LeRobotDataset  # noqa: E402

dataset = LeRobotDataset("tests/rote", root=sys.argv[1])
frames = [dataset[i] for i in range(len(dataset))]
features = dataset.features
numbers = [key for key, feature in features.items() if feature["dtype"] != "video"]
columns = {key: np.stack([np.atleast_1d(frame[key].numpy()) for frame in frames]) for key in numbers}

of_episodes = []
for episode in dataset.meta.episodes:
    start, end = episode["dataset_from_index"], episode["dataset_to_index"]
    assert (columns["episode_index"][start:end] == episode["episode_index"]).all()
    assert (columns["frame_index"][start:end, 0] == np.arange(end - start)).all()
    part = {key: column[start:end] for key, column in columns.items()}
    of_episodes.append(compute_episode_stats(part, {key: features[key] for key in numbers}))
own = aggregate_stats(of_episodes)
for key in numbers:
    for figure in ("min", "max", "mean", "std", "count"):
        ours, theirs = dataset.meta.stats[key][figure], own[key][figure]
        assert ours.shape == theirs.shape, (key, figure, ours.shape, theirs.shape)
        assert np.allclose(ours, theirs, atol=1e-4), (key, figure, ours, theirs)

videos = [key for key, feature in features.items() if feature["dtype"] == "video"]
for key in videos:
    pixels = np.stack([frame[key].numpy() for frame in frames])
    assert dataset.meta.stats[key]["mean"].shape == (3, 1, 1)
    # The figures are of the images before they were compressed.
    assert np.allclose(pixels.mean(axis=(0, 2, 3)), dataset.meta.stats[key]["mean"].ravel(), atol=0.02)

print(
    json.dumps(
        {
            "frames": len(frames),
            "episodes": dataset.num_episodes,
            "fps": dataset.fps,
            "features": list(features),
            "task": frames[0]["task"],
            "seeds": list(dataset.meta.episodes["seed"]),
            "actions": columns["action"].tolist(),
            "rewards": columns["next.reward"].ravel().tolist(),
            "states": columns["observation.state"].tolist() if "observation.state" in columns else None,
            # Images are lossy: a mean of each says that it is the right one.
            "brightness": [float(frame[videos[0]].mean()) * 255 for frame in frames] if videos else None,
        }
    )
)
