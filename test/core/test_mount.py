# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What an input leaves out of odom - base - camera is filled in, so that the chain ends at the camera."""

import numpy as np
import pytest
from hypothesis import given

from sgw_ros.core.geometry import OPTICAL_IN_BODY, assumed_camera, compose
from sgw_ros.core.mount import left_out
from sgw_ros.core.types import Frame, Odometry, Pose
from test.core.test_geometry import poses

MOUNT = Pose((0.2, 0.0, 0.4), OPTICAL_IN_BODY.orientation)
ODOM = Odometry(1, Pose((1.0, 2.0, 0.0), (0.0, 0.0, 0.6, 0.8)), (0.0,) * 3, (0.0,) * 3)


def frame(odom=None, mount=None):
    return Frame(1, 0, np.zeros((2, 2, 3), np.uint8), assumed_camera(2, 2), odom=odom, T_base_cam=mount)


@given(poses())
def test_the_chain_ends_at_the_camera(T_odom_cam):
    for odom, mount in ((None, None), (ODOM, None), (None, MOUNT)):
        missing = left_out(frame(odom, mount), T_odom_cam)
        end = compose(missing.T_odom_base or odom.T_odom_base, missing.T_base_cam or mount)
        np.testing.assert_allclose(end.position, T_odom_cam.position, atol=1e-9)
        same = abs(np.dot(end.orientation, T_odom_cam.orientation))
        assert same == pytest.approx(1.0, abs=1e-9)


def test_what_the_input_tells_is_not_said_again():
    assert left_out(frame(ODOM, MOUNT), MOUNT) == (None, None)
    assert left_out(frame(ODOM), MOUNT).T_odom_base is None
    assert left_out(frame(mount=MOUNT), MOUNT).T_base_cam is None


def test_a_camera_held_level_at_the_start_stands_over_the_base():
    missing = left_out(frame(), Pose((0.0, 0.0, 0.5), OPTICAL_IN_BODY.orientation))
    np.testing.assert_allclose(missing.T_odom_base.position, (0.0, 0.0, 0.0), atol=1e-12)
    np.testing.assert_allclose(missing.T_odom_base.orientation, (0.0, 0.0, 0.0, 1.0), atol=1e-12)
    np.testing.assert_allclose(missing.T_base_cam.position, (0.0, 0.0, 0.5), atol=1e-12)
