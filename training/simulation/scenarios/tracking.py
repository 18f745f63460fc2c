# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Tracking: things that cross, hide behind walls, look alike, come and go, before a camera that may move.

Every mover has a lane of its own, so that nothing ever collides; lanes lie behind one another as the
camera sees them. Identity is the row, in `masks` as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from training.episodes.episode import Episode
from training.simulation.bodies import FLOOR, Body, Layout, Part, Vector, Viewpoint, single
from training.simulation.camera import look_at
from training.simulation.draw import DURATION_S, FRAME_RATE_HZ, Draw
from training.simulation.driven import drive
from training.simulation.filming import filmed
from training.simulation.recording import trajectory
from training.simulation.shapes import draw_part, lowest, radius
from training.simulation.world import Scene

Array = NDArray[np.float64]
TIMES_S = np.arange(round(DURATION_S * FRAME_RATE_HZ)) / FRAME_RATE_HZ
NEAREST_LANE_M = -0.5
GAP_M = 0.04
SPEED_MPS = (0.4, 0.9)
EYE: Vector = (0.0, -2.7, 1.5)
TARGET: Vector = (0.0, 0.5, 0.1)
WALL_M = (0.1, 0.9)
"""Thickness and height of what hides things."""


def crossings(draw: Draw) -> Iterator[Episode]:
    """All pass the middle within a second of each other, every other one the other way."""
    movers = _movers(draw)
    paths = [_pass(draw, *lane, centre_s=draw.rng.uniform(2.0, 3.0)) for lane in _lanes(movers)]
    yield _episode(draw, movers, paths)


def occlusions(draw: Draw) -> Iterator[Episode]:
    """A wall before the lanes; behind it some go on, some wait up to 2.5 s, some turn back."""
    movers = _movers(draw)
    width = draw.rng.uniform(0.8, 1.4)
    wall = Part("wall", "box", (width, *WALL_M), 50.0)
    at = (float(draw.rng.uniform(-0.4, 0.4)), NEAREST_LANE_M - 0.35, 0.5 * WALL_M[1])
    paths = [_hide(draw, *lane, wall_x=at[0]) for lane in _lanes(movers)]
    yield _episode(draw, movers, paths, (Body("wall", (wall,), at, static=True),))


def lookalikes(draw: Draw) -> Iterator[Episode]:
    """As `occlusions`, but nothing tells the movers apart except where they are."""
    first = draw_part(draw, "mover0")
    count = draw.integer(draw.ranges.count)
    movers = [replace(first, name=f"mover{number}") for number in range(count)]
    wall = Part("wall", "box", (draw.rng.uniform(0.7, 1.1), *WALL_M), 50.0)
    at = (0.0, NEAREST_LANE_M - 0.35, 0.5 * WALL_M[1])
    paths = [_hide(draw, *lane, wall_x=0.0) for lane in _lanes(movers)]
    yield _episode(draw, movers, paths, (Body("wall", (wall,), at, static=True),), alike=True)


def traffic(draw: Draw) -> Iterator[Episode]:
    """Movers enter and leave all the time; most are out of the picture at first."""
    movers = _movers(draw)
    paths = [_pass(draw, *lane, centre_s=draw.rng.uniform(-0.5, 5.5)) for lane in _lanes(movers)]
    yield _episode(draw, movers, paths)


def moving_camera(draw: Draw) -> Iterator[Episode]:
    """Crossings, seen by a camera that slides along, turns and bobs."""
    movers = _movers(draw)
    paths = [_pass(draw, *lane, centre_s=draw.rng.uniform(1.5, 3.5)) for lane in _lanes(movers)]
    sway, turn, bob = draw.rng.uniform((0.3, 0.1, 0.0), (0.8, 0.5, 0.02))
    phase = 2 * np.pi * (TIMES_S / draw.rng.uniform(4.0, 8.0) + draw.rng.random())
    camera = [
        look_at(
            (EYE[0] + sway * np.sin(p), EYE[1] + 0.3 * sway * np.cos(p), EYE[2] + bob * np.sin(9 * p)),
            (TARGET[0] + turn * np.sin(p + 1.0), *TARGET[1:]),
        )
        for p in phase
    ]
    yield _episode(draw, movers, paths, camera=np.stack(camera))


def _movers(draw: Draw) -> list[Part]:
    return [draw_part(draw, f"mover{number}") for number in range(draw.integer(draw.ranges.count))]


def _lanes(movers: list[Part]) -> list[tuple[float, float]]:
    """Where each mover's lane is, m along y, and its way along x; every other one goes the other way."""
    width_m = 2 * max(radius(part) for part in movers) + GAP_M
    return [(NEAREST_LANE_M + width_m * k, 1.0 if k % 2 else -1.0) for k in range(len(movers))]


def _pass(draw: Draw, y: float, way: float, centre_s: float) -> Array:
    """Straight along a lane [T, 2], past the middle at a time."""
    x = way * draw.rng.uniform(*SPEED_MPS) * (TIMES_S - centre_s)
    return np.stack((x, np.full_like(x, y)), axis=-1)


def _hide(draw: Draw, y: float, way: float, wall_x: float) -> Array:
    """Along a lane until behind a wall at `wall_x`; then on, on after a wait, or back."""
    speed, wait_s = draw.rng.uniform(*SPEED_MPS), draw.rng.uniform(0.0, 2.5) * (draw.rng.random() < 0.6)
    back = draw.rng.random() < 0.35
    arrive_s = draw.rng.uniform(1.0, 2.2)
    before = np.minimum(TIMES_S - arrive_s, 0.0)
    after = np.maximum(TIMES_S - arrive_s - wait_s, 0.0)
    x = wall_x + way * speed * (before - after if back else before + after)
    return np.stack((_smooth(x), np.full_like(x, y)), axis=-1)


def _smooth(x: Array) -> Array:
    """Rounds the corners of a path over a third of a second."""
    width = FRAME_RATE_HZ // 3 | 1
    ends = np.pad(x, width // 2, mode="reflect", reflect_type="odd")
    return np.convolve(ends, np.ones(width) / width, mode="valid")


def _episode(
    draw: Draw,
    movers: list[Part],
    paths: list[Array],
    walls: tuple[Body, ...] = (),
    alike: bool = False,
    camera: Array | None = None,
) -> Episode:
    bodies = [
        single(part, (float(path[0, 0]), float(path[0, 1]), lowest(part) + 1e-3))
        for part, path in zip(movers, paths, strict=True)
    ]
    layout = draw.conditions.rule(Layout((FLOOR, *walls, *bodies), Viewpoint(EYE, TARGET, 50.0)))
    scene = Scene(layout)
    ways = {part.name: path for part, path in zip(movers, paths, strict=True)}
    moved = trajectory(scene, drive(scene, ways, 1 / FRAME_RATE_HZ), draw.scenario)
    rows = [layout.parts.index(part) for part in movers]
    contact = moved.contact.copy()
    contact[:, rows, 0] = contact[:, 0, rows] = True  # they drive on the floor, the first row
    moved, views = filmed(
        draw,
        scene,
        replace(moved, contact=contact),
        camera,
        alike=[part.name for part in movers] if alike else (),
    )
    return Episode(moved, views)
