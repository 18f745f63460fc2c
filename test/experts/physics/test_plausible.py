# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What rests stays, whatever a network says, unless something could come and push it."""

import numpy as np
import pytest

from sgw_ros.experts.physics.network import Outlook
from sgw_ros.experts.physics.over_floor import Things, over_floor
from sgw_ros.experts.physics.plausible import plausible

SPEED_MPS = 0.5


def scene(*speeds_mps, apart_m=1.0):
    """Boxes of 0.2 m in a row, that move across it."""
    rows = len(speeds_mps)
    place = np.array([[apart_m * row, 0.0, 0.1] for row in range(rows)])
    velocity = np.zeros((rows, 4, 3))
    velocity[:, :, 1] = np.array(speeds_mps)[:, None]
    nought = np.zeros((rows, 5))
    half = np.full((rows, 3), 0.1)
    things = Things(
        place, np.zeros(rows), velocity, nought[:, :3], half, ("box",) * rows, nought, nought + 1, 0.0
    )
    return over_floor(things)


def rising(graph):
    """A forecast at 1 and 5 s of which nothing is right: all rise by 12 cm in 5 s, the floor too."""
    rows = len(graph.position)
    way = np.array([1.0, 5.0], np.float32)[:, None, None] * np.float32([0.0, 0.0, 0.024])
    velocity = np.broadcast_to(np.float32([0.0, 0.0, 0.024]), (2, rows, 3))
    sd = np.full((2, rows, 3), 0.01, np.float32)
    return Outlook(graph.position + way, sd, velocity, sd, np.zeros((2, graph.edges.shape[1]), np.float32))


def test_what_rests_stays_and_its_doubt_remains():
    graph = scene(0.0, 0.05)
    said = plausible(graph, rising(graph))
    assert (said.position_mean[:, :2] == graph.position[:2]).all()
    assert (said.velocity_mean[:, :2] == 0.0).all()
    assert (said.position_sd == np.float32(0.01)).all()


def test_what_moves_is_the_networks_and_so_is_what_it_could_come_to():
    graph = scene(SPEED_MPS, 0.0, 0.0, apart_m=2.0)
    told = rising(graph)
    said = plausible(graph, told)
    assert (said.position_mean[:, :2] == told.position_mean[:, :2]).all()
    assert (said.position_mean[:, 2] == graph.position[2]).all()


def test_what_stood_still_only_now_is_the_networks():
    graph = scene(0.0)
    graph.velocity[0, 3] = 1.0
    told = rising(graph)
    assert (plausible(graph, told).position_mean[:, 0] == told.position_mean[:, 0]).all()


def test_no_number_stays_none():
    graph = scene(SPEED_MPS)
    told = rising(graph)
    told.position_mean[:] = np.nan
    assert np.isnan(plausible(graph, told).position_mean[:, 0]).all()


@pytest.mark.parametrize("height", [0.1, 0.05])
def test_a_box_may_fall_on_its_side_but_no_deeper(height):
    graph = scene(SPEED_MPS)
    graph.half[0] = 0.05, 0.05, 0.1
    told = rising(graph)
    told.position_mean[:, 0, 2] = height, height - 0.2
    said = plausible(graph, told)
    assert said.position_mean[:, 0, 2] == pytest.approx([height, 0.05])
    assert said.velocity_mean[:, 0, 2] == pytest.approx([0.024, 0.0])
