# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Two bodies in one place: seen there, or come out on the other side of what stands fast."""

from __future__ import annotations

import numpy as np

from training.physics.forecast import Floats
from training.physics.observing import rotation_matrices
from training.physics.violations.gaps import gaps
from training.physics.violations.nats import nats
from training.physics.violations.record import Record, losses, next_seen

DEEP_M, DEEP_SHARE = 0.01, 0.15
"""Overlap that rough shapes have anyway, and that as a share of a body's smallest half size."""
USUAL_NATS = 1.75
"""What the deepest overlap of a possible episode comes to."""


def overlap(record: Record) -> float:
    """Nats of the deepest overlap of two bodies; a mesh counts as the ellipsoid in its box."""
    trajectory = record.trajectory
    between = gaps(trajectory, "ellipsoid")
    first, second = between.first, between.second
    apart = np.ones(len(first), bool)
    if trajectory.body is not None:
        apart = trajectory.body[first] != trajectory.body[second]
    both = record.seen[:, first] & record.seen[:, second] & apart
    small = 0.5 * np.minimum(trajectory.extent[first].min(axis=1), trajectory.extent[second].min(axis=1))
    sd = _usual_m(small, record.noise_m)
    depth = np.where(both, np.maximum(-between.distance, 0.0), 0.0)
    return max(0.0, float(nats(np.square(depth / sd)).max(initial=0.0)) - USUAL_NATS)


def crossed(record: Record) -> float:
    """Nats of the thickest body whose way, while it was hidden, led straight through a static one."""
    trajectory = record.trajectory
    deepest = 0.0
    for lost, rows in losses(record.seen, trajectory.is_static).items():
        for row in rows:
            back = next_seen(record.seen[:, row], lost)
            if back < trajectory.frames:
                ends = trajectory.position[[lost, back], row].astype(float)
                half = 0.5 * float(trajectory.extent[row].min())
                if _through(record, ends):
                    usual = _usual_m(np.array(half), record.noise_m)
                    deepest = max(deepest, float(nats(np.square(half / usual))))
    return deepest


def _through(record: Record, ends: Floats) -> bool:
    """Whether the straight way between two places [2, 3] m crosses a static box, beside it at both ends."""
    trajectory = record.trajectory
    static = np.flatnonzero(trajectory.is_static)
    rotation = rotation_matrices(trajectory.orientation[0, static])
    local = np.einsum("esi,sij->esj", ends[:, None] - trajectory.position[0, static], rotation)
    half = 0.5 * trajectory.extent[static].astype(float)
    beside = (np.abs(local[..., :2]) > half[:, :2]).any(axis=-1).all(axis=0)
    way = local[1] - local[0]
    safe = np.where(np.abs(way) < 1e-9, 1e-9, way)
    near, far = (-half - local[0]) / safe, (half - local[0]) / safe
    enters = np.minimum(near, far).max(axis=-1)
    leaves = np.maximum(near, far).min(axis=-1)
    return bool((beside & (enters < leaves) & (enters > 0.0) & (leaves < 1.0)).any())


def _usual_m(small: Floats, noise_m: float) -> Floats:
    """Standard deviation of an overlap of bodies whose smallest half size is `small`."""
    sd: Floats = np.hypot(DEEP_M + DEEP_SHARE * small, 1.5 * noise_m)
    return sd
