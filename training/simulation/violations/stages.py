# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Small scenes for laws to be broken in: something passes, flies, hits, is stopped, slides off a table."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import product

import mujoco
import numpy as np
from numpy.typing import NDArray

from training.simulation.bodies import FLOOR, Body, Layout, Part
from training.simulation.draw import Draw
from training.simulation.scenery import circle, draw_viewpoint, rolling, stand, strew, wall, yaw
from training.simulation.shapes import draw_part
from training.simulation.violations.changes import PARKED, park
from training.simulation.world import Scene

BARRIER_M = (0.12, 0.9, 0.5)
TABLE_M = (0.9, 0.9, 0.4)
EDGE_X_M = 0.1
SCREEN_THICKNESS_M, SCREEN_AHEAD_M, SCREEN_MARGIN_M = 0.04, 0.45, 0.12
RESTITUTIONS = (0.0, 0.25, 0.5, 0.75, 0.95)
FRICTIONS = (0.8, 1.0, 1.25)
"""Shares of what it is: nobody knows friction better than to a quarter."""
LANE_M = 0.35
"""Half the width of the way along x that is kept clear for what moves."""


@dataclass(frozen=True)
class Stage:
    """A scene and who plays in it.

    Attributes:
        layout: everything, a substitute included.
        mover: name of the body that moves.
        other: of the one that it meets; empty where it meets none.
        substitute: of a body that is parked at first; empty where there is none.
    """

    layout: Layout
    mover: str
    other: str = ""
    substitute: str = ""

    def build(self) -> Scene:
        """A fresh scene, the substitute parked."""
        scene = Scene(self.layout)
        if self.substitute:
            park(scene, self.substitute)
            mujoco.mj_forward(scene.model, scene.data)
        return scene

    def row(self, name: str) -> int:
        """Of a part."""
        return [part.name for part in self.layout.parts].index(name)


def passing(draw: Draw) -> Stage:
    """Something slides or rolls past."""
    return _staged(draw, _pushed(draw, draw_part(draw, "mover"), -1.1))


def tossed(draw: Draw) -> Stage:
    """Something flies in an arc."""
    rng = draw.rng
    speed = (rng.uniform(0.7, 1.5), rng.uniform(-0.2, 0.2), rng.uniform(1.8, 3.0))
    mover = stand(draw_part(draw, "mover"), -0.9, 0.0, yaw(rng.uniform(0, 6)), rng.uniform(0.2, 0.6), speed)
    return _staged(draw, mover)


def hitting(draw: Draw) -> Stage:
    """Something is pushed against another thing that stands."""
    mover = _pushed(draw, draw_part(draw, "mover"), -0.9)
    struck = stand(draw_part(draw, "struck"), draw.rng.uniform(-0.35, 0.1), mover.position[1])
    return replace(_staged(draw, mover, struck), other="struck")


def stopped(draw: Draw) -> Stage:
    """Something is pushed against a barrier."""
    mover = _pushed(draw, draw_part(draw, "mover"), -0.9)
    x = draw.rng.uniform(-0.2, 0.3)
    barrier = wall("barrier", (x, 0.0, 0.5 * BARRIER_M[2]), BARRIER_M, draw.rng.uniform(-0.3, 0.3))
    return replace(_staged(draw, mover, barrier), other="barrier")


def leaving(draw: Draw) -> Stage:
    """Something slides off a table."""
    table = wall("table", (EDGE_X_M - 0.5 * TABLE_M[0], 0.0, 0.5 * TABLE_M[2]), TABLE_M)
    mover = _pushed(draw, draw_part(draw, "mover"), -0.5, TABLE_M[2])
    return replace(_staged(draw, mover, table), other="table")


def with_substitute(draw: Draw, stage: Stage, family: str = "", recoloured: bool = False) -> Stage:
    """Add a parked body with the mover's surface: of another family or colour, or just like it."""
    mover = next(body for body in stage.layout.bodies if body.name == stage.mover)
    part = mover.parts[0]
    twin: Part = replace(part, name="substitute")
    if family:
        drawn = draw_part(draw, "substitute", part.colour, (family,), part.material)
        twin = replace(drawn, mass=part.mass)
    if recoloured:
        red, green, blue = part.colour
        twin = replace(twin, colour=(blue, red, green))
    parked = Body("substitute", (twin,), PARKED)
    layout = replace(stage.layout, bodies=(*stage.layout.bodies, parked))
    return replace(stage, layout=layout, substitute="substitute")


def of_other_surfaces(stage: Stage) -> tuple[Stage, ...]:
    """The same, but the two meet without any bounce, with all of it, or between, and with other friction."""

    def surfaced(part: Part, restitution: float, friction: float) -> Part:
        if part.name not in (stage.mover, stage.other):
            return part
        other = replace(part.material, restitution=restitution, friction=friction * part.material.friction)
        return replace(part, material=other)

    def variant(restitution: float, friction: float) -> Stage:
        bodies = tuple(
            replace(body, parts=tuple(surfaced(part, restitution, friction) for part in body.parts))
            for body in stage.layout.bodies
        )
        return replace(stage, layout=replace(stage.layout, bodies=bodies))

    return tuple(variant(*each) for each in product(RESTITUTIONS, FRICTIONS))


def with_screen(stage: Stage, place: NDArray[np.float32]) -> Stage:
    """Add a screen between the camera and what happens at `place`."""
    eye = np.array(stage.layout.viewpoint.position)
    towards = eye[:2] - place[:2]
    distance = float(np.linalg.norm(towards))
    towards /= distance
    mover = next(body for body in stage.layout.bodies if body.name == stage.mover).parts[0]
    size = 0.5 * float(np.linalg.norm(mover.extent)) + SCREEN_MARGIN_M
    top = float(place[2]) + size
    height = top + (eye[2] - top) * (SCREEN_AHEAD_M + size) / distance
    x, y = place[:2] + SCREEN_AHEAD_M * towards
    extent = (SCREEN_THICKNESS_M, 2 * size, height)
    screen = wall("screen", (float(x), float(y), 0.5 * height), extent, math.atan2(towards[1], towards[0]))
    layout = replace(stage.layout, bodies=(*stage.layout.bodies, screen))
    return replace(stage, layout=layout)


def _pushed(draw: Draw, part: Part, x: float, above: float = 0.0) -> Body:
    speed = draw.uniform(draw.ranges.push_mps)
    velocity = (speed, 0.0, 0.0)
    spin = rolling(velocity, 0.5 * part.extent[2]) if part.shape == "sphere" else (0.0, 0.0, 0.0)
    y = draw.rng.uniform(-0.15, 0.15)
    return stand(part, x, y, yaw(draw.rng.uniform(-0.2, 0.2)), above + 1e-4, velocity, spin)


def _staged(draw: Draw, mover: Body, *others: Body) -> Stage:
    movable = 1 + sum(not body.static for body in others)
    lane = [(0.1 * x, 0.0, LANE_M) for x in range(-14, 15, 2)]
    taken = [*lane, *(circle(body) for body in others)]
    more = strew(draw, draw.integer(draw.ranges.count) - movable, taken, (1.2, 1.1))
    layout = Layout((FLOOR, mover, *others, *more), draw_viewpoint(draw, (0.0, 0.0, 0.3)))
    return Stage(draw.conditions.rule(layout), mover.name)
