# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Rigid transforms and the pinhole camera: composition, projection, rays.

Quaternions are (x, y, z, w). `T_a_b` takes points of frame b to frame a.
"""

from __future__ import annotations

import math

import numpy as np

from sgw_ros.core.types import Array, Camera, Pose

OPTICAL_IN_BODY = Pose((0.0, 0.0, 0.0), (-0.5, 0.5, -0.5, 0.5))
"""The optical frame (z forward) of a camera that looks along its body's x (REP-103)."""

ASSUMED_FOV_RAD = math.radians(60.0)
"""Horizontal field of view of a camera that nobody described: that of a common webcam."""


def rotation_matrix(orientation: tuple[float, float, float, float]) -> Array:
    """Rotation matrix [3, 3] of a unit quaternion (x, y, z, w)."""
    x, y, z, w = orientation
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def quaternion(R: Array) -> tuple[float, float, float, float]:
    """Unit quaternion (x, y, z, w) of a rotation matrix [3, 3].

    Source: Bar-Itzhack 2000, "New method for extracting the quaternion from a rotation matrix".
    """
    K = np.array(
        [
            [R[0, 0] - R[1, 1] - R[2, 2], R[1, 0] + R[0, 1], R[2, 0] + R[0, 2], R[2, 1] - R[1, 2]],
            [R[1, 0] + R[0, 1], R[1, 1] - R[0, 0] - R[2, 2], R[2, 1] + R[1, 2], R[0, 2] - R[2, 0]],
            [R[2, 0] + R[0, 2], R[2, 1] + R[1, 2], R[2, 2] - R[0, 0] - R[1, 1], R[1, 0] - R[0, 1]],
            [R[2, 1] - R[1, 2], R[0, 2] - R[2, 0], R[1, 0] - R[0, 1], R[0, 0] + R[1, 1] + R[2, 2]],
        ]
    )
    x, y, z, w = np.linalg.eigh(K / 3.0)[1][:, 3]
    sign = 1.0 if w >= 0 else -1.0
    return (float(sign * x), float(sign * y), float(sign * z), float(sign * w))


def compose(T_a_b: Pose, T_b_c: Pose) -> Pose:
    """T_a_c: first c to b, then b to a."""
    ax, ay, az, aw = T_a_b.orientation
    bx, by, bz, bw = T_b_c.orientation
    p = apply(T_a_b, np.asarray(T_b_c.position))
    return Pose(
        (float(p[0]), float(p[1]), float(p[2])),
        (
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
            aw * bw - ax * bx - ay * by - az * bz,
        ),
    )


def invert(T_a_b: Pose) -> Pose:
    """T_b_a."""
    x, y, z, w = T_a_b.orientation
    inverse = (-x, -y, -z, w)
    p = -(rotation_matrix(inverse) @ np.asarray(T_a_b.position))
    return Pose((float(p[0]), float(p[1]), float(p[2])), inverse)


def apply(T_a_b: Pose, p_b: Array) -> Array:
    """Points [..., 3] of frame b in frame a."""
    p_a: Array = np.asarray(p_b) @ rotation_matrix(T_a_b.orientation).T + np.asarray(T_a_b.position)
    return p_a


def rotate(T_a_b: Pose, v_b: Array) -> Array:
    """Vectors [..., 3] of frame b in frame a."""
    v_a: Array = np.asarray(v_b) @ rotation_matrix(T_a_b.orientation).T
    return v_a


def advance(T_a_b: Pose, twist_b: Array, dt_s: float) -> Pose:
    """T_a_b after `dt_s` at the constant rate `twist_b` [6]: m/s, then rad/s, in b's own axes."""
    p, turn = np.asarray(twist_b[:3]) * dt_s, np.asarray(twist_b[3:]) * dt_s
    angle = float(np.linalg.norm(turn))
    x, y, z = turn * (math.sin(0.5 * angle) / angle if angle > 1e-12 else 0.5)
    step = Pose(
        (float(p[0]), float(p[1]), float(p[2])), (float(x), float(y), float(z), math.cos(0.5 * angle))
    )
    return compose(T_a_b, step)


def assumed_camera(width: int, height: int) -> Camera:
    """Intrinsics for pictures that came without camera_info; marked as assumed."""
    focal = 0.5 * width / math.tan(0.5 * ASSUMED_FOV_RAD)
    return Camera(width, height, focal, focal, 0.5 * width, 0.5 * height, assumed=True)


def unproject(camera: Camera, u: float, v: float, depth_m: float) -> Array:
    """Point [3] in the optical frame seen at pixel (u, v) at `depth_m` along z."""
    return np.array([(u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy, 1.0]) * depth_m


def project(camera: Camera, p_cam: Array) -> Array:
    """Pixels [..., 2] of optical-frame points [..., 3]; NaN behind the camera."""
    p = np.asarray(p_cam, dtype=np.float64)
    z = np.where(p[..., 2] > 1e-6, p[..., 2], np.nan)
    return np.stack([camera.fx * p[..., 0] / z + camera.cx, camera.fy * p[..., 1] / z + camera.cy], axis=-1)
