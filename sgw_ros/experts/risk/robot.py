# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The robot's place, heading and speed, from odometry or from its own camera."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sgw_ros.core.geometry import OPTICAL_IN_BODY, advance, compose, rotate, rotation_matrix
from sgw_ros.core.types import Array, FlowResult, Frame, Objects, Pose
from sgw_ros.experts.memory.view import motion_known

STANDING_MPS = 0.05
"""Slower than this, the robot stands."""


@dataclass(frozen=True, slots=True, eq=False)
class Robot:
    """`position` [2] m, unit `forward` [2] and `velocity` [2] m/s, all on the floor plane of odom.

    `stands` is whether odometry says so; a robot without odometry may always be moving.
    """

    position: Array
    forward: Array
    velocity: Array
    stands: bool = False

    @property
    def speed(self) -> float:
        """Speed over ground, m/s."""
        return float(np.linalg.norm(self.velocity))

    @property
    def ahead_speed(self) -> float:
        """Speed the way it looks, m/s; negative when it backs up."""
        return float(self.velocity[:2] @ self.forward[:2])

    def local(self, point: Array) -> tuple[float, float]:
        """A point [>= 2] as (ahead, to the left) of the robot, m."""
        ahead, left = self.turned(np.asarray(point)[:2] - self.position)
        return ahead, left

    def turned(self, vector: Array) -> tuple[float, float]:
        """A vector [2] as (ahead, to the left)."""
        fx, fy = float(self.forward[0]), float(self.forward[1])
        x, y = float(vector[0]), float(vector[1])
        return x * fx + y * fy, y * fx - x * fy


def camera_pose(
    frame: Frame, objects: Objects | None, flow: FlowResult | None = None, height_m: float = 1.2
) -> Pose:
    """T_odom_cam as the memory tells it, else from odometry and mount, else assumed level.

    What the memory told of an older stamp is carried on by the motion that `flow` saw.
    """
    if objects is not None and (frame.odom is None or objects.stamp_ns == frame.stamp_ns):
        age_s = (frame.stamp_ns - objects.stamp_ns) / 1e9
        if age_s <= 0.0 or flow is None or not _moves(flow):
            return objects.T_odom_cam
        return advance(objects.T_odom_cam, flow.camera_motion.twist, age_s)
    mount = frame.T_base_cam or Pose((0.0, 0.0, height_m), OPTICAL_IN_BODY.orientation)
    return compose(frame.odom.T_odom_base, mount) if frame.odom is not None else mount


def locate(frame: Frame, T_odom_cam: Pose, flow: FlowResult | None) -> Robot:
    """The robot at this frame; without odometry it is where its camera is and heads where that looks."""
    velocity, stands = np.zeros(3), False
    if frame.odom is not None and bool(np.isfinite(frame.odom.linear).all()):
        velocity = rotate(frame.odom.T_odom_base, np.asarray(frame.odom.linear))
        stands = float(np.linalg.norm(velocity)) < STANDING_MPS
        heading = rotation_matrix(frame.odom.T_odom_base.orientation)[:2, 0]
        position = np.asarray(frame.odom.T_odom_base.position)[:2]
    else:
        heading = rotation_matrix(T_odom_cam.orientation)[:2, 2]
        position = np.asarray(T_odom_cam.position)[:2]
        if flow is not None and flow.camera_motion.metric and motion_known(flow.camera_motion):
            velocity = rotate(T_odom_cam, flow.camera_motion.twist[:3])
    length = float(np.linalg.norm(heading))
    forward = heading / length if length > 1e-3 else np.array([1.0, 0.0])
    return Robot(position, forward, velocity[:2], stands)


def _moves(flow: FlowResult) -> bool:
    return flow.camera_motion.moving and motion_known(flow.camera_motion)
