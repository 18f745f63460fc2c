# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Plain descriptions of what stands in a scene: parts, bodies, joints, where it is looked at from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from training.simulation.materials import ORDINARY, YIELDING, Material

Vector = tuple[float, float, float]
Quaternion = tuple[float, float, float, float]
Colour = tuple[float, float, float]

ORIGIN: Vector = (0.0, 0.0, 0.0)
IDENTITY: Quaternion = (1.0, 0.0, 0.0, 0.0)
RED: Colour = (0.85, 0.08, 0.08)
YELLOW: Colour = (0.95, 0.85, 0.08)
GREY: Colour = (0.55, 0.55, 0.58)


@dataclass(frozen=True, eq=False)
class Part:
    """A rigid piece of one shape: one row of the trajectory, one geom of the model.

    Attributes:
        name: unique in the scene.
        shape: sphere, box, cylinder, capsule, ellipsoid, mesh, or plane (an endless floor whose top is the
            part's origin; it becomes a row of shape box that reaches below).
        extent: m, full size along the part's own axes; round shapes stand along z.
        mass: kg.
        material: of its surface.
        colour: RGB, 0 to 1.
        position: m, of the part's centre in its body's frame.
        orientation: wxyz in its body's frame.
        vertices: [V, 3] m in the part's frame, of a convex mesh.
        decides: whether its material alone holds for whatever touches it.
    """

    name: str
    shape: str
    extent: Vector
    mass: float = 1.0
    material: Material = ORDINARY
    colour: Colour = GREY
    position: Vector = ORIGIN
    orientation: Quaternion = IDENTITY
    vertices: NDArray[np.float64] | None = None
    decides: bool = False


@dataclass(frozen=True)
class Joint:
    """Ties a body to its parent, "" being the world: kind is "ball" or "hinge", `anchor` and `axis` world."""

    parent: str
    kind: str
    anchor: Vector
    axis: Vector = (0.0, 1.0, 0.0)


@dataclass(frozen=True, eq=False)
class Body:
    """Parts that move as one; pose and velocity are those of the body's frame at the start, in the world."""

    name: str
    parts: tuple[Part, ...]
    position: Vector = ORIGIN
    orientation: Quaternion = IDENTITY
    linear_velocity: Vector = ORIGIN
    angular_velocity: Vector = ORIGIN
    static: bool = False
    joint: Joint | None = None


@dataclass(frozen=True)
class Medium:
    """What bodies move in: it slows them by its inertia (with speed squared) and by its viscosity."""

    density_kg_m3: float = 0.0
    viscosity_pas: float = 0.0


NOTHING = Medium()
"""Air counts for as much, as heavy as things are here."""


@dataclass(frozen=True)
class Viewpoint:
    """A pinhole camera at `position` that looks at `target`, upright."""

    position: Vector = (0.0, -4.0, 2.0)
    target: Vector = ORIGIN
    fov_y_deg: float = 45.0


FLOOR = Body(
    "floor",
    (Part("floor", "plane", (40.0, 40.0, 1.0), 0.0, YIELDING),),
    static=True,
)


@dataclass(frozen=True)
class Layout:
    """A whole scene before time starts."""

    bodies: tuple[Body, ...]
    viewpoint: Viewpoint = Viewpoint()
    gravity: Vector = (0.0, 0.0, -9.81)
    medium: Medium = NOTHING
    question: tuple[str, str] | None = None
    """Names of the agent's and the target's parts."""
    meta: dict[str, object] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts, in the order of the trajectory's rows."""
        return tuple(part for body in self.bodies for part in body.parts)


def panel(
    name: str, at: Vector, size: tuple[float, float, float], facing: str, colour: Colour = GREY
) -> Body:
    """A static wall or picture of `size` (width, height, thickness) m, whose own z looks along x or y."""
    turned = (0.5, 0.5, 0.5, 0.5) if facing == "x" else (0.5**0.5, 0.5**0.5, 0.0, 0.0)
    return Body(name, (Part(name, "box", size, 100.0, colour=colour),), at, turned, static=True)


def single(
    part: Part,
    position: Vector,
    orientation: Quaternion = IDENTITY,
    linear_velocity: Vector = ORIGIN,
    angular_velocity: Vector = ORIGIN,
) -> Body:
    """A free body of one part, which bears the part's name."""
    return Body(part.name, (part,), position, orientation, linear_velocity, angular_velocity)
