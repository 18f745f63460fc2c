# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Link: the agent swings at the end of a chain that hangs from a beam; does the swing reach the target?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from scipy.spatial.transform import Rotation

from training.episodes.episode import Episode
from training.simulation.asking import ask
from training.simulation.bodies import FLOOR, RED, YELLOW, Body, Joint, Layout, Part
from training.simulation.draw import Draw
from training.simulation.scenery import (
    circle,
    draw_viewpoint,
    quaternion,
    stand,
    strew,
    vector,
    wall,
    yaw,
)
from training.simulation.shapes import draw_colour, draw_material, draw_part, make_part, reach

LINKS = (2, 4)
THICKNESS_M = 0.05
BEAM_M, HOOK_M = 0.08, 0.05
AIM_RAD = 0.9
"""The agent passes so near the middle that less would hardly decide."""


def make(draw: Draw) -> Iterator[Episode]:
    """One episode."""
    return ask(draw, _arrange)


def _arrange(draw: Draw) -> Callable[[], Layout]:
    rng = draw.rng
    viewpoint = draw_viewpoint(draw, (0.0, 0.0, 0.6))
    number = int(rng.integers(LINKS[0], LINKS[1] + 1))
    length = rng.uniform(0.55, 0.8)
    agent = draw_part(draw, "agent", RED)
    target = draw_part(draw, "target", YELLOW)
    reach_m = length + agent.extent[2]
    anchor = (0.0, 0.0, reach_m + rng.uniform(0.02, 0.08))
    bearing = rng.uniform(-0.3, 0.3)
    away = rng.uniform(0.6, 1.0) * _grazing(reach_m, anchor[2] - target.extent[2])
    place = (away * math.cos(bearing), away * math.sin(bearing))
    count = draw.integer(draw.ranges.count)
    raised = rng.uniform(0.8, 1.3)

    def furnish() -> Layout:
        goal = stand(target, *place, yaw(rng.uniform(0, 2 * math.pi)))
        swing = yaw(bearing + rng.uniform(-AIM_RAD, AIM_RAD))
        chain = _chain(draw, agent, anchor, number, length, raised, swing)
        others = strew(draw, count - 2, [circle(goal), (-0.9 * reach_m, 0.0, 0.35)], (1.1, 0.7))
        beam = wall("beam", (0.0, 0.0, anchor[2] + HOOK_M + 0.5 * BEAM_M), (BEAM_M, 1.6, BEAM_M))
        return Layout((FLOOR, beam, *chain, goal, *others), viewpoint, question=("agent", "target"))

    return furnish


def _grazing(length: float, drop: float) -> float:
    """How far out, m, the end of a stretched chain of `length` is when it is only `drop` below the anchor."""
    return math.sqrt(max(0.0, length * length - drop * drop))


def _chain(
    draw: Draw,
    agent: Part,
    anchor: tuple[float, float, float],
    number: int,
    length: float,
    raised: float,
    swing: Rotation,
) -> list[Body]:
    """Links from the anchor to the agent, one body each, drawn back by about `raised` rad and let go."""
    family = draw.ranges.boards[0]
    material, colour = draw_material(draw), draw_colour(draw)
    bodies: list[Body] = []
    end = np.array(anchor)
    for k in range(number + 1):
        back = raised + draw.rng.uniform(-0.3, 0.3)
        turned = swing * Rotation.from_euler(
            "y", 0.5 * math.pi + back
        )  # x points down, and back by the angle
        along = turned.apply([1.0, 0.0, 0.0])
        if k < number:
            size = (length / number, THICKNESS_M, THICKNESS_M)
            part = make_part(draw, f"link{k}", family, size, colour, material)
            half = 0.5 * size[0]
        else:
            part, half = agent, reach(agent, np.array([-1.0, 0.0, 0.0]))
        joint = Joint(bodies[-1].name if bodies else "", "ball", vector(end))
        bodies.append(Body(part.name, (part,), vector(end + half * along), quaternion(turned), joint=joint))
        end = end + 2 * half * along
    return bodies
