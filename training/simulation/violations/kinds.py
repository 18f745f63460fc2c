# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The kinds of violation: on which stage, at which moment, by which change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from training.simulation.draw import Draw
from training.simulation.recording import Recording
from training.simulation.shapes import MESHES, lowest
from training.simulation.violations import changes, stages
from training.simulation.violations.margins import beyond_any_surface
from training.simulation.violations.stages import EDGE_X_M, Stage
from training.simulation.world import Scene

EARLIEST, LATEST = 8, 80
"""Frames between which a law may be broken: something has been seen before, and is to be seen after."""
MOVING_MPS = 0.4

Apply = Callable[[Scene], None]
Clear = Callable[[Stage, Recording, Recording, int], bool]


@dataclass(frozen=True)
class Kind:
    """One law.

    Attributes:
        stage: draws a scene.
        moment: the frame to break the law at, None where the scene offers none.
        change: what to do to the scene at that frame.
        excuses: gives lawful scenes, alike but for what cannot be seen; none may look as the impossible one.
        clear: whether the possible and the impossible run differ, at that frame, as no excuse allows.
    """

    stage: Callable[[Draw], Stage]
    moment: Callable[[Draw, Stage, Recording], int | None]
    change: Callable[[Draw, Stage, Recording, int], Apply]
    excuses: Callable[[Stage], tuple[Stage, ...]] = lambda stage: ()
    clear: Clear = lambda stage, possible, impossible, frame: True


def _while_moving(draw: Draw, stage: Stage, run: Recording) -> int | None:
    row = stage.row(stage.mover)
    speed = np.linalg.norm(run.linear_velocity[:, row], axis=-1)
    travelled = np.linalg.norm(run.position[:, row] - run.position[0, row], axis=-1)
    return _choice(draw, (speed > MOVING_MPS) & (travelled > 0.25))


def _in_flight(draw: Draw, stage: Stage, run: Recording) -> int | None:
    row = stage.row(stage.mover)
    touched = np.logical_or.accumulate(run.touching()[:, row].any(axis=1))
    return _choice(draw, ~touched, earliest=5)


def _at_contact(before: int) -> Callable[[Draw, Stage, Recording], int | None]:
    def moment(draw: Draw, stage: Stage, run: Recording) -> int | None:
        met = run.touching()[:, stage.row(stage.mover), stage.row(stage.other)]
        frame = int(np.argmax(met)) - before
        return frame if met.any() and EARLIEST <= frame <= LATEST else None

    return moment


def _past_the_edge(draw: Draw, stage: Stage, run: Recording) -> int | None:
    row = stage.row(stage.mover)
    frame = int(np.argmax(run.position[:, row, 0] > EDGE_X_M))
    lying = run.touching()[max(frame - 1, 0), row].any()
    return frame if EARLIEST <= frame <= LATEST and lying else None


def _choice(draw: Draw, possible: NDArray[np.bool_], earliest: int = EARLIEST) -> int | None:
    frames = np.flatnonzero(possible)
    frames = frames[(frames >= earliest) & (frames <= LATEST)]
    return int(draw.rng.choice(frames)) if len(frames) else None


def _permanence(draw: Draw, stage: Stage, run: Recording, frame: int) -> Apply:
    """It vanishes, or a second one is there all at once."""
    if draw.rng.random() < 0.5:
        return lambda scene: changes.park(scene, stage.mover)
    part = next(part for part in stage.layout.parts if part.name == stage.substitute)
    here = run.position[frame, stage.row(stage.mover)]
    x, y = here[:2] + draw.rng.uniform(0.4, 0.6) * _away(stage, here)
    place = (float(x), float(y), lowest(part) + 1e-4)
    return lambda scene: changes.appear(scene, stage.substitute, place, stage.mover)


def _continuity(draw: Draw, stage: Stage, run: Recording, frame: int) -> Apply:
    """It is elsewhere from one frame to the next; behind a screen, further back, lest it show beside it."""
    jump, angle = draw.rng.uniform(0.4, 0.7), draw.rng.uniform(0, 2 * np.pi)
    if draw.wanted:
        x, y = _away(stage, run.position[frame, stage.row(stage.mover)])
        angle = np.arctan2(y, x) + draw.rng.uniform(-0.3, 0.3)
    shift = jump * np.array([np.cos(angle), np.sin(angle), 0.0])

    def apply(scene: Scene) -> None:
        changes.state(scene, stage.mover)[:3] += shift

    return apply


def _away(stage: Stage, here: NDArray[np.float32]) -> NDArray[np.float64]:
    """The level direction [2] from the camera to a place."""
    away: NDArray[np.float64] = here[:2] - np.array(stage.layout.viewpoint.position[:2])
    direction: NDArray[np.float64] = away / np.linalg.norm(away)
    return direction


def _swap(draw: Draw, stage: Stage, run: Recording, frame: int) -> Apply:
    """Another one is in its place, its lowest point where the first one's was."""
    parts = {part.name: part for part in stage.layout.parts}
    w, x, y, z = run.orientation[frame, stage.row(stage.mover)]
    turned = Rotation.from_quat([x, y, z, w]).as_matrix()
    lift = lowest(parts[stage.substitute], turned) - lowest(parts[stage.mover], turned)
    return lambda scene: changes.swap(scene, stage.mover, stage.substitute, lift)


def _solidity(draw: Draw, stage: Stage, run: Recording, frame: int) -> Apply:
    return lambda scene: changes.touchable(scene, stage.other, False)


def _gravity(draw: Draw, stage: Stage, run: Recording, frame: int) -> Apply:
    """It flies straight on, or upwards."""
    share = draw.rng.uniform(-0.25, 0.0)
    return lambda scene: changes.weigh(scene, stage.mover, share)


def _inertia(draw: Draw, stage: Stage, run: Recording, frame: int) -> Apply:
    """It stops, turns or speeds up with nothing near it."""
    ways = ((0.0, 0.0), (np.pi, 1.0), (np.pi / 2, 1.0), (-np.pi / 2, 1.0), (0.0, 2.0))
    angle, factor = ways[draw.rng.integers(len(ways))]
    return lambda scene: changes.turn(scene, stage.mover, angle, factor)


def _collision(draw: Draw, stage: Stage, run: Recording, frame: int) -> Apply:
    """Momentum is lost, or comes from nowhere, as two things meet."""
    mover, struck = ((0.0, 0.0), (1.0, 2.5), (2.0, -1.5))[draw.rng.integers(3)]

    def apply(scene: Scene) -> None:
        changes.turn(scene, stage.mover, 0.0, mover)
        changes.turn(scene, stage.other, 0.0, struck)

    return apply


def _support(draw: Draw, stage: Stage, run: Recording, frame: int) -> Apply:
    """It goes on through the air as if the table did."""

    def apply(scene: Scene) -> None:
        changes.velocity(scene, stage.mover)[2:] = 0.0
        changes.weigh(scene, stage.mover, 0.0)

    return apply


def _doubled(draw: Draw) -> Stage:
    return stages.with_substitute(draw, stages.passing(draw))


def _reshaped(draw: Draw) -> Stage:
    stage = stages.passing(draw)
    shape = next(part.shape for part in stage.layout.parts if part.name == stage.mover)
    others = [family for family in draw.ranges.shapes if (shape if family in MESHES else family) != shape]
    families = others or [family for family in draw.ranges.shapes if family not in MESHES]
    return stages.with_substitute(draw, stage, family=str(draw.rng.choice(families)))


def _recoloured(draw: Draw) -> Stage:
    return stages.with_substitute(draw, stages.passing(draw), recoloured=True)


KINDS: dict[str, Kind] = {
    "permanence": Kind(_doubled, _while_moving, _permanence),
    "continuity": Kind(stages.passing, _while_moving, _continuity),
    "shape": Kind(_reshaped, _while_moving, _swap),
    "colour": Kind(_recoloured, _while_moving, _swap),
    "solidity": Kind(stages.stopped, _at_contact(before=1), _solidity),
    "gravity": Kind(stages.tossed, _in_flight, _gravity),
    "inertia": Kind(stages.passing, _while_moving, _inertia),
    "collision": Kind(
        stages.hitting, _at_contact(before=0), _collision, stages.of_other_surfaces, beyond_any_surface
    ),
    "support": Kind(stages.leaving, _past_the_edge, _support),
}
