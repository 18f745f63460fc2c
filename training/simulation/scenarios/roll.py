# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Roll: the agent goes down a ramp; aim, friction and what lies about decide whether it meets the target."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from scipy.spatial.transform import Rotation

from training.episodes.episode import Episode
from training.simulation.asking import ask
from training.simulation.bodies import FLOOR, RED, YELLOW, Body, Layout, Part, single
from training.simulation.draw import Draw
from training.simulation.scenery import (
    LYING,
    circle,
    draw_viewpoint,
    quaternion,
    ramp,
    stand,
    strew,
    vector,
    yaw,
)
from training.simulation.shapes import ROUND, draw_part, lowest

RAMP_LENGTH_M, RAMP_WIDTH_M = 1.1, 0.9


def make(draw: Draw) -> Iterator[Episode]:
    """One episode."""
    return ask(draw, _arrange)


def _arrange(draw: Draw) -> Callable[[], Layout]:
    rng = draw.rng
    slope = math.radians(rng.uniform(18, 32))
    foot = (-0.45, 0.0)
    viewpoint = draw_viewpoint(draw)
    target = draw_part(draw, "target", YELLOW)
    place = (rng.uniform(0.35, 1.3), rng.uniform(-0.5, 0.5))
    count = draw.integer(draw.ranges.count)

    def furnish() -> Layout:
        goal = stand(target, *place, yaw(rng.uniform(0, 2 * math.pi)))
        agent = _agent(draw, slope, foot, place[1])
        others = strew(draw, count - 2, [circle(goal), (-0.95, 0.0, 0.85)], (1.2, 0.7))
        return Layout(
            (FLOOR, ramp("ramp", foot, slope, RAMP_LENGTH_M, RAMP_WIDTH_M), agent, goal, *others),
            viewpoint,
            question=("agent", "target"),
        )

    return furnish


def _agent(draw: Draw, slope: float, foot: tuple[float, float], aim_y: float) -> Body:
    """Near the ramp's top, pushed down it roughly towards the target's side."""
    part: Part = draw_part(draw, "agent", RED, ROUND)
    tilt = Rotation.from_euler("y", slope)
    turned = LYING if part.shape in ("cylinder", "capsule") else Rotation.identity()
    up_ramp = RAMP_LENGTH_M * draw.rng.uniform(0.65, 0.85)
    y = draw.rng.uniform(-0.25, 0.25)
    height = lowest(part, turned.as_matrix()) + 1e-4
    place = tilt.apply([-up_ramp, 0.0, height]) + np.array([foot[0], y, 0.0])
    speed = draw.uniform(draw.ranges.push_mps) * 0.4
    aside = 0.4 * (aim_y - y) + draw.rng.uniform(-0.25, 0.25)
    velocity = tilt.apply([speed, aside, 0.0])
    return single(part, vector(place), quaternion(tilt * turned), vector(velocity))
