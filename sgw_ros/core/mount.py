# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the camera sits on the robot, from fixed transforms."""

from __future__ import annotations

from sgw_ros.core.geometry import compose
from sgw_ros.core.types import Pose

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
