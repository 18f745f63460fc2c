# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes pairs: one scene twice, alike until a law is broken in the second.

Half of the pairs happen behind a screen, so that only what comes before and after tells; half in plain view.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from training.episodes.episode import Episode
from training.episodes.trajectory import Trajectory
from training.simulation import viewing
from training.simulation.asking import GREATEST_OVERLAP_M, GenerationError, overlap, sound
from training.simulation.draw import DURATION_S, FRAME_RATE_HZ, Draw
from training.simulation.finishing import finish
from training.simulation.recording import Change, Recording, record, trajectory
from training.simulation.violations.kinds import KINDS
from training.simulation.violations.stages import Stage, with_screen
from training.simulation.world import Scene

TRIES = 60
GREATEST_TWIN_SPEED_MPS = 15.0
LEAST_DIFFERENCE_M = 0.15
HIDDEN_FRAMES = (-2, 2)
"""Around the moment itself nothing of it may be seen in a hidden pair."""
TOLD_FRAMES = 5
"""A sixth of a second: for so long it is seen before, and the two look different afterwards."""

Run = tuple[Scene, Recording, Trajectory]


def make_pair(draw: Draw, name: str) -> Iterator[Episode]:
    """The possible episode, then the impossible one; hidden when the draw's index is odd.

    Raises:
        GenerationError: no scene allowed the violation within the bounded number of tries.
    """
    hidden = draw.wanted
    for _ in range(TRIES):
        pair = _try(draw, name, hidden)
        if pair is not None:
            look_seed = int(draw.rng.integers(2**32))
            for scene, recording, truth in pair:
                yield finish(draw, scene, recording, truth, look_seed)
            return
    raise GenerationError(
        f"{draw.scenario}, split {draw.split}, seed {draw.seed}, episode {draw.index}: no scene of {TRIES}"
        f" could break {name}; widen the ranges"
    )


def _try(draw: Draw, name: str, hidden: bool) -> tuple[Run, Run] | None:
    kind = KINDS[name]
    stage = kind.stage(draw)
    run = _possible(stage)
    frame = None if run is None else kind.moment(draw, stage, run[1])
    if run is None or frame is None:
        return None
    if hidden:
        stage = with_screen(stage, run[1].position[frame, stage.row(stage.mover)])
        run = _possible(stage)
        if run is None or run[1].touching()[:, stage.row("screen")].any():
            return None
    scene = stage.build()
    change = Change(frame, kind.change(draw, stage, run[1], frame))
    recording = record(scene, DURATION_S, FRAME_RATE_HZ, change=change)
    if not (_obeys_otherwise(scene, recording) and kind.clear(stage, run[1], recording, frame)):
        return None
    stage.layout.meta.update(hidden=hidden, violator=stage.row(stage.mover))
    present = _present(stage, scene, frame, len(recording.position))
    pair = f"{draw.scenario}-{draw.split}-{draw.seed}-{draw.index}"
    possible = replace(trajectory(run[0], run[1], draw.scenario), pair=pair, present=present[0])
    impossible = replace(
        trajectory(scene, recording, draw.scenario),
        pair=pair,
        present=present[1],
        violation=name,
        t_violation=frame / FRAME_RATE_HZ,
    )
    runs = ((*run, possible), (scene, recording, impossible))
    if not (_differ(possible, impossible) and _watched(runs, stage, frame, hidden)):
        return None
    return None if _excused(draw, kind.excuses(stage), scene, impossible) else runs


def _possible(stage: Stage) -> tuple[Scene, Recording] | None:
    scene = stage.build()
    if overlap(scene) > GREATEST_OVERLAP_M:
        return None
    recording = record(scene, DURATION_S, FRAME_RATE_HZ)
    return (scene, recording) if sound(scene, recording) else None


def _obeys_otherwise(scene: Scene, recording: Recording) -> bool:
    """Energy may come from nowhere in an impossible scene, but nothing may burst or sink in."""
    calm = replace(recording, energy=np.zeros_like(recording.energy))
    return sound(scene, calm, GREATEST_TWIN_SPEED_MPS)


def _present(
    stage: Stage, scene: Scene, frame: int, frames: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of the possible and the impossible one: what is parked is not there."""
    possible = np.ones((frames, len(stage.layout.parts)), bool)
    if stage.substitute:
        possible[:, stage.row(stage.substitute)] = False
    impossible = possible.copy()
    parked = scene.model.geom_contype[scene.geom_ids] == 0
    for row, body in enumerate(stage.layout.parts):
        if body.name in (stage.mover, stage.substitute):
            impossible[frame:, row] = not parked[row]
    return possible, impossible


def _differ(possible: Trajectory, impossible: Trajectory) -> bool:
    if possible.present is None or impossible.present is None:
        return False
    if (possible.present != impossible.present).any():
        return True
    apart = np.linalg.norm(possible.position - impossible.position, axis=-1)
    return bool(apart.max() > LEAST_DIFFERENCE_M)


def _watched(runs: tuple[Run, Run], stage: Stage, frame: int, hidden: bool) -> bool:
    """Whether it happens in view or out of it as wanted, and who sees only the pictures can tell."""
    names = [stage.mover, *([stage.substitute] if stage.substitute else [])]
    rows = [stage.row(name) for name in names]
    seen = [viewing.visible(scene, truth) for scene, _, truth in runs]
    mover = seen[0][:frame, rows[0]]
    around = slice(frame + HIDDEN_FRAMES[0], frame + HIDDEN_FRAMES[1])
    as_wanted = not any(each[around][:, rows].any() for each in seen) if hidden else bool(mover[-1])
    return as_wanted and int(mover.sum()) >= TOLD_FRAMES and _told((runs[0][2], runs[1][2]), seen)


def _excused(draw: Draw, excuses: tuple[Stage, ...], scene: Scene, impossible: Trajectory) -> bool:
    """Whether some lawful scene looks so much the same that nobody could say that a law was broken."""
    seen = viewing.visible(scene, impossible)
    for excuse in excuses:
        lawful = excuse.build()
        other = trajectory(lawful, record(lawful, DURATION_S, FRAME_RATE_HZ), draw.scenario)
        if not _told((other, impossible), [viewing.visible(lawful, other), seen]):
            return True
    return False


def _told(twins: tuple[Trajectory, Trajectory], seen: list[NDArray[np.bool_]]) -> bool:
    apart = np.linalg.norm(twins[0].position - twins[1].position, axis=-1) > LEAST_DIFFERENCE_M
    different = (seen[0] != seen[1]) | (seen[0] & seen[1] & apart)
    return int(different.any(axis=1).sum()) >= TOLD_FRAMES
