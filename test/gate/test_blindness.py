# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The loop and the gate together: a robot whose detectors are gone does not drive on."""

import numpy as np
import pytest

from sgw_ros.core.geometry import assumed_camera
from sgw_ros.core.types import Frame, Odometry, Pose, Risk
from sgw_ros.gate.config import GateConfig
from sgw_ros.gate.gate import Gate, Now
from sgw_ros.gate.velocity import Velocity
from sgw_ros.pipeline import Pipeline, configure

WIDTH, HEIGHT, STEP_NS, START_NS = 160, 120, 100_000_000, 10**9
IMAGE = np.random.default_rng(3).integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)


def speeds_let_through(settings, frames=15):
    """What the gate leaves of 0.8 m/s at each frame, and the last risk."""
    pipeline = Pipeline(configure(settings | {"supervisor": {"throttle": False}}))
    gate, speeds = Gate(GateConfig(), Now(START_NS, START_NS)), []
    for i in range(frames):
        stamp_ns = START_NS + i * STEP_NS
        odom = Odometry(stamp_ns, Pose((0.08 * i, 0.0, 0.0)), (0.8, 0.0, 0.0), (0.0, 0.0, 0.0))
        risk = pipeline.step(Frame(stamp_ns, i, IMAGE, assumed_camera(WIDTH, HEIGHT), odom=odom)).risk
        now = Now(stamp_ns, stamp_ns)
        gate.hear_supervisor(True, now)
        gate.hear_command(Velocity(x=0.8), now)
        gate.hear_advice(risk.advice, now)
        speeds.append(gate.decide(now).velocity.x)
    pipeline.close()
    return speeds, risk.assessment


@pytest.mark.parametrize("dead", [("visual",), ("memory",), ("flow", "visual", "memory", "physics")])
def test_without_eyes_it_slows_down_and_then_stands(dead):
    speeds, assessment = speeds_let_through({name: {"enabled": False} for name in dead})
    assert speeds[:10] == pytest.approx([0.3] * 10)
    assert speeds[10:] == [0.0] * 5
    assert assessment.risk is Risk.HIGH


def test_with_eyes_it_drives_from_the_first_frame_on():
    speeds, _ = speeds_let_through({})
    assert speeds == [0.8] * 15
