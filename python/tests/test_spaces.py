"""Elements of all kinds of spaces on their way to the environments and back."""

from __future__ import annotations

import numpy as np
import pytest
from gymnasium import spaces
from gymnasium.error import InvalidAction

from aann_gym.spaces import action_writer, batch_bytes, element_from, space_of

SPACES = [
    spaces.Box(-1, 1, (2, 3), np.float32),
    spaces.Box(-5, 5, (3,), np.int64),
    spaces.Discrete(5, start=-2),
    spaces.MultiDiscrete([3, 2, 7], start=[0, -1, 4]),
    spaces.MultiBinary((2, 3)),
    spaces.Tuple([spaces.Discrete(32), spaces.Discrete(2)]),
    spaces.Dict({"b": spaces.Box(0, 1, (4,), np.float32), "a": spaces.Tuple([spaces.Discrete(3)])}),
]


@pytest.mark.parametrize("space", SPACES, ids=str)
def test_elements_come_back_as_they_were(space: spaces.Space) -> None:
    space.seed(3)
    for _ in range(5):
        element = space.sample()
        back = element_from(space, action_writer(space)(element))
        assert back in space
        # Integers are Python's.
        assert isinstance(back, int) == isinstance(space, spaces.Discrete)
        assert space.to_jsonable([back]) == space.to_jsonable([element])


def test_a_batch_lies_part_by_part() -> None:
    space = spaces.Tuple([spaces.Discrete(300), spaces.Box(0, 9, (2,), np.uint8)])
    actions = (np.array([258, 1]), np.array([[1, 2], [3, 4]], np.uint8))
    parts = batch_bytes(space, actions, 2)
    assert [part.tolist() for part in parts] == [
        [[2, 1, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0]],
        [[1, 2], [3, 4]],
    ]


@pytest.mark.parametrize("action", [5, (1,), (1, 2, 3), None])
def test_refuses_what_has_another_form(action: object) -> None:
    with pytest.raises(InvalidAction):
        action_writer(SPACES[5])(action)
    with pytest.raises(InvalidAction):
        action_writer(SPACES[6])(action)


def test_makes_the_spaces_that_are_described() -> None:
    described = {
        "kind": "Dict",
        "spaces": [
            ["x", {"kind": "MultiDiscrete", "counts": [2, 3, 4, 5], "starts": [0, 0, 1, 0], "shape": [2, 2]}],
            ["y", {"kind": "Tuple", "spaces": [{"kind": "Discrete", "n": 3, "start": 1}]}],
            ["z", {"kind": "MultiBinary", "shape": [4]}],
        ],
    }
    assert space_of(described) == spaces.Dict(
        {
            "x": spaces.MultiDiscrete([[2, 3], [4, 5]], start=[[0, 0], [1, 0]]),
            "y": spaces.Tuple([spaces.Discrete(3, start=1)]),
            "z": spaces.MultiBinary(4),
        }
    )
    with pytest.raises(ValueError, match="Graph"):
        space_of({"kind": "Graph"})
