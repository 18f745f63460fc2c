# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The camera's motion in space, from what gives it best: odometry, depth, or the picture alone."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.geometry import OPTICAL_IN_BODY, compose, invert, quaternion, rotation_matrix
from sgw_ros.core.types import Array, Camera, CameraMotion, Frame, Pose
from sgw_ros.experts.flow.dense import Gray
from sgw_ros.experts.flow.keypoints import FEWEST_MATCHES, Matches, background_motion, follow

UNKNOWN_SPEED = 2.0
"""Standard deviation (m/s) of a translation that nothing measured: a walking pace either way."""
UNKNOWN_TURN = 1.0
"""Standard deviation (rad/s) of a rotation that nothing measured."""
ODOMETRY_SPEED, ODOMETRY_TURN = 0.03, 0.02
"""Standard deviations (m/s, rad/s) of wheel odometry."""
MOVING_SPEED, MOVING_TURN = 0.01, 0.01
"""Odometry slower than this (m/s, rad/s) means the robot stands."""
FARTHEST_M = 30.0
"""Depth beyond this is not measured by any common sensor."""
NOISE_PX = 0.1
"""A tracked corner is never more exact, in grid pixels."""


def camera_motion(
    before: Frame, now: Frame, gray_before: Gray, gray_now: Gray, downscale: int
) -> CameraMotion:
    """Egomotion from frame `before` to frame `now`; the grey pictures are on the coarse grid."""
    matches = follow(gray_before, gray_now)
    background = background_motion(matches)
    dt_s = (now.stamp_ns - before.stamp_ns) * 1e-9
    grid = _grid_camera(now.camera, downscale)
    noise = max(background.rms_px, NOISE_PX) / math.sqrt(max(int(background.inliers.sum()), 1))
    turn_std = noise / grid.fx / dt_s
    moving = background.moving

    by_odometry = _from_odometry(before, now)
    by_depth = _from_depth(now, matches, grid, downscale) if by_odometry is None and moving else None
    if by_odometry is not None:
        T_prev_cur, metric, stds = by_odometry, True, (ODOMETRY_SPEED, ODOMETRY_TURN)
        moving = moving or _drives(by_odometry, dt_s)
    elif by_depth is not None:
        T_prev_cur, distance_m = by_depth
        metric, stds = True, (noise / grid.fx * distance_m / dt_s, turn_std)
    elif len(matches.now) < FEWEST_MATCHES:  # a black or empty picture tells nothing
        T_prev_cur, metric, stds = Pose(), False, (UNKNOWN_SPEED, UNKNOWN_TURN)
    elif not moving:  # standing still is a measurement whatever the scale
        T_prev_cur, metric, stds = Pose(), True, (0.05, max(turn_std, 1e-3))
    else:
        T_prev_cur = Pose(orientation=_rotation(matches, background.inliers, grid))
        metric, stds = False, (UNKNOWN_SPEED, max(turn_std, 0.05))
    return CameraMotion(
        stamp_ns=now.stamp_ns,
        previous_stamp_ns=before.stamp_ns,
        T_prev_cur=T_prev_cur,
        twist=_twist(T_prev_cur, dt_s),
        covariance=_covariance(*stds),
        homography=_full_resolution(background.homography, downscale),
        inliers=int(background.inliers.sum()),
        moving=moving,
        metric=metric,
    )


def unknown_motion(frame: Frame) -> CameraMotion:
    """What is known from one picture alone: nothing, so the covariance is wide."""
    return CameraMotion(
        stamp_ns=frame.stamp_ns,
        previous_stamp_ns=frame.stamp_ns,
        T_prev_cur=Pose(),
        twist=np.zeros(6),
        covariance=_covariance(UNKNOWN_SPEED, UNKNOWN_TURN),
        homography=np.eye(3),
        inliers=0,
        moving=False,
        metric=False,
    )


def _from_odometry(before: Frame, now: Frame) -> Pose | None:
    """T_prev_cur from both frames' odometry; a camera of unknown place looks ahead from the base."""
    if before.odom is None or now.odom is None:
        return None
    T_base_before = before.T_base_cam or OPTICAL_IN_BODY
    T_base_now = now.T_base_cam or OPTICAL_IN_BODY
    T_odom_before = compose(before.odom.T_odom_base, T_base_before)
    T_prev_cur = compose(invert(T_odom_before), compose(now.odom.T_odom_base, T_base_now))
    return T_prev_cur if np.isfinite((*T_prev_cur.position, *T_prev_cur.orientation)).all() else None


def _from_depth(now: Frame, matches: Matches, grid: Camera, downscale: int) -> tuple[Pose, float] | None:
    """T_prev_cur and the median distance of what it rests on, from corners whose depth is known.

    Points seen now, with their depth, against where they were seen before: perspective-n-point.
    """
    if now.depth is None or now.depth.shape != now.image.shape[:2] or len(matches.now) < FEWEST_MATCHES:
        return None
    pixel = np.round(matches.now * downscale + 0.5 * (downscale - 1)).astype(np.intp)
    rows = np.clip(pixel[:, 1], 0, now.depth.shape[0] - 1)
    columns = np.clip(pixel[:, 0], 0, now.depth.shape[1] - 1)
    z = now.depth[rows, columns].astype(np.float64)
    usable = np.isfinite(z) & (z > 0.0) & (z < FARTHEST_M)
    if np.count_nonzero(usable) < FEWEST_MATCHES:
        return None
    u, v, z = matches.now[usable, 0], matches.now[usable, 1], z[usable]
    points = np.stack([(u - grid.cx) / grid.fx * z, (v - grid.cy) / grid.fy * z, z], axis=1)
    K = np.array([[grid.fx, 0.0, grid.cx], [0.0, grid.fy, grid.cy], [0.0, 0.0, 1.0]])
    seen = matches.before[usable].astype(np.float64)
    try:
        found, rotation, translation, inliers = cv2.solvePnPRansac(
            points, seen, K, None, iterationsCount=60, reprojectionError=1.0, flags=cv2.SOLVEPNP_EPNP
        )
    except cv2.error:  # raised for degenerate points instead of found=False
        return None
    if not found or inliers is None or len(inliers) < FEWEST_MATCHES:
        return None
    p = translation.ravel()
    R = np.asarray(cv2.Rodrigues(rotation)[0], np.float64)
    return Pose((float(p[0]), float(p[1]), float(p[2])), quaternion(R)), float(np.median(z))


def _rotation(
    matches: Matches, inliers: NDArray[np.bool_], grid: Camera
) -> tuple[float, float, float, float]:
    """The rotation R_prev_cur that best explains how the rays to the background turned.

    Source: Kabsch 1976, "A solution for the best rotation to relate two sets of vectors".
    """
    U, _, Vt = np.linalg.svd(_rays(matches.before[inliers], grid).T @ _rays(matches.now[inliers], grid))
    return quaternion(U @ np.diag([1.0, 1.0, float(np.linalg.det(U @ Vt))]) @ Vt)


def _rays(pixels: NDArray[np.float32], grid: Camera) -> Array:
    """Unit vectors [n, 3] towards pixels [n, 2]."""
    x, y = (pixels[:, 0] - grid.cx) / grid.fx, (pixels[:, 1] - grid.cy) / grid.fy
    rays = np.stack([x, y, np.ones_like(x)], axis=1).astype(np.float64)
    return np.asarray(rays / np.linalg.norm(rays, axis=1, keepdims=True))


def _drives(T_prev_cur: Pose, dt_s: float) -> bool:
    twist = _twist(T_prev_cur, dt_s)
    return float(np.linalg.norm(twist[:3])) > MOVING_SPEED or float(np.linalg.norm(twist[3:])) > MOVING_TURN


def _twist(T_prev_cur: Pose, dt_s: float) -> Array:
    """Mean rate [6] over the step: m/s and rad/s, in the previous camera's axes."""
    rotation = cv2.Rodrigues(rotation_matrix(T_prev_cur.orientation))[0].ravel()
    return np.concatenate([np.asarray(T_prev_cur.position), rotation]) / dt_s


def _covariance(speed_std: float, turn_std: float) -> Array:
    return np.diag([speed_std**2] * 3 + [turn_std**2] * 3)


def _grid_camera(camera: Camera, downscale: int) -> Camera:
    """Intrinsics of the coarse grid: its pixel centres lie amid the pixels they average."""
    shift = 0.5 * (downscale - 1)
    return Camera(
        camera.width // downscale,
        camera.height // downscale,
        camera.fx / downscale,
        camera.fy / downscale,
        (camera.cx - shift) / downscale,
        (camera.cy - shift) / downscale,
    )


def _full_resolution(H: Array, downscale: int) -> Array:
    """The same homography for pixels of the full picture, with H[2, 2] = 1."""
    shift = 0.5 * (downscale - 1)
    S = np.array([[downscale, 0.0, shift], [0.0, downscale, shift], [0.0, 0.0, 1.0]])
    full: NDArray[np.float64] = S @ H @ np.linalg.inv(S)
    return np.asarray(full / full[2, 2])
