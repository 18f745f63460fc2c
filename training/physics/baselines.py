# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a learned simulator must beat: nothing moves, all goes straight on, all flies and slides."""

from __future__ import annotations

import numpy as np

from sgw_ros.experts.physics import ballistic
from training.episodes.trajectory import Trajectory
from training.physics.forecast import Floats, Forecast
from training.physics.observing import floor_height, floor_row
from training.physics.touching import touched

RESTITUTION, FRICTION = 0.5, 0.5
WEIGHTLESS_MPS2 = 1e-3


class Static:
    """Nothing moves any more."""

    def forecast(self, observed: Trajectory, times_s: Floats) -> Forecast:
        """The last observed frame, for ever."""
        shape = (len(times_s), observed.rows, 3)
        position = np.broadcast_to(observed.position[-1].astype(float), shape)
        return Forecast(position, np.zeros(shape), lambda: touched(observed, position[:1]))


class ConstantVelocity:
    """Everything goes on as it was seen last."""

    def forecast(self, observed: Trajectory, times_s: Floats) -> Forecast:
        """Straight lines, through whatever is in the way."""
        velocity = _velocity(observed)
        position = observed.position[-1] + times_s[:, None, None] * velocity
        going = np.broadcast_to(velocity, position.shape)
        return Forecast(position, going, lambda: touched(observed, position))


class Ballistic:
    """Gravity and the floor; bounding spheres that slide and do not spin; no other contact."""

    def forecast(self, observed: Trajectory, times_s: Floats) -> Forecast:
        """Parabolas, bounces and slides until rest."""
        gravity = -float(observed.gravity[2])
        if gravity < WEIGHTLESS_MPS2:
            return ConstantVelocity().forecast(observed, times_s)
        floor_m = floor_height(observed)
        rows = np.flatnonzero(~observed.is_static)
        start = observed.position[-1, rows] - np.array([0.0, 0.0, floor_m])
        radius = bounding_radius(observed)[rows]
        bodies = ballistic.Bodies(start, _velocity(observed)[rows], radius, np.full(len(rows), FRICTION))
        paths = ballistic.forecast(bodies, times_s, RESTITUTION, gravity)
        position = np.repeat(observed.position[-1][None].astype(float), len(times_s), axis=0)
        velocity = np.zeros_like(position)
        position[:, rows] = paths.position + np.array([0.0, 0.0, floor_m])
        velocity[:, rows] = paths.velocity

        def touch() -> Floats:
            met = touched(observed, position)
            floor = floor_row(observed)
            if floor is not None:
                met[rows, floor] = met[floor, rows] = paths.landing_s <= times_s[-1]
            return met

        return Forecast(position, velocity, touch)


def bounding_radius(observed: Trajectory) -> Floats:
    """[N] m, of the sphere about each row's centre that holds its whole surface."""
    half = 0.5 * observed.extent.astype(float)
    radius: Floats = np.linalg.norm(half, axis=1)
    for row, shape in enumerate(observed.shape):
        if shape in ("sphere", "ellipsoid", "capsule"):
            radius[row] = half[row].max()
        elif shape == "cylinder":
            radius[row] = np.hypot(half[row, 0], half[row, 2])
        elif row in observed.vertices:
            radius[row] = np.linalg.norm(observed.vertices[row], axis=1).max()
    return radius


def _velocity(observed: Trajectory) -> Floats:
    moving = ~observed.is_static[:, None]
    velocity: Floats = np.where(moving, observed.linear_velocity[-1], 0.0).astype(float)
    return velocity
