# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A robot builds of a scene the graph that training builds of it."""

import numpy as np
import pytest

from sgw_ros.experts.physics.bodies import Braking, as_bodies
from sgw_ros.experts.physics.course import Present
from sgw_ros.experts.physics.over_floor import over_floor
from sgw_ros.experts.physics.rows import things_of
from test.experts.scenes import track
from test.training.physics.scenes import sliding
from training.physics.graphs import scene_graph
from training.physics.observing import with_floor

VELOCITY_MPS, RADIUS_M = (0.6, 0.8, 0.0), 0.1


def seen(name):
    """What a robot makes of one thing of 0.2 m over the floor."""
    position = (3.0, 1.0, RADIUS_M)
    tracks = (track(1, position, VELOCITY_MPS, name=name, extent=(2 * RADIUS_M,) * 3),)
    past = np.tile(np.array(VELOCITY_MPS), (1, 4, 1))
    present = Present(0, tracks, as_bodies(tracks, Braking(0.5)), past, np.zeros(3), 0.0)
    return over_floor(things_of(present, np.array([0])))


def trained(**more):
    """The same as an episode."""
    episode = sliding([(3.0, 1.0, RADIUS_M)], [VELOCITY_MPS], **more)
    return scene_graph(with_floor(episode), 0)[0]


def rolling(frames=60):
    turns = np.cross((0.0, 0.0, 1.0), VELOCITY_MPS) / RADIUS_M
    return np.tile(turns.astype(np.float32), (frames, 1, 1))


def test_the_floor_is_the_same_for_both():
    ours, theirs = seen("box").arrays(), trained(shape=("box",)).arrays()
    for name in ("rotation", "velocity", "spin", "kind", "surface", "doubt", "movable", "gravity"):
        assert ours[name][1] == pytest.approx(theirs[name][1]), name
    top_m = [graph["position"][1, 2] + graph["half"][1, 2] for graph in (ours, theirs)]
    assert top_m == [0.0, 0.0]
    assert ours["half"][1, 2] == theirs["half"][1, 2]
    assert (ours["edges"] == theirs["edges"]).all()


@pytest.mark.parametrize(
    ("name", "episode"),
    [("ball", {"angular_velocity": rolling()}), ("box", {"shape": ("box",)})],
)
def test_a_ball_rolls_and_a_box_slides(name, episode):
    ours, theirs = seen(name).arrays(), trained(**episode).arrays()
    for each in ("velocity", "spin", "half", "kind", "movable", "gravity"):
        assert ours[each][0] == pytest.approx(theirs[each][0], abs=1e-5), each
    assert ours["position"][0, 2] == theirs["position"][0, 2]
