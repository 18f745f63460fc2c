# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Will the agent touch the target? Scenes are tried until the simulator has given both answers.

A scenario arranges a scene in two stages. What can be read from the first frame is arranged once; what
decides (surfaces, masses, obstacles, aim) is drawn again for every try. So both answers come from the same
arrangements, and how far apart the two stand at first does not give the answer away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from sgw_ros.core.errors import SgwError
from training.episodes.episode import Episode
from training.episodes.trajectory import Trajectory
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
    """Both episodes of a draw: one in which they do not touch, one in which they do.

    A run that is no use for the one is often the other, so two together cost little more than one.

    Raises:
        GenerationError: within the bounded number of tries there was no arrangement with both answers.
    """
    found: dict[bool, tuple[Scene, Recording, Trajectory]] = {}
    for _ in range(ARRANGEMENTS):
        furnish = arrange(draw)
        for _ in range(TRIES):
            scene = Scene(draw.conditions.rule(furnish()))
            missing = next((answer for answer in (False, True) if answer not in found), None)
            recording = attempt(scene, missing if found else None)
            if recording is not None:
                truth = trajectory(scene, recording, draw.scenario)
                found.setdefault(bool(truth.answer), (scene, recording, truth))
            if len(found) == 2:
                for answer in (False, True):
                    yield finish(draw, *found[answer], int(draw.rng.integers(2**32)))
                return
    raise GenerationError(
        f"{draw.scenario}, split {draw.split}, seed {draw.seed}, episode {draw.index}: no scene of"
        f" {ARRANGEMENTS * TRIES} gave the answer {'no' if True in found else 'yes'}; widen the ranges"
    )


def attempt(scene: Scene, wanted: bool | None) -> Recording | None:
    """Run a scene; None when it starts with things inside one another, bursts, or answers otherwise."""
    row_pair = scene.question_rows()
    if overlap(scene) > GREATEST_OVERLAP_M:
        return None
    answer = None if row_pair is None or wanted is None else Wanted(row_pair, wanted)
    recording = record(scene, DURATION_S, FRAME_RATE_HZ, wanted=answer)
    if recording is None or not sound(scene, recording):
        return None
    touching = recording.touching()
    if row_pair is None:
        return recording
    agent, target = row_pair
    unwanted = wanted is not None and bool(touching[:, agent, target].any()) != wanted
    return None if touching[0, agent, target] or unwanted else recording


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
