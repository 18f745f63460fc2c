# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From where a frame was seen: the camera in odom, and how pixels of the view before have moved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.geometry import compose, invert, rotation_matrix
from sgw_ros.core.types import Array, Camera, CameraMotion, FlowResult, Pose

KNOWN_TILT = 0.015
"""Standard deviation of a known mount's pitch, rad: calibration and the suspension."""
ASSUMED_TILT = 0.15
"""The same for a camera about whose mount nothing is known: level within some 9 degrees."""
UNKNOWN_TILT = 0.8
"""The same for a camera that does not look level: anything up to straight down."""
FASTEST = 1e3
"""Rate, m/s or rad/s, that no camera moves at: a fault of whoever says so."""
LONGEST_RECKONING_S = 1.0
"""How long a motion is taken to have gone on where nobody measured it."""


class Slip(NamedTuple):
    """How far off (m, rad; 1 sigma) the camera's way since the view before may be, where it was guessed."""

    shift_m: float
    turn_rad: float


MEASURED = Slip(0.0, 0.0)


@dataclass(frozen=True)
class View:
    """Camera, its pose in odom and the depth picture; `tilt` is the pitch's standard deviation, rad.

    `level` is False where the camera was found not to look level over a floor, whatever the pose says.
    """

    camera: Camera
    T_odom_cam: Pose
    tilt: float
    depth: NDArray[np.float32] | None = None
    stamp_ns: int = 0
    slip: Slip = MEASURED
    level: bool = True

    @cached_property
    def rotation(self) -> Array:
        """Rotation [3, 3] of the optical frame into odom."""
        return rotation_matrix(self.T_odom_cam.orientation)

    def slipped_m(self, position: Array) -> float:
        """How far off (m, 1 sigma) a place [3] in odom may be seen because the camera's way was guessed."""
        distance_m = float(np.linalg.norm(position - self.origin))
        return float(np.hypot(self.slip.shift_m, self.slip.turn_rad * distance_m))

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


def background_shift(before: View | None, now: View, flow: FlowResult | None) -> Array | None:
    """Homography [3, 3] from the pixels of the view before to this one's, None for no motion.

    The flow expert's own one when it judged this frame, stretched or shortened where it looked at
    another frame before; else that of the rotation between the views.
    """
    if before is None:
        return None
    if flow is not None and flow.stamp_ns == now.stamp_ns:
        if not flow.camera_motion.moving:
            return None
        seen = flow.camera_motion.homography
        if seen.shape == (3, 3) and bool(np.isfinite(seen).all()) and abs(float(seen[2, 2])) > 1e-9:
            return _over(seen / seen[2, 2], flow.camera_motion, before.stamp_ns)
    if before.T_odom_cam.orientation == now.T_odom_cam.orientation:
        return None
    R = rotation_matrix(compose(invert(now.T_odom_cam), before.T_odom_cam).orientation)
    K = np.array([[now.camera.fx, 0.0, now.camera.cx], [0.0, now.camera.fy, now.camera.cy], [0.0, 0.0, 1.0]])
    H: Array = K @ R @ np.linalg.inv(K)
    return H


def _over(H: Array, motion: CameraMotion, since_ns: int) -> Array:
    """The homography of the way since `since_ns` from that since the motion's own previous frame.

    To first order: a shift goes on evenly, and so does a small turn or growth.
    """
    own_s = (motion.stamp_ns - motion.previous_stamp_ns) / 1e9
    gap_s = min((motion.stamp_ns - since_ns) / 1e9, own_s + LONGEST_RECKONING_S)
    share = gap_s / own_s if own_s > 0.0 else 1.0
    stretched: Array = np.eye(3) + share * (H - np.eye(3))
    return stretched


def motion_known(motion: CameraMotion) -> bool:
    """Whether a camera motion holds numbers to go by."""
    pose = motion.T_prev_cur
    finite = bool(np.isfinite((*pose.position, *pose.orientation)).all())
    return finite and bool((np.abs(motion.twist) < FASTEST).all())  # false for NaN, too
