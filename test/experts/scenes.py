# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Tiny frames, detections and tracks to test experts with."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.geometry import OPTICAL_IN_BODY
from sgw_ros.core.types import (
    Camera,
    Detection,
    Detections,
    Estimate,
    Frame,
    Objects,
    Odometry,
    Pose,
    Track,
)

WIDTH, HEIGHT, FOCAL = 320, 240, 300.0
CAMERA = Camera(WIDTH, HEIGHT, FOCAL, FOCAL, 160.0, 120.0)
MOUNT = Pose((0.0, 0.0, 1.0), OPTICAL_IN_BODY.orientation)
START_NS = 10**9


def stamp(index: int, rate_hz: float = 10.0) -> int:
    return START_NS + round(index * 1e9 / rate_hz)


def frame(
    index: int = 0, depth_m: float | np.ndarray | None = None, speed: float | None = None, **kwargs
) -> Frame:
    """A grey frame from 1 m above the floor; `speed` m/s straight on gives it odometry."""
    stamp_ns = stamp(index)
    depth = None
    if depth_m is not None:
        depth = np.zeros((HEIGHT, WIDTH), np.float32) + np.float32(depth_m)
    odom = None
    if speed is not None:
        base = Pose((speed * index / 10.0, 0.0, 0.0))
        odom = Odometry(stamp_ns, base, (speed, 0.0, 0.0), (0.0, 0.0, 0.0))
    given = {"depth": depth, "odom": odom, "T_base_cam": MOUNT} | kwargs
    return Frame(stamp_ns, index, np.full((HEIGHT, WIDTH, 3), 90, np.uint8), CAMERA, **given)


def box(u: float, v: float, width: float = 40.0, height: float = 80.0) -> tuple[float, float, float, float]:
    return (u - width / 2, v - height / 2, u + width / 2, v + height / 2)


def detections(index: int, *boxes, name="object", detectors=("motion",), embeddings=None) -> Detections:
    detector = detectors[-1] if detectors else "motion"
    items = tuple(Detection(tuple(map(float, b)), name, 0.9, detector) for b in boxes)
    return Detections(stamp(index), items, detectors, None, embeddings)


def look(*values: float) -> np.ndarray:
    """A unit embedding."""
    row = np.array(values, np.float32)
    return row / np.linalg.norm(row)


def track(
    track_id: int = 1,
    position=(3.0, 0.0, 0.5),
    velocity=(0.0, 0.0, 0.0),
    *,
    name: str = "object",
    sigma_m: float = 0.05,
    sigma_mps: float = 0.05,
    extent=(0.4, 0.4, 1.0),
    visible: bool = True,
    source: str = "depth",
    at: int = 0,
    seen: int | None = None,
    where=(140.0, 80.0, 180.0, 160.0),
) -> Track:
    covariance = np.diag([sigma_m**2] * 3 + [sigma_mps**2] * 3)
    return Track(
        id=track_id,
        class_name=name,
        class_confidence=0.9,
        position=np.array(position, float),
        velocity=np.array(velocity, float),
        covariance=covariance,
        extent=np.array(extent, float),
        box=where,
        mass=Estimate(1.0, 1.0),
        friction=Estimate(0.5, 0.04),
        embedding=np.zeros(0, np.float32),
        first_seen_ns=START_NS - 5 * 10**9,
        last_seen_ns=stamp(at if seen is None else seen),
        visible=visible,
        identity_confidence=1.0,
        range_source=source,
    )


def objects(index: int, *tracks: Track) -> Objects:
    return Objects(stamp(index), tracks, MOUNT)
