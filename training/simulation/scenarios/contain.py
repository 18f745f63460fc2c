# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Contain: things are thrown at an open box with the target in it; does the agent end up inside?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from scipy.spatial.transform import Rotation

from training.episodes.episode import Episode
from training.simulation.asking import ask
from training.simulation.bodies import FLOOR, RED, YELLOW, Body, Layout, Part
from training.simulation.draw import Draw
from training.simulation.scenery import draw_viewpoint, quaternion, stand, strew, yaw
from training.simulation.shapes import draw_colour, draw_material, draw_part, lowest

WALL_M = 0.04
GRAVITY_MPS2 = 9.81


def make(draw: Draw) -> Iterator[Episode]:
    """One episode."""
    return ask(draw, _arrange)


def _arrange(draw: Draw) -> Callable[[], Layout]:
    rng = draw.rng
    viewpoint = draw_viewpoint(draw, (-0.2, 0.0, 0.4))
    side, height = rng.uniform(2.4, 3.0) * draw.ranges.size_m.high, rng.uniform(0.18, 0.32)
    crate = container(draw, "crate", side, height, 0.3, rng.uniform(-0.6, 0.6))
    target = draw_part(draw, "target", YELLOW)
    start = (rng.uniform(-1.2, -0.8), rng.uniform(-0.3, 0.3), rng.uniform(0.5, 0.9))
    count = draw.integer(draw.ranges.count)

    def furnish() -> Layout:
        aside = rng.uniform(-0.2, 0.2, 2) * side
        goal = stand(target, 0.3 + aside[0], aside[1], above=WALL_M + 1e-3)
        agent = _thrown(draw, draw_part(draw, "agent", RED), start)
        others = strew(draw, count - 3, [(0.3, 0.0, side), (start[0], start[1], 0.3)], (1.3, 0.9))
        return Layout((FLOOR, crate, agent, goal, *others), viewpoint, question=("agent", "target"))

    return furnish


def container(draw: Draw, name: str, side: float, height: float, x: float, angle: float) -> Body:
    """An open box of five boards, one body, its outer length `side`."""
    material, colour = draw_material(draw), draw_colour(draw)
    half = 0.5 * (side - WALL_M)
    boards = [("base", (side, side, WALL_M), (0.0, 0.0, 0.0))]
    boards += [
        (f"side{k}", (WALL_M, side, height), (sign * half, 0.0, 0.5 * (height + WALL_M)))
        for k, sign in enumerate((-1, 1))
    ]
    boards += [
        (f"end{k}", (side - 2 * WALL_M, WALL_M, height), (0.0, sign * half, 0.5 * (height + WALL_M)))
        for k, sign in enumerate((-1, 1))
    ]
    density = draw.log_uniform(draw.ranges.density_kg_m3)
    parts = tuple(
        Part(f"{name}_{label}", "box", extent, density * math.prod(extent), material, colour, position)
        for label, extent, position in boards
    )
    return Body(name, parts, (x, 0.0, 0.5 * WALL_M), quaternion(yaw(angle)))


def _thrown(draw: Draw, part: Part, start: tuple[float, float, float]) -> Body:
    """On a parabola that would come down somewhere about the container's rim."""
    turned = Rotation.random(rng=draw.rng)
    up = draw.rng.uniform(0.5, 2.0)
    fall = start[2] + lowest(part, turned.as_matrix()) - 0.3
    time_s = (up + math.sqrt(up * up + 2 * GRAVITY_MPS2 * fall)) / GRAVITY_MPS2
    x, y = draw.rng.uniform(-0.35, 0.95), draw.rng.uniform(-0.35, 0.35)
    speed = ((x - start[0]) / time_s, (y - start[1]) / time_s, up)
    return stand(part, start[0], start[1], turned, start[2], speed, (0.0, draw.rng.uniform(-3, 3), 0.0))
