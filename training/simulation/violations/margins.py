# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether a broken collision lies outside all that surfaces may do, so clearly that a tracker can tell.

Whatever the restitution of two that meet, and the friction between them, their momentum along the floor stays
but for what the floor's friction takes in that moment, and their energy does not grow. What keeps to both is
a lawful collision of some other surfaces.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.simulation.recording import Recording
from training.simulation.violations.stages import FRICTIONS, Stage

TRACKED_MPS = 0.07
"""Standard deviation of a velocity from six places, each 1 cm off, at 30 Hz."""
SURELY = 4.0
"""So many standard deviations of tracking."""


def beyond_any_surface(stage: Stage, possible: Recording, impossible: Recording, frame: int) -> bool:
    """Whether momentum or energy changes about a frame as no surfaces allow; the runs are alike before it.

    The frame after it counts: those that are sent into each other meet once more before anybody sees it.
    """
    rows = [stage.row(stage.mover), stage.row(stage.other)]
    parts = [stage.layout.parts[row] for row in rows]
    mass = np.array([part.mass for part in parts])
    friction = max(FRICTIONS) * max(part.material.friction for part in parts)
    gravity = float(np.linalg.norm(stage.layout.gravity))
    before, after = frame - 1, frame + 1
    velocity = impossible.linear_velocity[after, rows].astype(float)
    came, went = (mass @ possible.linear_velocity[at, rows, :2].astype(float) for at in (before, after))
    dragged = friction * gravity * (after - before) * possible.dt * mass.sum()
    off = _from_between(mass @ velocity[:, :2], came, went) - dragged
    gained = impossible.energy[after] - impossible.energy[before]
    energy_sd = TRACKED_MPS * np.linalg.norm(mass * np.linalg.norm(velocity, axis=1))
    return bool(off > SURELY * TRACKED_MPS * np.linalg.norm(mass) or gained > SURELY * energy_sd)


def _from_between(point: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]) -> float:
    """How far a point is from the line between two others."""
    way = end - start
    share = np.clip((point - start) @ way / max(float(way @ way), 1e-12), 0.0, 1.0)
    return float(np.linalg.norm(point - start - share * way))
