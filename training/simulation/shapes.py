# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Draws objects: a family of shapes, a size, a mass and a material out of a split's ranges."""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from training.simulation.bodies import Colour, Part, Vector
from training.simulation.draw import Draw
from training.simulation.materials import Material

Points = NDArray[np.float64]
ROUND = ("sphere", "cylinder", "capsule", "ellipsoid")
HULL_CORNERS = 14
LEAST_CORNER_GAP = 0.45
"""Between a hull's corners on the unit sphere, so that no edge is a needle."""


def draw_material(draw: Draw) -> Material:
    """A surface out of the split's ranges."""
    ranges = draw.ranges
    return Material(
        friction=draw.log_uniform(ranges.friction),
        rolling_friction=draw.log_uniform(ranges.rolling_friction_m),
        spinning_friction=draw.log_uniform(ranges.spinning_friction_m),
        restitution=draw.uniform(ranges.restitution),
    )


def draw_part(
    draw: Draw,
    name: str,
    colour: Colour | None = None,
    families: Sequence[str] = (),
    material: Material | None = None,
) -> Part:
    """An object of one of `families` (all of the split's, unless some of them are named)."""
    choice = [family for family in draw.ranges.shapes if family in families] or list(draw.ranges.shapes)
    family = choice[int(draw.rng.integers(len(choice)))]
    longest = draw.uniform(draw.ranges.size_m)
    extent = _extent(draw, family, longest)
    return make_part(draw, name, family, extent, colour, material)


def make_part(
    draw: Draw,
    name: str,
    family: str,
    extent: Vector,
    colour: Colour | None = None,
    material: Material | None = None,
) -> Part:
    """An object of a given family and size; density, and unless given colour and material, are drawn."""
    vertices = MESHES[family](draw.rng, extent) if family in MESHES else None
    if vertices is not None:
        extent = _vector(np.ptp(vertices, axis=0))
    mass = draw.log_uniform(draw.ranges.density_kg_m3) * FILL[family] * float(np.prod(extent))
    return Part(
        name,
        "mesh" if family in MESHES else family,
        extent,
        mass,
        material or draw_material(draw),
        colour or draw_colour(draw),
        vertices=vertices,
    )


def draw_board(draw: Draw, name: str, extent: Vector, colour: Colour | None = None) -> Part:
    """A flat piece that stands on an edge: of the split's board family, thin along x."""
    choice = draw.ranges.boards
    family = choice[int(draw.rng.integers(len(choice)))]
    return make_part(draw, name, family, extent, colour)


def draw_colour(draw: Draw) -> Colour:
    """Anything that is neither the agent's red nor the target's yellow."""
    hue = draw.rng.uniform(0.25, 0.85)
    red, green, blue = colorsys.hsv_to_rgb(hue, draw.rng.uniform(0.35, 0.9), draw.rng.uniform(0.4, 0.9))
    return red, green, blue


def lowest(part: Part, rotation: NDArray[np.float64] | None = None) -> float:
    """How far below its own origin a part reaches, m, turned by `rotation` [3, 3] (upright without)."""
    down = np.array([0.0, 0.0, -1.0]) if rotation is None else rotation.T @ (0.0, 0.0, -1.0)
    return reach(part, down)


def reach(part: Part, direction: NDArray[np.float64]) -> float:
    """How far a part reaches from its origin along a unit vector of its own frame, m."""
    half = 0.5 * np.array(part.extent)
    if part.vertices is not None:
        return float((part.vertices @ direction).max())
    if part.shape in ("sphere", "ellipsoid"):
        return float(np.linalg.norm(half * direction))
    across = float(half[0] * np.hypot(direction[0], direction[1]))
    if part.shape == "cylinder":
        return across + float(half[2] * abs(direction[2]))
    if part.shape == "capsule":
        return float(half[0] + (half[2] - half[0]) * abs(direction[2]))
    return float(np.sum(half * np.abs(direction)))


def radius(part: Part) -> float:
    """Of the circle, seen from above, that an upright part surely fits in, m."""
    return 0.5 * float(np.hypot(part.extent[0], part.extent[1]))


def _extent(draw: Draw, family: str, longest: float) -> Vector:
    a, b = (longest * draw.uniform(draw.ranges.aspect) for _ in range(2))
    if family == "sphere":
        return longest, longest, longest
    if family == "capsule":
        return a, a, longest
    if family == "cylinder":
        return (longest, longest, a) if draw.rng.random() < 0.5 else (a, a, longest)
    return _vector(draw.rng.permutation([longest, a, b]))


def _vector(values: NDArray[np.float64]) -> Vector:
    x, y, z = (float(value) for value in values)
    return x, y, z


def _hull(rng: np.random.Generator, extent: Vector) -> Points:
    corners: list[NDArray[np.float64]] = []
    while len(corners) < HULL_CORNERS:
        corner = rng.normal(size=3)
        corner /= np.linalg.norm(corner)
        if all(np.linalg.norm(corner - other) > LEAST_CORNER_GAP for other in corners):
            corners.append(corner)
    points = np.array(corners)
    points -= (points.max(axis=0) + points.min(axis=0)) / 2
    scaled: Points = points * np.array(extent) / np.ptp(points, axis=0)
    return scaled


def _wedge(_rng: np.random.Generator, extent: Vector) -> Points:
    """A triangular prism that lies on a rectangular face."""
    x, y, z = np.array(extent) / 2
    return np.array([(sx * x, sy * y, -z) for sx in (-1, 1) for sy in (-1, 1)] + [(0, -y, z), (0, y, z)])


def _prism(_rng: np.random.Generator, extent: Vector) -> Points:
    """A hexagonal prism along x, on one of its rectangular faces."""
    x, y, z = np.array(extent) / 2
    ring = [(y, 0.0), (y / 2, z), (-y / 2, z), (-y, 0.0), (-y / 2, -z), (y / 2, -z)]
    return np.array([(sx * x, b, c) for sx in (-1, 1) for b, c in ring])


MESHES: dict[str, Callable[[np.random.Generator, Vector], Points]] = {
    "hull": _hull,
    "wedge": _wedge,
    "prism": _prism,
}
FILL = {
    "sphere": np.pi / 6,
    "box": 1.0,
    "cylinder": np.pi / 4,
    "capsule": 0.7,
    "ellipsoid": np.pi / 6,
    "hull": 0.45,
    "wedge": 0.5,
    "prism": 0.75,
}
"""Volume as a share of the enclosing box: what density makes a mass of."""
