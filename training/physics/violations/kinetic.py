# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Energy of bodies that meet in view: whatever their surfaces, they have no more of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.episodes.trajectory import Trajectory
from training.physics.forecast import Floats
from training.physics.observing import rotation_matrices
from training.physics.violations.nats import nats
from training.physics.violations.record import Record

ROUND, SQUARE = 1.0 / 5.0, 1.0 / 3.0
"""Moment of inertia over mass and the sum of the two squared half sizes across: of ellipsoids, of boxes."""
INERTIA = {"sphere": (ROUND, ROUND), "ellipsoid": (ROUND, ROUND), "box": (SQUARE, SQUARE)}
"""The least and the most that it may be; of other shapes it is between these two."""


@dataclass(frozen=True, eq=False)
class Energies:
    """Of every row over every stretch of frames that a slope is fitted to; W stretches.

    Attributes:
        least, most: [W, N] J, as little or as much as it may have, given what is known of its inertia.
        momentum: [W, N] kg m/s.
        seen: bool[W, N], all along.
        span: frames of a stretch.
    """

    least: Floats
    most: Floats
    momentum: Floats
    seen: NDArray[np.bool_]
    span: int

    def grown(self, now: int, rows: NDArray[np.int64], sd_mps: float) -> float:
        """Nats of what rows that met about frame `now` have together beyond what they came with.

        The most of any stretch that ends by then counts against the least of any after: what bounces within
        a stretch seems slow in it.
        """
        before = self._stretches(now - 2 * self.span, rows)
        after = self._stretches(now, rows)
        if not len(before) or not len(after):
            return 0.0
        gained = self.least[after][:, rows].sum(axis=1).min() - self.most[before][:, rows].sum(axis=1).max()
        sd = sd_mps * np.linalg.norm(self.momentum[after][:, rows], axis=1).max()
        return float(nats(np.square(np.array(max(gained, 0.0) / max(sd, 1e-9)))))

    def _stretches(self, first: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those that begin within `span` frames from the first on, and in which all of the rows are seen."""
        begin = np.arange(max(first, 0), min(first + self.span + 1, len(self.seen)))
        return begin[self.seen[begin][:, rows].all(axis=1)]


def energies(record: Record, slope: Floats, span: int) -> Energies:
    """Of velocities `slope` [W, N, 3] m/s, spin and height."""
    trajectory = record.trajectory
    mass = trajectory.mass.astype(float)
    frames = np.lib.stride_tricks.sliding_window_view(np.arange(trajectory.frames), span + 1)
    height = trajectory.position[..., 2].astype(float)[frames].mean(axis=1)
    speed = np.linalg.norm(slope, axis=2)
    gravity = float(np.linalg.norm(trajectory.gravity))
    straight = mass * (0.5 * np.square(speed) + gravity * height)
    spin = 0.5 * mass * _spin(trajectory)[frames]
    least, most = np.array([INERTIA.get(shape, (ROUND, SQUARE)) for shape in trajectory.shape]).T
    seen: NDArray[np.bool_] = np.logical_and.reduce(record.seen[frames], axis=1)
    return Energies(
        straight + least * spin.min(axis=1),
        straight + most * spin.max(axis=1),
        mass * speed,
        seen,
        span,
    )


def _spin(trajectory: Trajectory) -> Floats:
    """[T, N] m^2/s^2, squared spin about each own axis times the squared half sizes across it."""
    rotation = rotation_matrices(trajectory.orientation)
    about = np.einsum("tni,tnij->tnj", trajectory.angular_velocity.astype(float), rotation)
    half = np.square(0.5 * trajectory.extent.astype(float))
    across = half.sum(axis=1, keepdims=True) - half
    result: Floats = (np.square(about) * across).sum(axis=2)
    return result
