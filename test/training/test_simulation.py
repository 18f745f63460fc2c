# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import math
import os
import subprocess
import sys

import pytest

pytest.importorskip("mujoco", reason="the simulator needs mujoco: pip install mujoco")

from training.simulation.paths import Drive, Rover, Walk
from training.simulation.people import Person, gait
from training.simulation.rover_room import BALL_DROP_S, VANISH_S, RoverRoom

PERSON = Person("p", 1.75, (0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0))


def test_a_walk_passes_its_way_points_at_their_times():
    walk = Walk(((0.0, 0.0, 0.0), (2.0, 2.0, 0.0), (3.0, 2.0, 0.0), (4.0, 2.0, 1.0)))
    assert walk.at(1.0) == pytest.approx((1.0, 0.0, 0.0, 1.0, 1.0))
    assert walk.at(2.5)[2:] == pytest.approx((0.0, 2.0, 0.0))  # stands, and keeps looking ahead
    assert walk.at(9.0)[:3] == pytest.approx((2.0, 1.0, math.pi / 2))


def test_who_stands_stands_straight():
    joints = gait(PERSON, 1.0, 2.0, 0.5, walked_m=3.3, speed=0.0)
    assert [joints[j] for j in ("hip_l", "hip_r", "knee_l", "knee_r")] == pytest.approx([0, 0, 0, 0])


def test_a_rover_drives_a_circle_of_radius_v_over_w():
    rover = Rover(0.0, 0.0, 0.0)
    drive = Drive(((0.0, 0.5, 0.5),), acceleration=1e9, angular_acceleration=1e9)
    for k in range(round(math.pi / 0.5 / 1e-3)):
        rover.step(drive, k * 1e-3, 1e-3)
    assert (rover.x, rover.y) == pytest.approx((0.0, 2.0), abs=5e-3)


def test_the_ball_falls_and_the_crate_vanishes_in_time():
    room = RoverRoom(seed=7)
    crate = room.model.body("crate").mocapid[0]
    home = room.data.body("ball").xpos[2]
    fall_s = 0.5
    room.advance(BALL_DROP_S + fall_s)
    # Semi-implicit Euler is up to two steps of 2 ms ahead of the parabola: 1.6 % after half a second.
    assert home - room.data.body("ball").xpos[2] == pytest.approx(0.5 * 9.81 * fall_s**2, rel=0.016)
    room.advance(VANISH_S - 0.1)
    assert room.data.mocap_pos[crate][2] == 0.0
    room.advance(VANISH_S)
    assert room.data.mocap_pos[crate][2] < -1.0


def test_the_same_seed_makes_the_same_bytes(tmp_path):
    command = [sys.executable, "-m", "training.simulation.first_sample", "--seconds", "0.3", "--out"]
    environment = {**os.environ, "MUJOCO_GL": "osmesa"}
    made = []
    for name in ("a.mcap", "b.mcap"):
        done = subprocess.run(
            [*command, str(tmp_path / name)], env=environment, capture_output=True, text=True
        )
        if done.returncode and "OSMesa" in done.stderr:
            pytest.skip("no software renderer on this machine: apt-get install libosmesa6")
        assert done.returncode == 0, done.stderr
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
