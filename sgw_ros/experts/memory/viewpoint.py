# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Follows the camera through odom: by odometry, by its own egomotion, by dead reckoning over gaps."""

from __future__ import annotations

from collections import deque

import numpy as np

from sgw_ros.core.geometry import OPTICAL_IN_BODY, advance, compose
from sgw_ros.core.types import CameraMotion, FlowResult, Frame, Pose
from sgw_ros.experts.memory.view import (
    ASSUMED_TILT,
    KNOWN_TILT,
    LONGEST_RECKONING_S,
    MEASURED,
    UNKNOWN_TILT,
    Slip,
    View,
    motion_known,
)

REMEMBERED = 64
"""Poses kept, to start from when a motion that began some frames ago is told."""
GUESS_ERROR = 0.5
"""Error (1 sigma) of a way that was dead reckoned, as a share of it."""


class Viewpoint:
    """The camera's pose from frame to frame; frames that the memory or the flow left out are bridged."""

    def __init__(self, camera_height_m: float) -> None:
        self._assumed_mount = Pose((0.0, 0.0, camera_height_m), OPTICAL_IN_BODY.orientation)
        self._poses: deque[tuple[int, Pose]] = deque(maxlen=REMEMBERED)
        self._motion: CameraMotion | None = None

    def see(self, frame: Frame, flow: FlowResult | None, level: bool = True) -> View:
        """The view of `frame`: exact with odometry, else carried on by the newest camera motion.

        `level` is whether a camera of unknown mount may be taken to look level.
        """
        mount = frame.T_base_cam or self._assumed_mount
        slip = MEASURED
        if frame.odom is not None and _finite(frame.odom.T_odom_base):
            pose = compose(frame.odom.T_odom_base, mount)
        else:
            pose, slip = self._carried(frame.stamp_ns, mount, flow)
        self._poses.append((frame.stamp_ns, pose))
        if frame.T_base_cam is not None:
            return View(frame.camera, pose, KNOWN_TILT, frame.depth, frame.stamp_ns, slip)
        tilt = ASSUMED_TILT if level else UNKNOWN_TILT
        return View(frame.camera, pose, tilt, frame.depth, frame.stamp_ns, slip, level)

    def _carried(self, stamp_ns: int, mount: Pose, flow: FlowResult | None) -> tuple[Pose, Slip]:
        """The pose at `stamp_ns`, and how far off it may be for the part of the way that is a guess."""
        told = flow.camera_motion if flow is not None and motion_known(flow.camera_motion) else None
        is_new = told is not None and (self._motion is None or told.stamp_ns > self._motion.stamp_ns)
        known_s = self._take(told) if told is not None and is_new else 0.0
        if not self._poses:
            return mount, MEASURED
        (last_ns, pose), motion = self._poses[-1], self._motion
        if motion is None or not motion.moving:
            return pose, MEASURED
        reach_ns = min(stamp_ns, motion.stamp_ns + round(LONGEST_RECKONING_S * 1e9))
        gap_s = min((reach_ns - last_ns) / 1e9, known_s + LONGEST_RECKONING_S)
        if gap_s <= 0.0:
            return pose, MEASURED
        guessed_s = GUESS_ERROR * max(gap_s - known_s, 0.0)
        speed, turn = (float(np.linalg.norm(rate)) for rate in (motion.twist[:3], motion.twist[3:]))
        return advance(pose, motion.twist, gap_s), Slip(speed * guessed_s, turn * guessed_s)

    def _take(self, motion: CameraMotion) -> float:
        """Note a new motion; returns how much of it (s) is still to be gone after the newest known pose.

        From a known pose it leads to the next one exactly. Where the frame that it starts from was
        left out, its rate tells the way since the last one.
        """
        self._motion = motion
        start = next((pose for ns, pose in reversed(self._poses) if ns == motion.previous_stamp_ns), None)
        if start is None:
            return (motion.stamp_ns - motion.previous_stamp_ns) / 1e9
        arrived = compose(start, motion.T_prev_cur) if motion.moving else start
        while self._poses and self._poses[-1][0] >= motion.stamp_ns:
            self._poses.pop()  # guesses that this motion replaces
        self._poses.append((motion.stamp_ns, arrived))
        return 0.0


def _finite(pose: Pose) -> bool:
    return bool(np.isfinite(pose.position).all() and np.isfinite(pose.orientation).all())
