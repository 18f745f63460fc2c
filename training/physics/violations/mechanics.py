# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What classical mechanics alone says against a record: pushes out of nowhere, bodies in one place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.episodes.trajectory import Trajectory
from training.physics.forecast import Floats
from training.physics.violations.crossing import crossed, overlap
from training.physics.violations.energy import gained
from training.physics.violations.gaps import Gaps, gaps
from training.physics.violations.impulses import Touch, groups, unexplained
from training.physics.violations.kinetic import Energies, energies
from training.physics.violations.nats import USUAL, accumulated, nats
from training.physics.violations.record import LEAST_NOISE_M, Record

SPANS = (1, 3, 8)
"""Frames on either side over which a velocity is measured: short ones are sharp, long ones bear noise."""
MODEL_MPS = 0.03
"""What friction, rolling and rough shapes leave unexplained, standard deviation."""
TOUCH_M, MORE_FRICTION, LEAST_MASS_KG = 0.01, 1.25, 1e-3
USUAL_WITHOUT_NOISE = 0.3
"""Nats that a moment may cost where states are exact: then nothing is left but what is impossible."""
WORTH = 2.0
"""Standard deviations below which nothing is looked into."""


@dataclass(frozen=True)
class Mechanics:
    """Nats.

    Attributes:
        flight: of what was pushed with nothing near it.
        slide: of what was pushed as nothing that it touched could; what can move was not near.
        impact: the same where something that can move was near, or two that met had more energy afterwards.
        overlap: of two bodies in one place.
        gained: of energy that came out of hiding beyond what went in.
    """

    flight: float
    slide: float
    impact: float
    overlap: float
    gained: float


def mechanics(record: Record) -> Mechanics:
    """All that a record alone tells."""
    between = gaps(record.trajectory, "box")
    usual = USUAL if record.noise_m > LEAST_NOISE_M else USUAL_WITHOUT_NOISE
    found = dict.fromkeys(("flight", "slide", "impact"), 0.0)
    for span in SPANS:
        for name, each in _pushes(record, between, span).items():
            found[name] = max(found[name], float(accumulated(each, usual).max(initial=0.0)))
    return Mechanics(**found, overlap=max(overlap(record), crossed(record)), gained=gained(record))


def _pushes(record: Record, between: Gaps, span: int) -> dict[str, Floats]:
    """By what a body touched, nats [T, N] of what moved it."""
    trajectory = record.trajectory
    dt, frames, judged = trajectory.dt, trajectory.frames, _judged(trajectory)
    said = {name: np.full((frames, trajectory.rows), np.nan) for name in ("flight", "slide", "impact")}
    if frames <= 2 * span:
        return said
    sd = _slope_sd(record.noise_m, span, dt)
    slope = _slopes(trajectory.position.astype(float), span, dt)
    push = slope[span:] - slope[:-span] - trajectory.gravity.astype(float) * span * dt
    mass = np.maximum(trajectory.mass.astype(float), LEAST_MASS_KG)
    energy = energies(record, slope, span)
    watched = np.lib.stride_tricks.sliding_window_view(record.seen, 2 * span + 1, axis=0).all(axis=-1)
    hard = np.linalg.norm(push, axis=2) > WORTH * sd
    doubtful: NDArray[np.bool_] = judged & watched & hard & ~_plain(record, between, span, push)
    for index in np.flatnonzero(doubtful.any(axis=1)).tolist():
        now, rows = index + span, doubtful[index]
        window = slice(now - span, now + span + 1)
        touch = _touching(record, between, window, np.maximum(*np.abs(slope[[index, now]])))
        here = judged & record.seen[window].any(axis=0)
        left = unexplained(push[index], mass, here, touch)
        for name, picked in _sorted(touch, here, rows).items():
            said[name][now, picked] = nats(np.square(left[picked] / sd))
        said["impact"][now] = np.fmax(said["impact"][now], _grown(energy, touch, here, rows, now, sd))
    return said


def _grown(
    energy: Energies, touch: Touch, movable: NDArray[np.bool_], rows: NDArray[np.bool_], now: int, sd: float
) -> Floats:
    """[N] nats of what energy grew by as rows met others that can move; NaN of those that did not."""
    found = np.full(len(rows), np.nan)
    for met in groups(touch, movable):
        if len(met) > 1 and rows[met].any():
            found[met] = energy.grown(now, met, sd)
    return found


def _plain(record: Record, between: Gaps, span: int, push: Floats) -> NDArray[np.bool_]:
    """[C, N] whether one static body that a row touches gives its whole push [C, N, 3]: most that rests."""
    static = record.trajectory.is_static
    middle = slice(span, span + len(push))
    found = np.zeros(push.shape[:2], bool)
    friction = _friction(record.trajectory, between.first, between.second)
    for rows, other, sign in ((between.first, between.second, -1.0), (between.second, between.first, 1.0)):
        pairs = np.flatnonzero(static[other])
        normal = sign * between.normal[middle][:, pairs]
        near = between.distance[middle][:, pairs] <= TOUCH_M + 2.0 * record.noise_m
        pushed = push[:, rows[pairs]]
        out = (normal * pushed).sum(axis=2)
        across = np.sqrt(np.maximum(np.square(pushed).sum(axis=2) - out**2, 0.0))
        enough = near & (out >= 0.0) & (across <= friction[pairs] * out)
        for pair, row in enumerate(rows[pairs].tolist()):
            found[:, row] |= enough[:, pair]
    return found


def _sorted(
    touch: Touch, movable: NDArray[np.bool_], rows: NDArray[np.bool_]
) -> dict[str, NDArray[np.bool_]]:
    """Which of the rows touch nothing, only what cannot move, or something that can."""
    touched, moved = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    touched[touch.first] = touched[touch.second] = True
    both = movable[touch.first] & movable[touch.second]
    moved[touch.first[both]] = moved[touch.second[both]] = True
    return {"flight": rows & ~touched, "slide": rows & touched & ~moved, "impact": rows & moved}


def _touching(record: Record, between: Gaps, window: slice, speed: Floats) -> Touch:
    """Pairs that may have touched in a window of frames, given how fast rows were [N, 3] m/s."""
    trajectory = record.trajectory
    first, second = between.first, between.second
    pace = np.where(trajectory.is_static, 0.0, np.linalg.norm(speed, axis=1))
    reach = TOUCH_M + (pace[first] + pace[second]) * trajectory.dt + 2.0 * record.noise_m
    known: NDArray[np.bool_] = np.logical_or.reduce(record.seen[window], axis=0)
    near = (between.distance[window].min(axis=0) <= reach) & known[first] & known[second]
    pairs = np.flatnonzero(near)
    friction = _friction(trajectory, first[pairs], second[pairs])
    close = between.distance[window][:, pairs] <= reach[pairs]
    last = close.shape[0] - 1 - close[::-1].argmax(axis=0)
    moments = (close.argmax(axis=0), between.distance[window][:, pairs].argmin(axis=0), last)
    normals = [between.normal[window][at, pairs] for at in moments]  # of what turns on an edge it turns, too
    return Touch(
        np.tile(first[pairs], len(moments)),
        np.tile(second[pairs], len(moments)),
        np.concatenate(normals),
        np.tile(friction, len(moments)),
    )


def _friction(trajectory: Trajectory, first: NDArray[np.int64], second: NDArray[np.int64]) -> Floats:
    """[P] of pairs, a little more than is said: of two the greater holds."""
    friction = np.maximum(trajectory.friction[first], trajectory.friction[second])
    return MORE_FRICTION * friction.astype(float)


def _judged(trajectory: Trajectory) -> NDArray[np.bool_]:
    """Rows that can move and are bodies of their own: joints push, too."""
    judged = ~trajectory.is_static
    if trajectory.body is not None:
        judged &= np.bincount(trajectory.body)[trajectory.body] == 1
    if trajectory.joint is not None:
        judged[trajectory.joint.ravel()] = False
    return judged


def _slopes(position: Floats, span: int, dt: float) -> Floats:
    """[T - span, N, 3] m/s, straight lines through `span` + 1 places from each frame on."""
    step = np.arange(span + 1) - 0.5 * span
    weights = step / np.square(step).sum() / dt
    windows = np.lib.stride_tricks.sliding_window_view(position, span + 1, axis=0)
    result: Floats = windows @ weights
    return result


def _slope_sd(noise_m: float, span: int, dt: float) -> float:
    """m/s, of the difference of two slopes along one axis."""
    steps = span * (span + 1) * (span + 2) / 12.0
    return float(np.hypot(MODEL_MPS, 2**0.5 * noise_m / (dt * steps**0.5)))
