# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The camera's way through odom, whatever frames the memory or the flow left out."""

from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgw_ros.core.geometry import advance, compose
from sgw_ros.core.types import CameraMotion, FlowField, FlowResult, Pose
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.memory.expert import MemoryConfig, MemoryExpert
from sgw_ros.experts.memory.viewpoint import Viewpoint
from sgw_ros.experts.risk.carry import carried
from test.experts.scenes import MOUNT, box, detections, frame, stamp

SHIFT = 5.0
"""Pixels by which the picture moves to the left from frame to frame, 300 px focal length."""
TURN = SHIFT / 300.0
RATE = np.array([0.0, 0.0, 0.5, 0.0, 10.0 * TURN, 0.0])
"""Half a metre a second ahead while turning to the right, about the optical y axis."""


def flow(index: int, since: int = 1) -> FlowResult:
    dt_s = since / 10.0
    H = np.array([[1.0, 0.0, -SHIFT * since], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    motion = CameraMotion(
        stamp(index), stamp(index - since), advance(Pose(), RATE, dt_s), RATE, np.eye(6), H, 50, True, True
    )
    empty = FlowField(stamp(index), stamp(index - since), np.zeros((1, 1, 2)), np.zeros((1, 1)), 1)
    return FlowResult(stamp(index), empty, motion)


def walk(frames, flows):
    """Where the camera is believed to be, and the track of a thing that stands, after 21 frames."""
    memory, newest = MemoryExpert(MemoryConfig()), None
    for i in range(21):
        newest = flows.get(i, newest)
        if i in frames:
            seen = detections(i, box(280 - SHIFT * i, 120, 60, 170), name="person")
            result = memory.step(frame(i), Upstream(flow=newest, visual=seen))
    return result


EVERY = {i: flow(i) for i in range(1, 21)}
EXACT = reduce(compose, [advance(Pose(), RATE, 0.1)] * 20, MOUNT)


@pytest.mark.parametrize(
    ("frames", "flows"),
    [
        (range(21), EVERY),
        (range(0, 21, 2), EVERY),  # the memory leaves out every other frame
        (range(0, 21, 5), EVERY),
        (range(21), {i: flow(i, since=2) for i in range(2, 21, 2)}),  # the flow does
        (range(21), {i: flow(i) for i in range(1, 21) if i not in (9, 10, 11)}),  # dropped
        (range(0, 21, 2), {i: flow(i, since=5) for i in range(5, 21, 5)}),  # both, out of step
    ],
)
def test_the_camera_arrives_where_it_went(frames, flows):
    result = walk(frames, flows)
    assert result.T_odom_cam.position == pytest.approx(EXACT.position, abs=0.06)
    assert abs(np.dot(result.T_odom_cam.orientation, EXACT.orientation)) == pytest.approx(1.0, abs=1e-3)


def test_what_stands_stays_one_track_that_hardly_moves():
    for frames in (range(21), range(0, 21, 2), range(0, 21, 5)):
        (person,) = walk(frames, EVERY).tracks
        assert person.id == 1
        assert np.linalg.norm(person.velocity[:2]) < 0.6


def test_a_way_that_nobody_measured_costs_certainty():
    def slip(*indices):
        viewpoint = Viewpoint(1.0)
        return [viewpoint.see(frame(i, T_base_cam=None), EVERY.get(i)).slip for i in indices][-1]

    assert slip(0, 1, 2, 3) == (0.0, 0.0)
    assert slip(0, 1, 5) == pytest.approx((0.5 * 0.5 * 0.3, 0.5 * 10 * TURN * 0.3))  # 0.3 s of 0.4 unseen

    memory = MemoryExpert(MemoryConfig())
    for i in range(4):
        seen = detections(i, box(280 - SHIFT * i, 120, 60, 170), name="person")
        (before,) = memory.step(frame(i), Upstream(flow=EVERY.get(i), visual=seen)).tracks or (None,)
    (after,) = memory.step(frame(8), Upstream(flow=EVERY[8])).tracks
    assert np.trace(after.covariance[:3, :3]) > np.trace(carried(before, 0.5).covariance[:3, :3]) + 0.03


def test_motion_of_long_ago_does_not_go_on_for_ever():
    memory = MemoryExpert(MemoryConfig())
    memory.step(frame(0), Upstream())
    memory.step(frame(1), Upstream(flow=flow(1)))
    here = memory.step(frame(20), Upstream(flow=flow(1))).T_odom_cam.position[0]
    later = memory.step(frame(60), Upstream(flow=flow(1))).T_odom_cam.position[0]
    assert here - MOUNT.position[0] < 0.7
    assert later == pytest.approx(here)


rates = st.floats(-1e3, 1e3) | st.sampled_from([np.nan, np.inf])
told = st.tuples(st.integers(0, 30), st.integers(-5, 30), rates, st.booleans())


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 30), st.none() | told), max_size=12))
def test_whatever_is_told_of_its_motion_the_camera_stays_somewhere(steps):
    memory = MemoryExpert(MemoryConfig())
    for index, motion in steps:
        seen = detections(index, box(160, 120, 60, 170), name="person")
        newest = None if motion is None else odd_flow(*motion)
        result = memory.step(frame(index, T_base_cam=None), Upstream(flow=newest, visual=seen))
        assert np.isfinite([*result.T_odom_cam.position, *result.T_odom_cam.orientation]).all()
        for track in result.tracks:
            assert np.isfinite(track.position).all()
            assert np.isfinite(track.covariance).all()


def odd_flow(index, before, rate, moving):
    twist, H = np.full(6, rate), np.diag([1.0, 1.0, 0.0 if rate == 0.0 else 1.0])
    motion = CameraMotion(stamp(index), stamp(before), Pose(), twist, np.eye(6), H, 50, moving, True)
    field = FlowField(stamp(index), stamp(before), np.zeros((1, 1, 2)), np.zeros((1, 1)), 1)
    return FlowResult(stamp(index), field, motion)
