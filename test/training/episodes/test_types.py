# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import dataclasses
import math

import numpy as np
import pytest

from test.training.episodes.made import arrays, episode, trajectory, view
from training.episodes.episode import Episode
from training.episodes.errors import EpisodeError
from training.episodes.trajectory import Trajectory


def test_a_trajectory_is_float32_and_cannot_be_written_to():
    mine = np.zeros((4, 3, 3))
    made = trajectory(linear_velocity=mine)
    assert made.linear_velocity.dtype == np.float32
    assert (made.frames, made.rows, made.dt) == (4, 3, 0.1)
    with pytest.raises(ValueError):
        made.position[0, 0, 0] = 1
    mine[0, 0, 0] = 1  # the caller's own array stays the caller's


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"mass": np.ones(4)}, r"mass: expected shape \[N=3\], found \[4\]"),
        (
            {"contact": np.zeros((4, 3, 2), bool)},
            r"contact: expected shape \[T=4, N=3, N=3\], found \[4, 3, 2\]",
        ),
        (
            {"position": np.full((4, 3, 3), np.nan)},
            r"position: the value at \[0, 0, 0\] is not a finite number",
        ),
        ({"orientation": np.zeros((4, 3, 4))}, r"orientation: the value at \[0, 0\] is no unit quaternion"),
        (
            {"contact": np.triu(np.ones((4, 3, 3), bool), 1)},
            r"contact: the value at \[0, 0, 1\] is not symmetric",
        ),
        ({"contact": np.tile(np.eye(3, dtype=bool), (4, 1, 1))}, "touches itself"),
        ({"shape": ("ball", "box", "box")}, "shape: row 0 is 'ball'; known are sphere, box"),
        ({"shape": ("box",)}, "expected 3 names"),
        ({"dt": 0.0}, "dt: must be a number of seconds above 0, found 0.0"),
        ({"dt": math.nan}, "dt: must be"),
        ({"restitution": np.float32([0, 1.5, 0])}, r"restitution: the value at \[1\] is above 1"),
        ({"friction": np.float32([0, -1, 0])}, r"friction: the value at \[1\] is negative"),
        ({"question": (0, 3)}, "question: .* does not name two rows of 0 to 2"),
        ({"joint": np.array([[0, 7]])}, "joint"),
        ({"vertices": {0: np.zeros((5, 3))}}, "vertices: row 0 is no mesh"),
        ({"is_static": np.float32([0, 0, 1])}, "is_static: expected bool, found float32"),
        ({"is_static": np.array([0, 2, 1])}, r"is_static: the value at \[1\] is neither 0 nor 1"),
        ({"present": np.ones((4, 2), bool)}, "present: expected shape"),
    ],
)
def test_what_is_wrong_with_a_trajectory_is_named(wrong, says):
    with pytest.raises(EpisodeError, match=says):
        trajectory(**wrong)


def test_meshes_carry_their_vertices():
    points = np.random.default_rng(0).normal(size=(7, 3))
    made = Trajectory(**{**arrays(), "shape": ("mesh", "box", "box")}, vertices={0: points})
    assert made.vertices[0].dtype == np.float32


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"rgb": np.zeros((4, 12, 16, 3), np.float32)}, "rgb: expected uint8, found float32"),
        ({"depth": np.zeros((4, 12, 15), np.uint16)}, r"depth: expected shape \[T=4, H=12, W=16\]"),
        ({"stamps_s": np.zeros(4)}, "stamps_s: the value at .1. does not follow"),
        ({"K": np.zeros((3, 3))}, "K: focal lengths"),
        ({"T_odom_cam": np.zeros((4, 4, 4))}, "T_odom_cam: .* is no rigid transform"),
    ],
)
def test_what_is_wrong_with_a_view_is_named(wrong, says):
    with pytest.raises(EpisodeError, match=says):
        dataclasses.replace(view(), **wrong)


def test_an_episodes_parts_agree():
    with pytest.raises(EpisodeError, match=r"view main: expected 4 frames \(T\), found 5"):
        Episode(trajectory(), {"main": view(5)})
    with pytest.raises(EpisodeError, match="masks holds 3, but the trajectory has 2 rows"):
        Episode(trajectory(rows=2), {"main": view()})
    with pytest.raises(EpisodeError, match="views: 'Main Camera' is no name"):
        Episode(trajectory(), {"Main Camera": view()})
    with pytest.raises(EpisodeError, match="signal risk: expected numbers or text"):
        Episode(trajectory(), signals={"risk": np.array([object()])})
    with pytest.raises(EpisodeError, match="meta: only what JSON can hold"):
        Episode(trajectory(), meta={"speed": math.nan})


def test_twins_of_a_pair_have_keys_of_their_own():
    possible = episode(7, pair="solidity-7")
    impossible = episode(7, pair="solidity-7", violation="solidity", t_violation=0.2)
    assert (possible.key, impossible.key) == (
        "fall-train-00000007-possible",
        "fall-train-00000007-impossible",
    )
    assert episode(7).key == "fall-train-00000007"
