# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is seen in one picture: detections, flow, egomotion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types.arrays import Array
from sgw_ros.core.types.sensors import Pose


@dataclass(frozen=True, slots=True)
class Detection:
    """One box (x0, y0, x1, y1) px; `instance` is its id in the mask, 0 when it has none."""

    box: tuple[float, float, float, float]
    class_name: str
    score: float
    detector: str
    instance: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Detections:
    """The visual expert's result; `masks` [H, W] uint16 instance ids, 0 is background.

    `detectors` names the detectors that looked at this very frame, so that the absence of a box
    means something only for them.
    """

    stamp_ns: int
    items: tuple[Detection, ...]
    detectors: tuple[str, ...] = ()
    masks: NDArray[np.uint16] | None = None
    embeddings: NDArray[np.float32] | None = None
    """[len(items), D] unit-norm appearance, one row per item, or None."""
    encoder: str = ""
    """Name and version of the network that made `frame_features`."""
    frame_features: NDArray[np.float32] | None = None
    """[D] of the whole picture, or None."""


@dataclass(frozen=True, slots=True, eq=False)
class FlowField:
    """Dense flow from `previous_stamp_ns` to `stamp_ns`, on a grid `downscale` times coarser.

    The vector at a pixel is the way that what is there now has come, so that it lies on the current picture.
    `flow` [h, w, 2] float32 in full-resolution pixels; `confidence` [h, w] uint8, 255 is sure.
    """

    stamp_ns: int
    previous_stamp_ns: int
    flow: NDArray[np.float32]
    confidence: NDArray[np.uint8]
    downscale: int


@dataclass(frozen=True, slots=True, eq=False)
class CameraMotion:
    """Egomotion between two frames.

    `T_prev_cur` is the pose of the current camera in the previous one; `twist` [6] its rate
    (linear m/s, angular rad/s) in the camera frame, `covariance` [6, 6] of the twist. `homography`
    [3, 3] maps previous to current pixels for the background. `metric` says whether the
    translation's scale is known; without it the translation is zero with a wide covariance.
    """

    stamp_ns: int
    previous_stamp_ns: int
    T_prev_cur: Pose
    twist: Array
    covariance: Array
    homography: Array
    inliers: int
    moving: bool
    metric: bool


@dataclass(frozen=True, slots=True, eq=False)
class FlowResult:
    """The flow expert's result: dense flow and what it says about the camera's own motion."""

    stamp_ns: int
    field: FlowField
    camera_motion: CameraMotion
