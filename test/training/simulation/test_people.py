# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Walking people and scripted ways."""

import math

import numpy as np
import pytest

from training.simulation.paths import Drive, Rover, Walk
from training.simulation.people import draw_person, pieces, walk


def placed(speed, walked):
    person = draw_person(np.random.default_rng(3))
    body = pieces(person, "p")
    steps = len(walked)
    xy = np.stack((walked, np.zeros(steps)), axis=-1)
    position, orientation = walk(
        person, body, xy, np.zeros(steps), np.array(walked), np.full(steps, float(speed))
    )
    names = [piece.part.name.split("/")[1] for piece in body]
    return person, position, orientation, names


def test_a_walk_passes_its_way_points_at_their_times():
    way = Walk(((0.0, 0.0, 0.0), (2.0, 2.0, 0.0), (3.0, 2.0, 0.0), (4.0, 2.0, 1.0)))
    assert way.at(1.0) == pytest.approx((1.0, 0.0, 0.0, 1.0, 1.0))
    assert way.at(2.5)[2:] == pytest.approx((0.0, 2.0, 0.0))  # stands, and keeps looking ahead
    assert way.at(9.0)[:3] == pytest.approx((2.0, 1.0, math.pi / 2))


def test_a_rover_drives_a_circle_of_radius_v_over_w():
    rover = Rover(0.0, 0.0, 0.0)
    drive = Drive(((0.0, 0.5, 0.5),), acceleration=1e9, angular_acceleration=1e9)
    for k in range(round(math.pi / 0.5 / 1e-3)):
        rover.step(drive, k * 1e-3, 1e-3)
    assert (rover.x, rover.y) == pytest.approx((0.0, 2.0), abs=5e-3)


def test_who_stands_stands_straight_on_the_floor():
    person, position, _, names = placed(speed=0.0, walked=[3.3])
    knees = [position[0, names.index(f"thigh{side}")] for side in "lr"]
    assert knees[0][0] == pytest.approx(knees[1][0], abs=1e-9)
    shoe = position[0, names.index("shoel"), 2]
    assert 0.0 < shoe < 0.05 * person.height
    assert position[0, names.index("hair"), 2] == pytest.approx(0.947 * person.height, abs=0.01)


def test_who_walks_swings_legs_against_each_other_and_arms_against_legs():
    _, position, _, names = placed(speed=1.3, walked=np.linspace(0.0, 1.4, 40))
    offset = position[:, :, 0] - np.linspace(0.0, 1.4, 40)[:, None]
    left, right, arm = (offset[:, names.index(name)] for name in ("shinl", "shinr", "forel"))
    assert np.ptp(left) > 0.3
    assert np.corrcoef(left, right)[0, 1] < -0.8
    assert np.corrcoef(left, arm)[0, 1] < -0.5


def test_limbs_keep_their_lengths():
    person, position, _, names = placed(speed=1.0, walked=np.linspace(0.0, 2.0, 30))
    thigh, shin = (position[:, names.index(name)] for name in ("thighl", "shinl"))
    apart = np.linalg.norm(thigh - shin, axis=-1)
    # Halves of thigh and shin meet at the knee; bending brings their middles nearer, never apart.
    assert apart.max() <= 0.5 * (0.285 + 0.2) * person.height + 1e-6
    assert apart.min() > 0.15 * person.height
