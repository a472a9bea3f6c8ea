"""Policies: the same integers and the same actions as the project's own, to the last digit."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from pathlib import Path

import gymnasium
import numpy as np
import pytest
from conftest import DEMOS, drawing

import aann_gym
from aann_gym.policy.canonical_json import number_text
from aann_gym.policy.encoders import Image, OneHot, Vector
from aann_gym.policy.exact_exp import exp

GOLDEN = json.loads((Path(__file__).parent / "golden" / "policies.json").read_text())
OBSERVATIONS = np.frombuffer(zlib.decompress(base64.b64decode(GOLDEN["observations"])), np.uint8).reshape(-1, 96, 96, 3)


def policy_with(tmp_path: Path, content: dict) -> aann_gym.TernaryPolicy:
    path = tmp_path / "policy.json"
    path.write_text(json.dumps(content))
    return aann_gym.load_policy(path)


def demo(name: str) -> dict:
    return json.loads((DEMOS / f"{name}.json").read_text())


@pytest.mark.parametrize(
    "case", GOLDEN["demos"], ids=lambda case: f"{case['demo']}-{case.get('encoding', {}).get('kind')}"
)
def test_acts_as_the_project_does(case: dict, tmp_path: Path) -> None:
    content = demo(case["demo"])
    if "encoding" in case:
        content["encoding"] = case["encoding"]
    policy = policy_with(tmp_path, content)
    expected = np.array(case["actions"], np.float32)
    assert np.array_equal(policy.logits(OBSERVATIONS), case["logits"])
    actions, state = policy.predict(OBSERVATIONS)
    assert state is None
    assert actions.dtype == np.float32
    assert np.array_equal(actions, expected)
    # One at a time, and with the channels first, as Stable-Baselines3 turns images.
    single, _ = policy.predict(OBSERVATIONS[5])
    assert single.shape == (3,)
    assert np.array_equal(single, expected[5])
    assert np.array_equal(policy.predict(np.moveaxis(OBSERVATIONS, -1, 1))[0], expected)
    assert np.array_equal(policy.predict(np.moveaxis(OBSERVATIONS[5], -1, 0))[0], expected[5])


@pytest.mark.parametrize("case", GOLDEN["networks"])
def test_networks_of_other_shapes(case: dict, tmp_path: Path) -> None:
    policy = policy_with(tmp_path, case["policy"])
    plan = case["policy"]["architecture"]["input"]
    images = np.array(case["images"], np.uint8).reshape(-1, plan["height"], plan["width"], plan["channels"])
    assert np.array_equal(policy.logits(images), case["logits"])
    assert policy.predict(images)[0].tolist() == [row.index(max(row)) for row in case["logits"]]
    if plan["channels"] == 1:
        assert policy.predict(images[0, ..., 0])[0] == policy.predict(images[0])[0]
        assert np.array_equal(policy.predict(images[..., 0])[0], policy.predict(images)[0])


def test_exp_is_javascripts() -> None:
    wrong = [x for x, y in GOLDEN["exp"] if struct.pack("d", exp(x)) != struct.pack("d", y) and y > 1e-307]
    assert wrong == []


def test_returns_equal_in_the_real_gymnasium() -> None:
    """The same policy drives Gymnasium's car and ours: the same return, to the last digit."""
    pytest.importorskip("Box2D")
    options = drawing()
    if options is None:
        pytest.skip("this bundle draws older pictures than the Gymnasium here")
    policy = aann_gym.load_policy(DEMOS / "driver.json")
    returns = []
    for env in (gymnasium.make("CarRacing-v3"), gymnasium.make("aann_gym/CarRacing-v3", **options)):
        observation, _ = env.reset(seed=20000)
        total, ended = 0.0, False
        while not ended:
            observation, reward, terminated, truncated, _ = env.step(policy.predict(observation)[0])
            total += float(reward)
            ended = terminated or truncated
        env.close()
        returns.append(total)
    assert returns[0] == returns[1]
    assert returns[0] > 900


def test_evaluate_policy_of_stable_baselines3_takes_it() -> None:
    evaluation = pytest.importorskip("stable_baselines3.common.evaluation")
    policy = aann_gym.load_policy(DEMOS / "driver.json")
    env = gymnasium.make("aann_gym/CarRacing-v3")
    mean, std = evaluation.evaluate_policy(policy, env, n_eval_episodes=1, warn=False)
    env.close()
    assert mean > 800
    assert std == 0


@pytest.mark.parametrize("case", GOLDEN["policies"], ids=lambda case: case["policy"]["env"]["id"])
def test_acts_in_any_environment_as_the_project_does(case: dict, tmp_path: Path) -> None:
    policy = policy_with(tmp_path, case["policy"])
    assert policy.about["env"] == case["policy"]["env"]
    observation = case["policy"]["observation"]
    kinds = {"vector": np.float32, "one-hot": np.int64, "image": np.uint8}
    observations = np.array(case["observations"]).astype(np.float64).astype(kinds[observation["kind"]])
    if observation["kind"] == "image":
        observations = observations.reshape(-1, observation["height"], observation["width"], observation["channels"])
    actions, _ = policy.predict(observations)
    assert actions.tolist() == case["actions"]
    for observation, action in zip(observations, case["actions"], strict=True):
        assert policy.predict(observation)[0].tolist() == action
    if observations.ndim == 1:
        # As Gymnasium's environments give integers.
        assert policy.predict(int(observations[0]))[0] == case["actions"][0]


def test_a_changed_setting_is_noticed(tmp_path: Path) -> None:
    content = json.loads(json.dumps(GOLDEN["policies"][0]["policy"]))
    content["observation"]["low"][1] = -3.5
    with pytest.raises(aann_gym.PolicyFileError, match="hash"):
        policy_with(tmp_path, content)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-12.5, "-12.5"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (1e-6, "0.000001"),
        (1.25e-7, "1.25e-7"),
        (0.1 + 0.2, "0.30000000000000004"),
        (2.0**53, "9007199254740992"),
    ],
)
def test_numbers_have_javascripts_form(number: float, text: str) -> None:
    assert number_text(number) == text


def test_encoders_refuse_what_does_not_fit() -> None:
    with pytest.raises(TypeError, match="uint8"):
        Image(2, 2, 1).batch(np.zeros((1, 2, 2, 1), np.float32))
    with pytest.raises(ValueError, match="2 numbers"):
        Vector(np.zeros(2), np.ones(2)).batch(np.zeros((4, 3)))
    with pytest.raises(ValueError, match="2 integers"):
        OneHot((3, 4), (0, 0)).batch([1, 2, 3])


def broken(**changes: object) -> dict:
    return {**demo("small-driver"), **changes}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (broken(format="x"), "aann-gym/policy"),
        (broken(version=99), "version 1, 2"),
        (broken(sha256="0" * 64), "hash"),
        (broken(weights={}), "without 'layer1.0'"),
        (broken(weights={**demo("small-driver")["weights"], "fc2": "AAAA"}), "packed weights of layer fc2"),
        (broken(encoding={"kind": "telepathy", "outputDivisor": 1}), "telepathy"),
        (broken(encoding={"kind": "aim", "motion": "true", "outputDivisor": 1}), "true speed"),
        ([], "format"),
    ],
)
def test_refuses_files_that_are_broken(content: object, message: str, tmp_path: Path) -> None:
    with pytest.raises(aann_gym.PolicyFileError, match=message):
        policy_with(tmp_path, content)  # type: ignore[arg-type]


def test_refuses_what_it_cannot_see() -> None:
    policy = aann_gym.load_policy(DEMOS / "small-driver.json")
    with pytest.raises(ValueError, match=r"\(96, 96, 3\)"):
        policy.predict(np.zeros((2, 84, 84, 3), np.uint8))
    with pytest.raises(FileNotFoundError):
        aann_gym.load_policy(DEMOS / "nobody.json")
