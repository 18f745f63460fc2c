# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Flight, bounces and sliding of spheres over a level floor, exact between impacts, for all at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Array

GRAVITY = 9.81
"""m/s^2, downwards along odom's z."""
REST_SPEED = 0.05
"""A bounce slower than this, m/s, has come to rest on the floor."""
MOST_BOUNCES = 32
"""With any restitution below 0.9 a fall from 10 m is at rest before; a bound for the others."""


@dataclass(frozen=True, slots=True, eq=False)
class Bodies:
    """N spheres: `position` [N, 3] m, `velocity` [N, 3] m/s, `radius` [N] m, Coulomb `friction` [N]."""

    position: Array
    velocity: Array
    radius: Array
    friction: Array


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Positions and velocities [T, N, 3] at T times; `landing_s` [N]: first impact, inf for none."""

    position: Array
    velocity: Array
    landing_s: Array


def forecast(bodies: Bodies, times_s: Array, restitution: float = 0.5, gravity: float = GRAVITY) -> Paths:
    """Where the spheres are at `times_s` [T], ascending: gravity, the floor z = 0, friction without spin.

    A centre that starts lower than its radius rests where it is: the floor is there, whatever was
    measured. Each impact takes at most the tangential speed that Coulomb friction allows.
    """
    p, v = bodies.position.copy(), bodies.velocity.copy()
    rest_z = np.minimum(p[:, 2], bodies.radius)
    start = np.zeros(len(p))
    resting = (p[:, 2] <= rest_z + 1e-9) & (np.abs(v[:, 2]) < REST_SPEED)
    position = np.empty((len(times_s), len(p), 3))
    velocity = np.empty_like(position)
    landing = np.full(len(p), np.inf)
    for _ in range(MOST_BOUNCES):
        v[resting, 2] = 0.0
        fall = np.sqrt(v[:, 2] ** 2 + 2.0 * gravity * np.maximum(p[:, 2] - rest_z, 0.0))
        impact = np.where(resting, np.inf, start + (v[:, 2] + fall) / gravity)
        within = (times_s[:, None] >= start) & (times_s[:, None] < impact)
        _fill(position, velocity, within, p, v, times_s, start, resting, bodies.friction, gravity)
        hitting = impact <= times_s[-1]
        if not hitting.any():
            break
        landing = np.where(hitting, np.minimum(landing, impact), landing)
        dt = np.where(hitting, impact - start, 0.0)
        p[:, :2] += v[:, :2] * dt[:, None]
        p[hitting, 2] = rest_z[hitting]
        speed = np.hypot(v[:, 0], v[:, 1])
        taken = np.minimum(bodies.friction * (1.0 + restitution) * fall, speed)
        kept = np.where(hitting & (speed > 0), 1.0 - taken / np.maximum(speed, 1e-12), 1.0)
        v[:, :2] *= kept[:, None]
        v[:, 2] = np.where(hitting, restitution * fall, v[:, 2])
        start = np.where(hitting, impact, start)
        resting |= hitting & (v[:, 2] < REST_SPEED)
    else:
        # Still bouncing after so many: hops this small count as rest.
        resting |= hitting
        v[hitting, 2] = 0.0
        _fill(
            position,
            velocity,
            times_s[:, None] >= start,
            p,
            v,
            times_s,
            start,
            resting,
            bodies.friction,
            gravity,
        )
    return Paths(position, velocity, landing)


def _fill(
    position: Array,
    velocity: Array,
    within: NDArray[np.bool_],
    p: Array,
    v: Array,
    times_s: Array,
    start: Array,
    resting: NDArray[np.bool_],
    friction: Array,
    gravity: float,
) -> None:
    """Write flight or sliding from (p, v) at `start` into the times that lie `within` this stretch."""
    dt = np.maximum(times_s[:, None] - start, 0.0)
    speed = np.hypot(v[:, 0], v[:, 1])
    braking = np.where(resting, friction * gravity, 0.0)
    # Sliding ends when the speed is used up; in flight it never is.
    slide_s = np.minimum(dt, np.where(braking > 0, speed / np.maximum(braking, 1e-12), np.inf))
    slowed = 1.0 - braking * slide_s / np.maximum(speed, 1e-12)
    length = slide_s * (1.0 - 0.5 * braking * slide_s / np.maximum(speed, 1e-12))
    pull = np.where(resting, 0.0, gravity)
    moved = np.empty((*dt.shape, 3))
    moved[..., :2] = p[:, :2] + v[:, :2] * length[..., None]
    moved[..., 2] = p[:, 2] + v[:, 2] * dt - 0.5 * pull * dt**2
    going = np.empty_like(moved)
    going[..., :2] = v[:, :2] * slowed[..., None]
    going[..., 2] = v[:, 2] - pull * dt
    np.copyto(position, moved, where=within[..., None])
    np.copyto(velocity, going, where=within[..., None])
