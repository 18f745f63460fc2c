# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the camera sits on the robot, from fixed transforms, or from where it was seen to be."""

from __future__ import annotations

import math
from typing import NamedTuple

from sgw_ros.core.geometry import compose, invert, rotation_matrix
from sgw_ros.core.types import Frame, Pose

BASE_FRAMES = ("base_link", "base_footprint", "base")
"""REP-105 and REP-120 names of the robot's own frame, used when odometry names no other."""


class FixedFrames:
    """The tree of fixed transforms; each child frame has one parent."""

    def __init__(self) -> None:
        self._parents: dict[str, tuple[str, Pose]] = {}

    def add(self, parent: str, child: str, T_parent_child: Pose) -> None:
        """Set where `child` sits in `parent`; a later statement replaces an earlier one."""
        self._parents[child.lstrip("/")] = (parent.lstrip("/"), T_parent_child)

    def find(self, frame_id: str, base_frame: str = "") -> Pose | None:
        """T_base_frame: the pose of `frame_id` in the robot's base, None where no path leads there."""
        targets = (base_frame.lstrip("/"),) if base_frame else BASE_FRAMES
        frame, T_frame_cam = frame_id.lstrip("/"), Pose()
        for _ in range(len(self._parents) + 1):  # bounded: a malformed tree may hold a loop
            if frame in targets:
                return T_frame_cam
            if frame not in self._parents:
                return None
            frame, T_parent_frame = self._parents[frame]
            T_frame_cam = compose(T_parent_frame, T_frame_cam)
        return None


class LeftOut(NamedTuple):
    """The links of odom - base - camera that a frame does not tell; None where it does."""

    T_odom_base: Pose | None
    T_base_cam: Pose | None


def left_out(frame: Frame, T_odom_cam: Pose) -> LeftOut:
    """The missing links, so that the chain ends where the camera is.

    Of a camera about which nothing is known, the base is the point on the floor below it, turned as it looks.
    """
    odom, T_base_cam = frame.odom, frame.T_base_cam
    if odom is not None:
        mount = compose(invert(odom.T_odom_base), T_odom_cam) if T_base_cam is None else None
        return LeftOut(None, mount)
    if T_base_cam is not None:
        return LeftOut(compose(T_odom_cam, invert(T_base_cam)), None)
    x, y, _ = T_odom_cam.position
    forward = rotation_matrix(T_odom_cam.orientation)[:, 2]
    half = 0.5 * math.atan2(forward[1], forward[0])
    T_odom_base = Pose((x, y, 0.0), (0.0, 0.0, math.sin(half), math.cos(half)))
    return LeftOut(T_odom_base, compose(invert(T_odom_base), T_odom_cam))
