# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Placing things: how they are turned, where they stand, what else lies about, where from one looks."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from training.simulation.bodies import (
    IDENTITY,
    ORIGIN,
    Body,
    Part,
    Quaternion,
    Vector,
    Viewpoint,
    single,
)
from training.simulation.draw import Draw
from training.simulation.materials import YIELDING
from training.simulation.shapes import draw_part, lowest, radius

CLEARANCE_M = 0.03
STREW_GROWTH = 1.02
LYING = Rotation.from_euler("x", 90, degrees=True)
"""Turns what stands along z to lie along y."""
RAMP_THICKNESS_M = 0.3


def quaternion(rotation: Rotation) -> Quaternion:
    """Wxyz of a rotation."""
    x, y, z, w = (float(value) for value in rotation.as_quat())
    return w, x, y, z


def yaw(angle: float) -> Rotation:
    """About z, rad."""
    return Rotation.from_euler("z", angle)


def stand(
    part: Part,
    x: float,
    y: float,
    turned: Rotation | None = None,
    above: float = 0.0,
    linear_velocity: Vector = ORIGIN,
    angular_velocity: Vector = ORIGIN,
) -> Body:
    """A free body of one part, its lowest point `above` m over the floor."""
    rotation = np.eye(3) if turned is None else turned.as_matrix()
    place = (x, y, above + lowest(part, rotation))
    orientation = IDENTITY if turned is None else quaternion(turned)
    return single(part, place, orientation, linear_velocity, angular_velocity)


def rolling(speed: Vector, radius_m: float) -> Vector:
    """Angular velocity, rad/s, of what rolls on the floor at `speed` without slipping."""
    return -speed[1] / radius_m, speed[0] / radius_m, 0.0


def ramp(name: str, foot: tuple[float, float], slope: float, length: float, width: float) -> Body:
    """A static plank; its upper face ends at floor height at `foot` and rises by `slope` rad towards -x."""
    tilt = Rotation.from_euler("y", slope)
    part = Part(name, "box", (length, width, RAMP_THICKNESS_M), 0.0, YIELDING, (0.45, 0.36, 0.28))
    centre = np.array([foot[0], foot[1], 0.0]) + tilt.apply([-0.5 * length, 0.0, -0.5 * RAMP_THICKNESS_M])
    return Body(name, (part,), vector(centre), quaternion(tilt), static=True)


def wall(name: str, centre: Vector, extent: Vector, angle: float = 0.0) -> Body:
    """A static upright box."""
    part = Part(name, "box", extent, 0.0, YIELDING, (0.5, 0.52, 0.56))
    return Body(name, (part,), centre, quaternion(yaw(angle)), static=True)


def strew(
    draw: Draw,
    wanted: int,
    taken: Sequence[tuple[float, float, float]],
    area: tuple[float, float] = (1.5, 1.2),
) -> list[Body]:
    """`wanted` objects on the floor within x, y of `area`, clear of circles (x, y, radius).

    The area grows by a little with every place that was taken, so all of them find one.
    """
    circles = list(taken)
    found: list[Body] = []
    growth = 1.0
    while len(found) < wanted:
        part = draw_part(draw, f"object{len(found)}")
        x, y = growth * draw.rng.uniform(-1, 1, 2) * area
        size = radius(part) + CLEARANCE_M
        if all(math.hypot(x - a, y - b) > size + r for a, b, r in circles):
            circles.append((x, y, size))
            found.append(stand(part, x, y, yaw(draw.rng.uniform(0, 2 * math.pi))))
        else:
            growth *= STREW_GROWTH
    return found


def draw_viewpoint(draw: Draw, target: Vector = (0.0, 0.0, 0.3), distance: float = 3.1) -> Viewpoint:
    """From the side of -y, turned by up to 35 degrees, 15 to 35 degrees up."""
    azimuth = -0.5 * math.pi + draw.rng.uniform(-0.6, 0.6)
    elevation = draw.rng.uniform(0.26, 0.6)
    away = distance * draw.rng.uniform(0.9, 1.15)
    ground = away * math.cos(elevation)
    x, y, z = target
    place = (x + ground * math.cos(azimuth), y + ground * math.sin(azimuth), z + away * math.sin(elevation))
    return Viewpoint(place, target, 45.0)


def circle(body: Body) -> tuple[float, float, float]:
    """Of the ground that a body of one part covers: x, y, radius m."""
    return body.position[0], body.position[1], radius(body.parts[0]) + CLEARANCE_M


def vector(values: NDArray[np.float64]) -> Vector:
    """Three plain numbers."""
    x, y, z = (float(value) for value in values)
    return x, y, z
