# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Energy that comes out of hiding against what went in: bodies that meet unseen can only lose some of it."""

from __future__ import annotations

import numpy as np

from training.physics.violations.nats import nats
from training.physics.violations.record import Record, losses, next_seen

WINDOW = 5
"""Frames over which a speed is measured, before hiding and after."""
DOUBT, LEAST_J_PER_KG = 0.15, 0.05
"""Standard deviation of an energy, as a share of all that is hidden, and at least."""
ROUND = 0.4
"""Moment of inertia over mass and squared radius, of a ball; other bodies have about as much."""


def gained(record: Record) -> float:
    """Nats of the greatest energy that came out beyond what was hidden.

    Rows that are hidden at the first frame bring what they have there. A body that slows down is faster
    before it hides and slower after it shows than it is in between, which errs on the side of the possible.
    """
    trajectory = record.trajectory
    mass = trajectory.mass.astype(float)
    events = []
    for lost, rows in losses(record.seen, trajectory.is_static).items():
        for row in rows:
            back = next_seen(record.seen[:, row], lost)
            events.append((lost, 1.0, row, _energy(record, row, max(lost - WINDOW, 0), lost)))
            if back < trajectory.frames:
                end = min(back + WINDOW, trajectory.frames - 1)
                events.append((back, -1.0, row, _energy(record, row, back, end)))
    hidden = worst = 0.0
    scale = LEAST_J_PER_KG
    for _, way, row, energy in sorted(events, key=lambda event: event[:3]):
        hidden += way * mass[row] * energy
        scale = max(scale, mass[row] * max(energy, LEAST_J_PER_KG))
        pace = 2.0 * record.noise_m / (WINDOW * trajectory.dt)
        sd = DOUBT * scale + mass[row] * pace * np.sqrt(2.0 * max(energy, 0.0))
        worst = max(worst, float(nats(np.square(max(-hidden, 0.0) / np.array(sd)))))
        hidden = max(hidden, 0.0)
    return worst


def _energy(record: Record, row: int, start: int, end: int) -> float:
    """J/kg of a row from one frame to another: of its way, its spin and its height over lying flat."""
    trajectory = record.trajectory
    seen = np.flatnonzero(record.seen[start : end + 1, row]) + start
    first, last = int(seen[0]), int(seen[-1])
    if last > first:
        moved = trajectory.position[last, row] - trajectory.position[first, row]
        velocity = moved / ((last - first) * trajectory.dt)
    else:
        velocity = trajectory.linear_velocity[first, row]
    half = 0.5 * float(trajectory.extent[row].min())
    spin = trajectory.angular_velocity[last, row].astype(float)
    height = max(float(trajectory.position[[first, last], row, 2].max()) - half, 0.0)
    turning = 0.5 * ROUND * half**2 * float(spin @ spin)
    gravity = float(np.linalg.norm(trajectory.gravity))
    return 0.5 * float(velocity @ velocity) + gravity * height + turning
