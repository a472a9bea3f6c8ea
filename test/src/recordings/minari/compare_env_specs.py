"""Compares specifications, given as a JSON list of JSON texts, with those of Gymnasium's registry."""

import json
import sys

import gymnasium

for text in json.loads(sys.argv[1]):
    ours = gymnasium.envs.registration.EnvSpec.from_json(text)
    assert ours == gymnasium.spec(ours.id), (ours, gymnasium.spec(ours.id))
print("equal")
