# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Drop: the agent falls onto a heap beside the target; how it bounces and rolls off decides."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from scipy.spatial.transform import Rotation

from training.episodes.episode import Episode
from training.simulation.asking import ask
from training.simulation.bodies import FLOOR, RED, YELLOW, Layout
from training.simulation.draw import Draw
from training.simulation.scenery import circle, draw_viewpoint, stand, strew, yaw
from training.simulation.shapes import draw_part


def make(draw: Draw) -> Iterator[Episode]:
    """One episode."""
    return ask(draw, _arrange)


def _arrange(draw: Draw) -> Callable[[], Layout]:
    rng = draw.rng
    viewpoint = draw_viewpoint(draw, (0.0, 0.0, 0.5))
    height = rng.uniform(0.7, 1.4)
    beside, bearing = rng.uniform(0.28, 0.5), rng.uniform(0, 2 * math.pi)
    target = draw_part(draw, "target", YELLOW)
    place = (beside * math.cos(bearing), beside * math.sin(bearing))
    count = draw.integer(draw.ranges.count)

    def furnish() -> Layout:
        goal = stand(target, *place, yaw(rng.uniform(0, 2 * math.pi)))
        lure = bearing + rng.uniform(-1.3, 1.3)
        drift = rng.uniform(0.0, 0.6)
        agent = stand(
            draw_part(draw, "agent", RED),
            rng.uniform(-0.06, 0.06),
            rng.uniform(-0.06, 0.06),
            Rotation.random(rng=rng),
            height,
            (drift * math.cos(lure), drift * math.sin(lure), 0.0),
        )
        heap = strew(draw, count - 2, [circle(goal)], (0.45, 0.45))
        return Layout((FLOOR, agent, goal, *heap), viewpoint, question=("agent", "target"))

    return furnish
