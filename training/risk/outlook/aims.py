# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is true of the people about a rover at every frame of a drive: where they are, and where they will be.

Points are in the rover's frame at that frame (x ahead, y left). What lies beyond a drive's end goes on as
its last frames did. Clearances are those that the labels go by, of people alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.episodes.episode import Episode
from training.risk.encoder.truth import LEAST_M, MOST_M, frames_before, moments_in, things_of
from training.simulation.rover.foresight import STEP_S, TIMES_S, Foresight, evading, going_on
from training.simulation.rover.sight import sees
from training.simulation.rover.telling import RATE_HZ

Array = NDArray[np.float32]
LATER_S = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
SOONEST = [round(later_s / STEP_S) for later_s in LATER_S]
CLEARANCES = len(LATER_S) + 2
MOST_PEOPLE, AWAY_M = 8, 99.0
"""Those that a drive does not have are far away."""


@dataclass(frozen=True, eq=False)
class Aims:
    """Of T frames, P people, K of `LATER_S`.

    Attributes:
        place: [T, P, 2] m, where they are.
        later: [T, P, K, 2] m, where they will be.
        shown: [T, P] whether the camera sees them.
        counted: [T, P] whether it does, or did 0.7 s ago: the labels ask for no others.
        clearance: [T, 8] m, the least one up to `LATER_S` of going on, and of evading to the left and right.
    """

    place: Array
    later: Array
    shown: NDArray[np.bool_]
    counted: NDArray[np.bool_]
    clearance: Array


def aims_of(episode: Episode) -> Aims:
    """Of a drive of the rover."""
    pose, people = episode.signals["pose"], episode.signals["people"]
    things, later = things_of(episode), _later(people)
    moments = moments_in(episode, later)
    ways = going_on(moments, things), *(evading(moments, things, side) for side in (1.0, -1.0))
    on, left, right = (_nearest(way) for way in ways)
    on = np.minimum.accumulate(on, axis=1)[:, SOONEST]
    clearance = np.column_stack((on, left.min(axis=1), right.min(axis=1))).clip(LEAST_M, MOST_M)
    shown = sees(pose[:, :3], people, things)
    return Aims(
        place=_filled(_from_rover(pose, people[:, None])[:, 0], AWAY_M),
        later=_filled(_from_rover(pose, later[:, SOONEST]).transpose(0, 2, 1, 3), AWAY_M),
        shown=_filled(shown, False),
        counted=_filled(shown | shown[frames_before(len(shown))], False),
        clearance=clearance.astype(np.float32),
    )


def _later(people: NDArray[np.float64]) -> NDArray[np.float64]:
    """People [T, K, P, 2] m at `TIMES_S` from each frame."""
    frames = np.arange(len(people))[:, None] + np.round(TIMES_S * RATE_HZ).astype(int)
    beyond = np.maximum(frames - len(people) + 1, 0)[..., None, None]
    return np.asarray(people[np.minimum(frames, len(people) - 1)] + beyond * (people[-1] - people[-2]))


def _nearest(way: Foresight) -> NDArray[np.float64]:
    """Clearance [T, K] m of whoever is nearest on a way."""
    return np.asarray(way.gaps[..., way.still :].min(axis=2, initial=np.inf))


def _from_rover(pose: NDArray[np.float64], points: NDArray[np.float64]) -> Array:
    """Points [T, K, P, 2] m of the world in the rover's frame at poses [T, 5]."""
    cos, sin = np.cos(pose[:, 2, None, None]), np.sin(pose[:, 2, None, None])
    x, y = np.moveaxis(points - pose[:, None, None, :2], -1, 0)
    return np.stack((cos * x + sin * y, cos * y - sin * x), axis=-1).astype(np.float32)


def _filled(values: NDArray[Any], absent: float) -> NDArray[Any]:
    """[T, P, ...] with as many people as any drive has."""
    held = np.full((len(values), MOST_PEOPLE, *values.shape[2:]), absent, values.dtype)
    held[:, : values.shape[1]] = values[:, :MOST_PEOPLE]
    return held
