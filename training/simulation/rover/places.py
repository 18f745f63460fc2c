# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Rooms, corridors, yards and halls: what stands in them, and the way through."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.simulation.bodies import Body, Colour, Part, panel
from training.simulation.ranges import Interval, load_split
from training.simulation.rover.footprints import TALL_M, Footprints, box, disc, join

Array = NDArray[np.float64]
RANGES_YAML = Path(__file__).with_name("ranges.yaml")
WALL_M, WALL_HEIGHT_M = 0.2, TALL_M
FREE_M = 0.55
"""Between an obstacle and the way, so that the way is driveable."""
TRIES = 40


@dataclass(frozen=True)
class RoverRanges:
    """What a split's rover scenes are drawn from; `ranges.yaml` says what each entry is for."""

    places: tuple[str, ...]
    people: Interval
    obstacles: Interval
    obstacle_m: Interval
    room_m: Interval
    passage_m: Interval
    cruise_mps: Interval
    walking_mps: Interval


@dataclass(frozen=True, eq=False)
class Place:
    """Where a rover drives.

    Attributes:
        kind: room, corridor, yard or hall.
        bodies: walls and what stands about, all static.
        footprints: of the bodies, in their order.
        way: [W, 2] m, way points from the start to the goal.
        half: half of the free area's sides, m.
    """

    kind: str
    bodies: tuple[Body, ...]
    footprints: Footprints
    way: Array
    half: tuple[float, float]


def load_rover_ranges(split: str, path: Path = RANGES_YAML) -> RoverRanges:
    """The ranges of a split; raises as `load_split`."""
    bounds = {"people": 8.0, "obstacles": 20.0, "room_m": 20.0, "cruise_mps": 2.0, "walking_mps": 3.0}
    return load_split(RoverRanges, split, path, {"places": PLACES}, bounds)


def draw_place(rng: np.random.Generator, ranges: RoverRanges) -> Place:
    """A place, furnished."""
    kind = ranges.places[int(rng.integers(len(ranges.places)))]
    half, way, walls = PLACES[kind](rng, ranges)
    paint = _paint(rng)
    bodies = [replace(wall, parts=(replace(wall.parts[0], colour=paint),)) for wall in walls]
    footprints = [_seen_from_above(body) for body in walls]
    for number in range(int(rng.integers(int(ranges.obstacles.low), int(ranges.obstacles.high) + 1))):
        obstacle = _obstacle(rng, ranges, f"obstacle{number}", half, way, footprints)
        if obstacle is not None:
            bodies.append(obstacle)
            footprints.append(_seen_from_above(obstacle))
    return Place(kind, tuple(bodies), join(footprints), way, half)


Plan = tuple[tuple[float, float], Array, tuple[Body, ...]]


def _room(rng: np.random.Generator, ranges: RoverRanges) -> Plan:
    """Four walls, a way that bends twice."""
    half = (0.5 * rng.uniform(*_ends(ranges.room_m)), 0.5 * rng.uniform(*_ends(ranges.room_m)))
    return half, _bent(rng, half, 0.45), _walls(half)


def _corridor(rng: np.random.Generator, ranges: RoverRanges) -> Plan:
    """Two long walls, and pillars on both sides that leave a narrow passage."""
    half = (0.5 * rng.uniform(*_ends(ranges.room_m)) + 2.0, float(rng.uniform(0.9, 1.4)))
    gap, x = rng.uniform(*_ends(ranges.passage_m)), float(rng.uniform(-0.5, 1.5))
    aside = float(rng.uniform(-0.2, 0.2))
    pillars = tuple(
        _pillar(
            f"pillar{number}",
            x,
            0.5 * (sign * half[1] + aside + 0.5 * sign * gap),
            0.3,
            abs(sign * half[1] - aside - 0.5 * sign * gap),
        )
        for number, sign in enumerate((1.0, -1.0))
    )
    way = np.array([(-half[0] + 0.8, 0.0), (x - 0.8, aside), (x + 0.8, aside), (half[0] - 0.8, 0.0)])
    return half, way, (*_walls(half), *pillars)


def _yard(rng: np.random.Generator, ranges: RoverRanges) -> Plan:
    """Wide and open, low walls far away."""
    half = (rng.uniform(*_ends(ranges.room_m)), rng.uniform(*_ends(ranges.room_m)))
    return half, _bent(rng, (0.6 * half[0], 0.6 * half[1]), 0.6), _walls(half, 0.9)


def _hall(rng: np.random.Generator, ranges: RoverRanges) -> Plan:
    """A large room with two rows of columns."""
    half = (0.5 * rng.uniform(*_ends(ranges.room_m)), 0.5 * rng.uniform(*_ends(ranges.room_m)))
    columns = tuple(
        _column(f"column{row}{k}", x, y)
        for row, y in enumerate((-1.6, 1.6))
        for k, x in enumerate(np.linspace(-half[0] + 2.0, half[0] - 2.0, 4))
    )
    return half, _bent(rng, (half[0], 1.2), 0.5), (*_walls(half), *columns)


PLACES: dict[str, Callable[[np.random.Generator, RoverRanges], Plan]] = {
    "room": _room,
    "corridor": _corridor,
    "yard": _yard,
    "hall": _hall,
}


def _paint(rng: np.random.Generator) -> Colour:
    """A wall's: bright, with a tinge of something."""
    red, green, blue = (float(c) for c in np.clip(rng.uniform(0.5, 0.85) + rng.uniform(-0.12, 0.12, 3), 0, 1))
    return red, green, blue


def _ends(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def _bent(rng: np.random.Generator, half: tuple[float, float], width: float) -> Array:
    """Four way points from one end to the other."""
    x = np.linspace(-half[0] + 0.9, half[0] - 1.2, 4)
    return np.stack((x, rng.uniform(-width, width, 4) * half[1]), axis=-1)


def _walls(half: tuple[float, float], height: float = WALL_HEIGHT_M) -> tuple[Body, ...]:
    x, y, t = half[0] + 0.5 * WALL_M, half[1] + 0.5 * WALL_M, WALL_M
    middle = 0.5 * height
    return (
        panel("wall_left", (0.0, y, middle), (2 * x + t, height, t), "y"),
        panel("wall_right", (0.0, -y, middle), (2 * x + t, height, t), "y"),
        panel("wall_far", (x, 0.0, middle), (2 * y, height, t), "x"),
        panel("wall_near", (-x, 0.0, middle), (2 * y, height, t), "x"),
    )


def _pillar(name: str, x: float, y: float, width: float, depth: float) -> Body:
    part = Part(name, "box", (width, depth, WALL_HEIGHT_M), 500.0)
    return Body(name, (part,), (x, y, 0.5 * WALL_HEIGHT_M), static=True)


def _column(name: str, x: float, y: float) -> Body:
    part = Part(name, "cylinder", (0.4, 0.4, WALL_HEIGHT_M), 500.0)
    return Body(name, (part,), (x, y, 0.5 * WALL_HEIGHT_M), static=True)


def _obstacle(
    rng: np.random.Generator,
    ranges: RoverRanges,
    name: str,
    half: tuple[float, float],
    way: Array,
    taken: Sequence[Footprints],
) -> Body | None:
    """A box or a drum where there is room beside the way; None where none was found."""
    for _ in range(TRIES):
        width, depth = rng.uniform(ranges.obstacle_m.low, ranges.obstacle_m.high, 2)
        x, y = rng.uniform(-1.0, 1.0, 2) * (half[0] - 0.5, half[1] - 0.3)
        yaw, height = float(rng.uniform(0, math.pi)), float(rng.uniform(0.45, 1.3))
        colour = _paint(rng)
        drum = rng.random() < 0.4
        extent = (width, width, height) if drum else (width, depth, height)
        part = Part(name, "cylinder" if drum else "box", extent, 20.0, colour=colour)
        turned = (math.cos(0.5 * yaw), 0.0, 0.0, math.sin(0.5 * yaw))
        body = Body(name, (part,), (float(x), float(y), 0.5 * height), turned, static=True)
        shape = _seen_from_above(body)
        corners = _along(way, 0.1)
        apart = min(float(other.distance(shape.centre).min()) for other in taken)
        if shape.clearance(corners).min() > FREE_M and apart > 0.3 + 0.5 * max(width, depth):
            return body
    return None


def _seen_from_above(body: Body) -> Footprints:
    part, (x, y, z) = body.parts[0], body.position
    height = 2.0 * z  # all stand on the floor
    if part.shape == "cylinder":
        return disc(x, y, 0.5 * part.extent[0], height)
    if body.orientation[1]:  # a panel
        width, _, thick = part.extent
        sides = (thick, width) if body.orientation[2] else (width, thick)
        return box(x, y, *sides, height=height)
    yaw = 2 * math.atan2(body.orientation[3], body.orientation[0])
    return box(x, y, part.extent[0], part.extent[1], yaw, height)


def _along(way: Array, step_m: float) -> Array:
    """Points [P, 2] on the straight legs of a way."""
    legs = [np.linspace(a, b, max(2, round(float(np.linalg.norm(b - a)) / step_m))) for a, b in pairwise(way)]
    return np.concatenate(legs)
