# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From where a frame was seen: the camera in odom, and how pixels of the frame before have moved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.geometry import OPTICAL_IN_BODY, compose, invert, rotation_matrix
from sgw_ros.core.types import Array, Camera, FlowResult, Frame, Pose

KNOWN_TILT = 0.015
"""Standard deviation of a known mount's pitch, rad: calibration and the suspension."""
ASSUMED_TILT = 0.15
"""The same for a camera about whose mount nothing is known: level within some 9 degrees."""


@dataclass(frozen=True)
class View:
    """Camera, its pose in odom and the depth picture; `tilt` is the pitch's standard deviation, rad."""

    camera: Camera
    T_odom_cam: Pose
    tilt: float
    depth: NDArray[np.float32] | None = None

    @cached_property
    def rotation(self) -> Array:
        """Rotation [3, 3] of the optical frame into odom."""
        return rotation_matrix(self.T_odom_cam.orientation)

    @cached_property
    def origin(self) -> Array:
        """Where the camera is, [3] m in odom."""
        return np.asarray(self.T_odom_cam.position)

    def ray(self, u: float, v: float) -> Array:
        """Direction [3] in odom of pixel (u, v), of length 1 along the optical axis."""
        x, y = (u - self.camera.cx) / self.camera.fx, (v - self.camera.cy) / self.camera.fy
        R = self.rotation
        ray: Array = R[:, 0] * x + R[:, 1] * y + R[:, 2]
        return ray


class Viewpoint:
    """Follows the camera through odom: by odometry, or by its own egomotion where there is none."""

    def __init__(self, camera_height_m: float) -> None:
        self._assumed_mount = Pose((0.0, 0.0, camera_height_m), OPTICAL_IN_BODY.orientation)
        self._carried: Pose | None = None
        self._flow_ns = -1

    def see(self, frame: Frame, flow: FlowResult | None) -> View:
        """The view of `frame`; with odometry exact, else integrated from `flow`'s camera motion."""
        mount = frame.T_base_cam or self._assumed_mount
        if frame.odom is not None and _finite(frame.odom.T_odom_base):
            pose = compose(frame.odom.T_odom_base, mount)
        else:
            pose = self._carried or mount
            if flow is not None and flow.stamp_ns > self._flow_ns:
                motion = flow.camera_motion
                if motion.moving and _finite(motion.T_prev_cur):
                    pose = compose(pose, motion.T_prev_cur)
        if flow is not None:
            self._flow_ns = max(self._flow_ns, flow.stamp_ns)
        self._carried = pose
        return View(
            frame.camera, pose, KNOWN_TILT if frame.T_base_cam is not None else ASSUMED_TILT, frame.depth
        )


def background_shift(before: View | None, now: View, flow: FlowResult | None) -> Array | None:
    """Homography [3, 3] from the pixels of the view before to this one's, None for no motion.

    The flow expert's own one when it judged this frame, else that of the rotation between the views.
    """
    if flow is not None:
        seen = flow.camera_motion.homography
        if not flow.camera_motion.moving:
            return None
        if seen.shape == (3, 3) and bool(np.isfinite(seen).all()) and abs(float(seen[2, 2])) > 1e-9:
            return seen
    if before is None or before.T_odom_cam.orientation == now.T_odom_cam.orientation:
        return None
    R = rotation_matrix(compose(invert(now.T_odom_cam), before.T_odom_cam).orientation)
    K = np.array([[now.camera.fx, 0.0, now.camera.cx], [0.0, now.camera.fy, now.camera.cy], [0.0, 0.0, 1.0]])
    H: Array = K @ R @ np.linalg.inv(K)
    return H


def _finite(pose: Pose) -> bool:
    return bool(np.isfinite(pose.position).all() and np.isfinite(pose.orientation).all())
