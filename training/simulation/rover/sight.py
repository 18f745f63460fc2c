# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the rover's camera sees of people: who is within its angle, and behind nothing that hides them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.simulation.rover.footprints import Footprints
from training.simulation.rover.vehicle import FORWARD_M, UP_M

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
VIEW_RAD = 0.56
HEAD_M = 1.3
"""Height of what is seen of a person over low things: the smallest is as high."""
SHOULDERS_M = (-0.15, 0.0, 0.15)
"""Where a person is looked for, across the line of sight: one that is half behind a wall is seen."""
STEPS = 80
"""Along a line of sight: 0.1 m each at 8 m, half of what the thinnest wall measures."""


def in_view(pose: Array, points: Array) -> Flags:
    """Which points [T, ..., 2] m lie within the camera's angle, at the rover's poses [T, 3]."""
    pose = pose.reshape(-1, *[1] * (points.ndim - 2), 3)
    cos, sin = np.cos(pose[..., 2]), np.sin(pose[..., 2])
    x, y = points[..., 0] - pose[..., 0], points[..., 1] - pose[..., 1]
    ahead, left = cos * x + sin * y - FORWARD_M, cos * y - sin * x
    seen: Flags = np.abs(np.arctan2(left, ahead)) < VIEW_RAD
    return seen


def sees(pose: Array, people: Array, obstacles: Footprints) -> Flags:
    """Which people [T, P, 2] m a rover at poses [T, 3] sees: some part of their heads and shoulders."""
    within = in_view(pose, people)
    moment, person = np.nonzero(within)
    if len(moment) and len(obstacles.centre):
        forward = np.stack((np.cos(pose[moment, 2]), np.sin(pose[moment, 2])), axis=-1)
        eye = pose[moment, :2] + FORWARD_M * forward
        within[moment, person] = ~_hidden(eye, people[moment, person], obstacles)
    return within


def _hidden(eye: Array, head: Array, obstacles: Footprints) -> Flags:
    """Whether something stands in all lines of sight [N] from eyes [N, 2] m to heads [N, 2] m."""
    towards = head - eye
    across = np.stack((-towards[:, 1], towards[:, 0]), axis=-1)
    across /= np.maximum(np.linalg.norm(across, axis=-1, keepdims=True), 1e-9)
    share = np.arange(STEPS) / STEPS
    sight_m = UP_M + share * (HEAD_M - UP_M)
    hidden = np.ones(len(eye), bool)
    for aside in SHOULDERS_M:
        line = eye[:, None] + share[:, None] * (towards + aside * across)[:, None]
        inside = obstacles.distance(line.reshape(-1, 2)).reshape(len(eye), STEPS, -1) < 0.0
        hidden &= (inside & (obstacles.height > sight_m[:, None])).any(axis=(1, 2))
    return hidden
