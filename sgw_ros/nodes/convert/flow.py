# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Dense flow and the camera's own motion."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from geometry_msgs.msg import Twist, TwistWithCovariance
from std_msgs.msg import Header

from sgw_msgs.msg import CameraMotion as CameraMotionMessage
from sgw_msgs.msg import FlowField as FlowFieldMessage
from sgw_ros.core.errors import FrameError
from sgw_ros.core.types import CameraMotion, FlowField
from sgw_ros.nodes.convert.values import (
    finite,
    nanoseconds,
    number_buffer,
    pose_message,
    pose_of,
    stamp_of,
    time_message,
    triple,
    vector_message,
)

FINEST_SCALE = 1.0 / 64.0
"""px per unit: 1/64 px is finer than any flow is right, and 16 bits still reach 512 px."""
COARSEST_SCALE = 16.0
"""px per unit: flow over half a million pixels is none."""
INT16_MAX = 32767
WIRE_WIDTH = 160
"""Cells across at most: dense flow at full resolution would be more bytes than the picture."""


def flow_message(field: FlowField, header: Header) -> FlowFieldMessage:
    """Flow as scaled 16-bit integers, on a grid coarse enough for a network."""
    field = _coarser(field)
    peak = float(np.max(np.abs(field.flow), initial=0.0))
    scale = np.float32(max(FINEST_SCALE, peak / INT16_MAX))
    return FlowFieldMessage(
        header=header,
        previous=time_message(field.previous_stamp_ns),
        height=field.flow.shape[0],
        width=field.flow.shape[1],
        downscale=field.downscale,
        scale=float(scale),
        flow=number_buffer("h", np.clip(np.rint(field.flow / scale), -INT16_MAX, INT16_MAX).astype(np.int16)),
        confidence=number_buffer("B", field.confidence),
    )


def flow_of(message: FlowFieldMessage) -> FlowField:
    """Flow in full-resolution pixels.

    Raises:
        FrameError: when the sizes do not fit together, or the scale is none.
    """
    height, width = int(message.height), int(message.width)
    if len(message.flow) != 2 * height * width or len(message.confidence) != height * width:
        raise FrameError(f"flow: {len(message.flow)} numbers for a grid of {width}x{height}")
    if not 0.0 < message.scale <= COARSEST_SCALE:
        raise FrameError(f"scale: {message.scale} px is outside 0 to {COARSEST_SCALE}")
    units = np.frombuffer(message.flow, dtype=np.int16).reshape(height, width, 2)
    return FlowField(
        stamp_of(message),
        nanoseconds(message.previous),
        units.astype(np.float32) * np.float32(message.scale),
        np.frombuffer(message.confidence, dtype=np.uint8).reshape(height, width),
        int(message.downscale),
    )


def camera_motion_message(motion: CameraMotion, header: Header) -> CameraMotionMessage:
    """Egomotion between two frames."""
    twist = Twist(linear=vector_message(motion.twist[:3]), angular=vector_message(motion.twist[3:]))
    covariance = np.ascontiguousarray(motion.covariance, dtype=np.float64).ravel()
    return CameraMotionMessage(
        header=header,
        previous=time_message(motion.previous_stamp_ns),
        delta=pose_message(motion.T_prev_cur),
        twist=TwistWithCovariance(twist=twist, covariance=covariance),
        homography=np.ascontiguousarray(motion.homography, dtype=np.float64).ravel(),
        inliers=int(motion.inliers),
        moving=bool(motion.moving),
        metric=bool(motion.metric),
    )


def camera_motion_of(message: CameraMotionMessage) -> CameraMotion:
    """Egomotion from its message.

    Raises:
        FrameError: for a motion that is no number.
    """
    twist = message.twist.twist
    return CameraMotion(
        stamp_of(message),
        nanoseconds(message.previous),
        pose_of(message.delta),
        twist=finite([*triple(twist.linear), *triple(twist.angular)], "twist"),
        covariance=np.asarray(message.twist.covariance, dtype=np.float64).reshape(6, 6),
        homography=np.asarray(message.homography, dtype=np.float64).reshape(3, 3),
        inliers=int(message.inliers),
        moving=bool(message.moving),
        metric=bool(message.metric),
    )


def _coarser(field: FlowField) -> FlowField:
    height, width = field.flow.shape[:2]
    step = min(-(-width // WIRE_WIDTH), height, width)
    if step <= 1:
        return field
    rows, columns = height // step, width // step
    inside = np.s_[: rows * step, : columns * step]
    flow = cv2.resize(field.flow[inside], (columns, rows), interpolation=cv2.INTER_AREA)
    confidence = cv2.resize(field.confidence[inside], (columns, rows), interpolation=cv2.INTER_AREA)
    return replace(
        field,
        flow=flow.astype(np.float32, copy=False),
        confidence=confidence.astype(np.uint8, copy=False),
        downscale=field.downscale * step,
    )
