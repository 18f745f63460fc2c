# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Collide: the agent is pushed towards the target; friction, aim and what is in the way decide."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from training.episodes.episode import Episode
from training.simulation.asking import ask
from training.simulation.bodies import FLOOR, RED, YELLOW, Body, Layout
from training.simulation.draw import Draw
from training.simulation.scenery import circle, draw_viewpoint, rolling, stand, strew, yaw
from training.simulation.shapes import draw_part

AIM_RAD = 0.17


def make(draw: Draw) -> Iterator[Episode]:
    """One episode."""
    return ask(draw, _arrange)


def _arrange(draw: Draw) -> Callable[[], Layout]:
    rng = draw.rng
    viewpoint = draw_viewpoint(draw)
    start = (-1.2, rng.uniform(-0.5, 0.5))
    distance = rng.uniform(0.9, 1.8)
    bearing = rng.uniform(-0.3, 0.3)
    place = (start[0] + distance * math.cos(bearing), start[1] + distance * math.sin(bearing))
    target = draw_part(draw, "target", YELLOW)
    count = draw.integer(draw.ranges.count)

    def furnish() -> Layout:
        goal = stand(target, *place, yaw(rng.uniform(0, 2 * math.pi)))
        agent = _agent(draw, start, bearing + rng.uniform(-AIM_RAD, AIM_RAD))
        others = strew(draw, count - 2, [circle(goal), circle(agent)], (1.2, 0.8))
        return Layout((FLOOR, agent, goal, *others), viewpoint, question=("agent", "target"))

    return furnish


def _agent(draw: Draw, start: tuple[float, float], heading: float) -> Body:
    part = draw_part(draw, "agent", RED)
    speed = draw.uniform(draw.ranges.push_mps)
    velocity = (speed * math.cos(heading), speed * math.sin(heading), 0.0)
    spin = rolling(velocity, part.extent[2] / 2) if part.shape == "sphere" else (0.0, 0.0, 0.0)
    return stand(part, *start, yaw(heading), 1e-4, velocity, spin)
