# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Dominoes: a row is toppled; does the fall reach its end, where the agent stands before the target?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from training.episodes.episode import Episode
from training.simulation.asking import ask
from training.simulation.bodies import FLOOR, RED, YELLOW, Body, Layout, Part
from training.simulation.draw import Draw
from training.simulation.scenery import circle, draw_viewpoint, stand, strew, yaw
from training.simulation.shapes import draw_board, draw_part, radius


def make(draw: Draw) -> Iterator[Episode]:
    """One episode."""
    return ask(draw, _arrange)


def _arrange(draw: Draw) -> Callable[[], Layout]:
    rng = draw.rng
    viewpoint = draw_viewpoint(draw, (0.0, 0.0, 0.15), 2.5)
    count = draw.integer(draw.ranges.count)
    number = max(2, count - 1 - int(rng.integers(0, 2)))
    height = draw.uniform(draw.ranges.size_m) * 1.1
    extent = (0.22 * height, 0.55 * height, height)
    boards = [draw_board(draw, f"domino{k}", extent) for k in range(number - 1)]
    boards.append(draw_board(draw, "agent", extent, RED))
    target = draw_part(draw, "target", YELLOW)
    heading = rng.uniform(-0.3, 0.3)
    beyond = 0.5 * extent[0] + radius(target) + rng.uniform(0.3, 0.95) * height

    def furnish() -> Layout:
        row, end = _row(draw, boards, height, heading)
        place = (end[0] + beyond * math.cos(heading), end[1] + beyond * math.sin(heading))
        goal = stand(target, *place, yaw(rng.uniform(0, 2 * math.pi)))
        taken = [circle(goal), *((*body.position[:2], 1.1 * height) for body in row)]
        others = strew(draw, count - number - 1, taken)
        return Layout((FLOOR, *row, goal, *others), viewpoint, question=("agent", "target"))

    return furnish


def _row(
    draw: Draw, boards: list[Part], height: float, heading: float
) -> tuple[list[Body], tuple[float, float]]:
    """The boards along `heading`, the first one toppling; gaps and turns decide how far it goes."""
    rng = draw.rng
    odd = int(rng.integers(1, len(boards))) if rng.random() < 0.55 else -1
    gaps = [height * rng.uniform(0.45, 0.75) for _ in boards]
    if odd > 0:
        gaps[odd] = height * rng.uniform(0.9, 1.3)
    half = 0.5 * sum(gaps[1:])
    along, row = -half, []
    x = y = 0.0
    for k, board in enumerate(boards):
        along += gaps[k] if k else 0.0
        x, y = along * math.cos(heading), along * math.sin(heading)
        turn = yaw(heading + (rng.normal() * 0.12 if k else 0.0))
        push = draw.uniform(draw.ranges.push_mps) / height if k == 0 else 0.0
        spin = (-push * math.sin(heading), push * math.cos(heading), 0.0)
        speed = 0.5 * push * height
        shift = (speed * math.cos(heading), speed * math.sin(heading), 0.0)
        row.append(stand(board, x, y, turn, 1e-4, shift, spin))
    return row, (x, y)
