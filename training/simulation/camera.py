# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A camera's geometry: intrinsics, poses, lens distortion. Optical frames are x right, y down, z forward."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Image = NDArray[Any]
NO_DISTORTION = (0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Lens:
    """A pinhole behind a plumb_bob distortion (k1, k2, p1, p2, k3); centres of pixels are whole numbers."""

    width_px: int
    height_px: int
    fov_y_deg: float
    distortion: tuple[float, float, float, float, float] = NO_DISTORTION

    @cached_property
    def K(self) -> Array:  # noqa: N802  the field's own name
        """Intrinsics [3, 3], px."""
        focal_px = 0.5 * self.height_px / math.tan(math.radians(0.5 * self.fov_y_deg))
        cx, cy = 0.5 * (self.width_px - 1), 0.5 * (self.height_px - 1)
        return np.array([(focal_px, 0.0, cx), (0.0, focal_px, cy), (0.0, 0.0, 1.0)])

    @property
    def distorts(self) -> bool:
        """Whether straight lines come out bent."""
        return any(self.distortion)

    @cached_property
    def rays(self) -> Array:
        """Direction [H, W, 3] with z = 1 that each pixel of the distorted picture looks along."""
        v, u = np.mgrid[: self.height_px, : self.width_px].astype(np.float64)
        pixels = np.stack((u, v), axis=-1).reshape(-1, 1, 2)
        straight = cv2.undistortPoints(pixels, self.K, np.array(self.distortion))
        ones = np.ones((self.height_px, self.width_px, 1))
        return np.concatenate((straight.reshape(self.height_px, self.width_px, 2), ones), axis=-1)

    def project(self, points: Array) -> Array:
        """Pixels [P, 2] of points [P, 3] in the optical frame, z > 0."""
        zero = np.zeros(3)
        pixels, _ = cv2.projectPoints(points.reshape(-1, 1, 3), zero, zero, self.K, np.array(self.distortion))
        return np.asarray(pixels, np.float64).reshape(-1, 2)

    @cached_property
    def straight_fov_y_deg(self) -> float:
        """Field of view of a straight picture of the same size that holds all of the distorted one."""
        x, y = (float(np.abs(self.rays[..., axis]).max()) for axis in (0, 1))
        half = max(y, x * self.height_px / self.width_px) * self.height_px / (self.height_px - 1)
        return math.degrees(2 * math.atan(half)) if self.distorts else self.fov_y_deg

    @cached_property
    def _maps(self) -> tuple[Image, Image]:
        """Where in the straight picture each pixel of the distorted one comes from."""
        straight = self.rays @ Lens(self.width_px, self.height_px, self.straight_fov_y_deg).K.T
        x, y = straight[..., 0].astype(np.float32), straight[..., 1].astype(np.float32)
        return x, y

    def bend(self, picture: Image, smooth: bool) -> Image:
        """The distorted picture of a straight one [H, W] or [H, W, 3]; ids and depth are not interpolated."""
        if not self.distorts:
            return picture
        how = cv2.INTER_LINEAR if smooth else cv2.INTER_NEAREST
        bent: Image = cv2.remap(picture, *self._maps, how, borderMode=cv2.BORDER_REPLICATE)
        return bent


def look_at(position: tuple[float, float, float], target: tuple[float, float, float]) -> Array:
    """Pose [4, 4] in odom of an optical frame at `position` that looks at `target`, upright."""
    forward = np.subtract(target, position)
    forward = forward / np.linalg.norm(forward)
    right = np.cross(forward, (0.0, 0.0, 1.0))
    if np.linalg.norm(right) < 1e-6:  # straight up or down: any right will do
        right = np.array((1.0, 0.0, 0.0))
    right = right / np.linalg.norm(right)
    pose = np.eye(4)
    pose[:3, :3] = np.stack((right, np.cross(forward, right), forward), axis=1)
    pose[:3, 3] = position
    return pose
