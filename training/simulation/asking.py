# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Will the agent touch the target? Scenes are tried until the simulator gives the wanted answer.

A scenario arranges a scene in two stages. What can be read from the first frame is arranged once; what
decides (surfaces, masses, obstacles, aim) is drawn again for every try. So both answers come from the same
arrangements, and how far apart the two stand at first does not give the answer away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from sgw_ros.core.errors import SgwError
from training.episodes.episode import Episode
from training.simulation.bodies import Layout
from training.simulation.draw import DURATION_S, FRAME_RATE_HZ, Draw
from training.simulation.finishing import finish
from training.simulation.recording import Recording, Wanted, record, trajectory
from training.simulation.world import Scene

Arrange = Callable[[Draw], Callable[[], Layout]]

ARRANGEMENTS, TRIES = 30, 4
GREATEST_SPEED_MPS = 9.0
"""Faster than anything that is pushed or falls here: a scene that exceeds it has burst."""
GREATEST_OVERLAP_M = 1e-3
GREATEST_DEPTH = 0.02
"""Of a contact, as a share of the smaller part's size (the side of a cube of its enclosing box's volume)."""
ENERGY_FRAMES, GREATEST_GAIN, LEAST_GAIN_J = 6, 0.05, 0.02
"""A spring between bodies that meet holds energy at one frame and gives it back in the next; chains waver."""


class GenerationError(SgwError):
    """A scenario found no scene with the wanted answer."""


def ask(draw: Draw, arrange: Arrange) -> Iterator[Episode]:
    """The one episode of a draw.

    Raises:
        GenerationError: no arrangement gave the wanted answer within the bounded number of tries.
    """
    for _ in range(ARRANGEMENTS):
        furnish = arrange(draw)
        for _ in range(TRIES):
            scene = Scene(furnish())
            recording = attempt(scene, draw.wanted)
            if recording is None:
                continue
            truth = trajectory(scene, recording, draw.scenario)
            if truth.answer == draw.wanted:
                yield finish(draw, scene, recording, truth, int(draw.rng.integers(2**32)))
                return
    raise GenerationError(
        f"{draw.scenario}, split {draw.split}, seed {draw.seed}, episode {draw.index}: no scene of"
        f" {ARRANGEMENTS * TRIES} gave the answer {'yes' if draw.wanted else 'no'}; widen the ranges"
    )


def attempt(scene: Scene, wanted: bool) -> Recording | None:
    """Run a scene; None when it starts with things inside one another, bursts, or answers otherwise."""
    row_pair = scene.question_rows()
    if overlap(scene) > GREATEST_OVERLAP_M:
        return None
    answer = None if row_pair is None else Wanted(row_pair, wanted)
    recording = record(scene, DURATION_S, FRAME_RATE_HZ, wanted=answer)
    if recording is None or not sound(scene, recording):
        return None
    touching = recording.touching()
    return None if row_pair is not None and touching[0][row_pair] else recording


def sound(scene: Scene, recording: Recording, fastest_mps: float = GREATEST_SPEED_MPS) -> bool:
    """Whether the run obeyed physics: nothing too fast or too deep in another, no energy from nowhere."""
    rows = recording.contacts.rows
    size = np.cbrt(scene.extents().prod(axis=1))
    depth = recording.contacts.depth / np.minimum(size[rows[:, 0]], size[rows[:, 1]])
    energy = recording.energy
    before = [energy[max(0, k - ENERGY_FRAMES) : k].max() for k in range(1, len(energy))]
    gained = float(np.max(energy[1:] - before, initial=0.0))
    return (
        recording.greatest_speed_mps <= fastest_mps
        and float(depth.max(initial=0.0)) <= GREATEST_DEPTH
        and gained <= GREATEST_GAIN * float(np.ptp(energy)) + LEAST_GAIN_J
    )


def overlap(scene: Scene) -> float:
    """How deep the deepest pair of a scene reaches into one another, m."""
    return float(np.max(-scene.data.contact.dist, initial=0.0)) if scene.data.ncon else 0.0
