# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where a query looks: box, sphere, frustum of a camera, or the k nearest; metres, odom."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sgw_ros.workspace.errors import QueryError

Point = tuple[float, float, float]
Rectangle = tuple[tuple[float, float], tuple[float, float]]

FARTHEST = 1e9
"""Bound of every number of a region: what is computed from it stays finite."""
SHORTEST_PX = 1e-3
"""Least focal length, for the same reason."""


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned box from `low` to `high`, both included."""

    low: Point
    high: Point

    def __post_init__(self) -> None:
        _check_bounded("box", (*self.low, *self.high))
        if any(a > b for a, b in zip(self.low, self.high, strict=True)):
            raise QueryError(f"box: its low corner {self.low} lies beyond its high corner {self.high}")

    def bounds(self) -> Rectangle:
        """The rectangle in x and y that it lies in."""
        return self.low[:2], self.high[:2]

    def contains(self, p: Point) -> bool:
        """Whether a point lies inside."""
        return (
            self.low[0] <= p[0] <= self.high[0]
            and self.low[1] <= p[1] <= self.high[1]
            and self.low[2] <= p[2] <= self.high[2]
        )


@dataclass(frozen=True, slots=True)
class Sphere:
    """Everything within `radius` of `center`."""

    center: Point
    radius: float

    def __post_init__(self) -> None:
        _check_bounded("sphere", (*self.center, self.radius))
        if self.radius < 0:
            raise QueryError(f"sphere: the radius {self.radius} is negative")

    def bounds(self) -> Rectangle:
        """The rectangle in x and y that it lies in."""
        (x, y, _), r = self.center, self.radius
        return (x - r, y - r), (x + r, y + r)

    def contains(self, p: Point) -> bool:
        """Whether a point lies inside."""
        return math.dist(p, self.center) <= self.radius


@dataclass(frozen=True, slots=True)
class Frustum:
    """What a pinhole camera sees between `near` and `far` (m along its optical axis).

    `position` and `orientation` (x, y, z, w) are those of the optical frame in odom, `intrinsics` is
    (fx, fy, cx, cy, width, height) in pixels.
    """

    position: Point
    orientation: tuple[float, float, float, float]
    intrinsics: tuple[float, float, float, float, float, float]
    near: float
    far: float

    def __post_init__(self) -> None:
        _check_bounded("frustum", (*self.position, *self.orientation, *self.intrinsics, self.near, self.far))
        fx, fy, _, _, width, height = self.intrinsics
        if not (0 <= self.near < self.far and min(width, height) > 0):
            raise QueryError("frustum: its size must be positive, and 0 <= near < far")
        if min(fx, fy) < SHORTEST_PX:
            raise QueryError(f"frustum: the focal lengths {fx} and {fy} are not {SHORTEST_PX:g} px or more")
        if abs(math.hypot(*self.orientation) - 1) > 1e-3:
            raise QueryError(f"frustum: {self.orientation} is no unit quaternion")

    def bounds(self) -> Rectangle:
        """The rectangle in x and y that its corners span."""
        fx, fy, cx, cy, width, height = self.intrinsics
        corners = []
        for depth in (self.near, self.far):
            for u in (0.0, width):
                for v in (0.0, height):
                    ray = ((u - cx) / fx * depth, (v - cy) / fy * depth, depth)
                    x, y, _ = _rotate(self.orientation, ray)
                    corners.append((x + self.position[0], y + self.position[1]))
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        return (min(xs), min(ys)), (max(xs), max(ys))

    def contains(self, p: Point) -> bool:
        """Whether a point projects into the picture."""
        x, y, z, w = self.orientation
        offset = (p[0] - self.position[0], p[1] - self.position[1], p[2] - self.position[2])
        cam_x, cam_y, depth = _rotate((-x, -y, -z, w), offset)
        if not self.near <= depth <= self.far or depth <= 0:
            return False
        fx, fy, cx, cy, width, height = self.intrinsics
        return 0 <= fx * cam_x / depth + cx <= width and 0 <= fy * cam_y / depth + cy <= height


@dataclass(frozen=True, slots=True)
class Nearest:
    """The `count` nodes nearest to `center`."""

    center: Point
    count: int

    def __post_init__(self) -> None:
        _check_bounded("nearest", self.center)
        if self.count < 1:
            raise QueryError(f"nearest: {self.count} nodes cannot be found; ask for 1 or more")


Region = Box | Sphere | Frustum | Nearest


def region_from(kind: str, values: tuple[float, ...]) -> Region:
    """A region from its flat numbers, in the order of the query service.

    Raises:
        QueryError: for an unknown kind or a wrong number of values.
    """
    sizes = {"box": 6, "sphere": 4, "nearest": 4, "frustum": 15}
    if kind not in sizes:
        raise QueryError(f"unknown region '{kind}'; known: {', '.join(sorted(sizes))}")
    if len(values) != sizes[kind]:
        raise QueryError(f"{kind}: takes {sizes[kind]} numbers, not {len(values)}")
    _check_bounded(kind, values)
    v = values
    if kind == "box":
        return Box((v[0], v[1], v[2]), (v[3], v[4], v[5]))
    if kind == "sphere":
        return Sphere((v[0], v[1], v[2]), v[3])
    if kind == "nearest":
        return Nearest((v[0], v[1], v[2]), int(v[3]))
    intrinsics = (v[7], v[8], v[9], v[10], v[11], v[12])
    return Frustum((v[0], v[1], v[2]), (v[3], v[4], v[5], v[6]), intrinsics, v[13], v[14])


def region_values(region: Region) -> tuple[str, tuple[float, ...]]:
    """The kind and flat numbers of a region: the inverse of `region_from`."""
    if isinstance(region, Box):
        return "box", (*region.low, *region.high)
    if isinstance(region, Sphere):
        return "sphere", (*region.center, region.radius)
    if isinstance(region, Nearest):
        return "nearest", (*region.center, float(region.count))
    return "frustum", (*region.position, *region.orientation, *region.intrinsics, region.near, region.far)


def _rotate(q: tuple[float, float, float, float], v: Point) -> Point:
    """Rotate [3] by a unit quaternion; plain floats, because numpy costs more than it gives on 3 numbers."""
    x, y, z, w = q
    tx, ty, tz = 2 * (y * v[2] - z * v[1]), 2 * (z * v[0] - x * v[2]), 2 * (x * v[1] - y * v[0])
    return (
        v[0] + w * tx + y * tz - z * ty,
        v[1] + w * ty + z * tx - x * tz,
        v[2] + w * tz + x * ty - y * tx,
    )


def _check_bounded(name: str, values: tuple[float, ...]) -> None:
    for index, value in enumerate(values):
        if not -FARTHEST <= value <= FARTHEST:
            raise QueryError(f"{name}[{index}] is {value}; every number lies within {FARTHEST:g}")
