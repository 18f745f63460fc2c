# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Support: the agent tops a tower that something is pushed against; does it fall, and onto the target?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from training.episodes.episode import Episode
from training.simulation.asking import ask
from training.simulation.bodies import FLOOR, RED, YELLOW, Body, Layout, Part
from training.simulation.draw import Draw
from training.simulation.scenery import circle, draw_viewpoint, stand, strew, yaw
from training.simulation.shapes import draw_board, draw_part, radius

BLOCKS = (1, 3)


def make(draw: Draw) -> Iterator[Episode]:
    """One episode."""
    return ask(draw, _arrange)


def _arrange(draw: Draw) -> Callable[[], Layout]:
    rng = draw.rng
    viewpoint = draw_viewpoint(draw, (0.0, 0.0, 0.5))
    blocks = _blocks(draw)
    agent = draw_part(draw, "agent", RED, ("box", "cylinder", "prism"))
    target = draw_part(draw, "target", YELLOW)
    height = sum(block.extent[2] for block in blocks)
    beside, bearing = (
        radius(target) + radius(blocks[0]) + rng.uniform(0.0, 0.35) * height,
        rng.uniform(0, 2 * math.pi),
    )
    place = (beside * math.cos(bearing), beside * math.sin(bearing))
    count = draw.integer(draw.ranges.count)

    def furnish() -> Layout:
        goal = stand(target, *place)
        tower = _stack(draw, (*blocks, agent), bearing + rng.uniform(-0.6, 0.6))
        pusher = _pusher(draw, bearing + rng.uniform(-0.5, 0.5), tower[0])
        others = strew(draw, count - 3 - len(blocks), [circle(goal), circle(pusher), (0.0, 0.0, 0.5)])
        return Layout((FLOOR, *tower, pusher, goal, *others), viewpoint, question=("agent", "target"))

    return furnish


def _blocks(draw: Draw) -> tuple[Part, ...]:
    number = int(draw.rng.integers(BLOCKS[0], BLOCKS[1] + 1))
    size = draw.ranges.size_m
    return tuple(
        draw_board(
            draw, f"block{k}", (0.7 * draw.uniform(size), 0.7 * draw.uniform(size), draw.uniform(size))
        )
        for k in range(number)
    )


def _pusher(draw: Draw, heading: float, foot: Body) -> Body:
    """Comes over the floor along `heading` against the tower's foot."""
    part = draw_part(draw, "pusher", families=("sphere", "ellipsoid"))
    away = radius(part) + radius(foot.parts[0]) + draw.rng.uniform(0.05, 0.3)
    speed = draw.uniform(draw.ranges.push_mps) * draw.rng.uniform(0.4, 1.0)
    velocity = (speed * math.cos(heading), speed * math.sin(heading), 0.0)
    place = (-away * math.cos(heading), -away * math.sin(heading))
    return stand(part, *place, above=1e-4, linear_velocity=velocity)


def _stack(draw: Draw, parts: tuple[Part, ...], lean: float) -> list[Body]:
    """One on another, each shifted towards `lean` by a share of what the one below can carry."""
    x = y = top = 0.0
    found: list[Body] = []
    boldness = draw.rng.uniform(0.6, 1.3) if draw.rng.random() < 0.6 else draw.rng.uniform(0.1, 0.6)
    for level, part in enumerate(parts):
        if level:
            carried = 0.5 * min(parts[level - 1].extent[:2])
            shift = boldness * carried * draw.rng.uniform(0.4, 1.2)
            x, y = x + shift * math.cos(lean), y + shift * math.sin(lean)
        found.append(stand(part, x, y, yaw(draw.rng.uniform(-0.15, 0.15)), top + level * 2e-4))
        top += part.extent[2]
    return found
