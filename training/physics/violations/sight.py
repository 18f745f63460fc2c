# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a camera would show: places that are in the picture and that nothing known stands before."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.episodes.episode import Episode
from training.physics.forecast import Floats

PROBES = np.array([(0, 0, 0), (1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)]) * 0.4
"""Points of a body, as shares of its extent."""
CLEAR_PROBES = 3
"""So many of them must be in view before a body counts as shown: what peeps out may well be missed."""
EDGE = 0.97
"""Share of the picture's half width within which a place counts as inside."""
STILL_M = 1e-3


@dataclass(frozen=True, eq=False)
class Eye:
    """A camera that stands still; world frame.

    Attributes:
        position: [3] m.
        axes: [3, 3] rows right, up, forward.
        slope: [2] tangent of half the field of view across and up.
    """

    position: Floats
    axes: Floats
    slope: Floats

    def inside(self, points: Floats) -> NDArray[np.bool_]:
        """Which of [..., 3] m are in the picture."""
        across, up, ahead = np.moveaxis((points - self.position) @ self.axes.T, -1, 0)
        wide, high = EDGE * self.slope
        within: NDArray[np.bool_] = (np.abs(across) < wide * ahead) & (np.abs(up) < high * ahead)
        ahead_of: NDArray[np.bool_] = within & (ahead > 0)
        return ahead_of


@dataclass(frozen=True, eq=False)
class Boxes:
    """B boxes in F frames: position [F, B, 3] m, rotation [F, B, 3, 3], half [B, 3] m, there [F, B]."""

    position: Floats
    rotation: Floats
    half: Floats
    there: NDArray[np.bool_]


def eye_of(episode: Episode) -> Eye | None:
    """The main camera, where it stands still; None of an episode that tells of none."""
    viewpoint = episode.meta.get("viewpoint")
    if viewpoint:
        position, target = (np.array(viewpoint[name], float) for name in ("position", "target"))
        slope = math.tan(0.5 * math.radians(viewpoint["fov_y_deg"]))
        return Eye(position, _axes(target - position), np.array([slope, slope]))
    view = episode.views.get("main")
    if view is None or np.ptp(view.T_odom_cam[:, :3, 3], axis=0).max() > STILL_M:
        return None
    pose, height, width = view.T_odom_cam[0], *view.rgb.shape[1:3]
    slopes = np.array([0.5 * width / view.K[0, 0], 0.5 * height / view.K[1, 1]])
    return Eye(pose[:3, 3], np.stack([pose[:3, 0], -pose[:3, 1], pose[:3, 2]]), slopes)


def shown(eye: Eye, position: Floats, rotation: Floats, extent: Floats, before: Boxes) -> NDArray[np.bool_]:
    """Whether a body at S places in each of F frames would be shown.

    Args:
        eye: the camera.
        position: [F, S, 3] m.
        rotation: [F, 3, 3].
        extent: [3] m.
        before: what may stand before it.
    """
    offsets = (PROBES * extent) @ rotation.transpose(0, 2, 1)
    points = position[:, :, None] + offsets[:, None]
    clear = eye.inside(points) & ~_covered(eye.position, points, before)
    enough: NDArray[np.bool_] = clear.sum(axis=-1) >= CLEAR_PROBES
    return enough


def _covered(eye: Floats, points: Floats, boxes: Boxes) -> NDArray[np.bool_]:
    """[F, S, P] whether the sight line from the eye to a point passes a box (slabs; Ericson 2005, 5.3.3)."""
    origin = np.einsum("fbi,fbij->fbj", eye - boxes.position, boxes.rotation)
    direction = np.einsum("fspi,fbij->fspbj", points - eye, boxes.rotation)
    safe = np.where(np.abs(direction) < 1e-12, 1e-12, direction)
    near = (-boxes.half - origin[:, None, None]) / safe
    far = (boxes.half - origin[:, None, None]) / safe
    enters = np.minimum(near, far).max(axis=-1)
    leaves = np.maximum(near, far).min(axis=-1)
    hit = (enters < leaves) & (leaves > 0.0) & (enters < 1.0) & boxes.there[:, None, None]
    covered: NDArray[np.bool_] = hit.any(axis=-1)
    return covered


def _axes(forward: Floats) -> Floats:
    forward = forward / np.linalg.norm(forward)
    right = np.cross(forward, (0.0, 0.0, 1.0))
    if np.linalg.norm(right) < 1e-6:  # straight down
        right = np.array([1.0, 0.0, 0.0])
    right = right / np.linalg.norm(right)
    return np.stack([right, np.cross(right, forward), forward])
