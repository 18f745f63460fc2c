# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What an observer has of an episode: where rows were while they were seen, and what they look like."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from training.episodes.episode import Episode
from training.episodes.trajectory import Trajectory
from training.physics.forecast import Floats
from training.physics.observing import with_floor
from training.physics.violations.sight import Eye, eye_of

LEAST_NOISE_M = 3e-4
ALIKE = 0.02
"""Extents that differ by less, as a share, cannot be told apart."""
ALIKE_COLOUR = 30.0
"""Nor colours, in eighths of a bit."""


@dataclass(frozen=True, eq=False)
class Record:
    """An episode as it was watched.

    Attributes:
        trajectory: with a floor. Rows are worth something only where they are seen.
        seen: bool[T, N]; static rows are known all the time.
        eye: the camera, None where nothing is known of one.
        in_view: whether all that is there is seen, so that what is not seen is not there.
        noise_m: standard deviation of a tracked place along one axis.
    """

    trajectory: Trajectory
    seen: NDArray[np.bool_]
    eye: Eye | None
    in_view: bool
    noise_m: float


def watch(episode: Episode) -> Record:
    """The record of an episode; one that takes up where another like it was lost is the same body.

    What is there at the first frame is known, seen or not, as by somebody who was there before.
    """
    trajectory = with_floor(episode.trajectory)
    seen = np.ones((trajectory.frames, trajectory.rows), bool)
    for mask in (trajectory.present, trajectory.visible):
        seen = seen if mask is None else seen & mask
    seen = seen | trajectory.is_static
    seen[0] = True if trajectory.present is None else trajectory.present[0]
    trajectory, seen = _one_body(trajectory, seen, _colours(episode, trajectory.rows))
    eye = eye_of(episode)
    return Record(trajectory, seen, eye, trajectory.visible is None, _noise(trajectory, seen))


def losses(seen: NDArray[np.bool_], static: NDArray[np.bool_]) -> dict[int, list[int]]:
    """Frames at which rows were seen for the last time before they were hidden."""
    found = defaultdict(list)
    frames, rows = np.nonzero(seen[:-1] & ~seen[1:] & ~static)
    for frame, row in zip(frames.tolist(), rows.tolist(), strict=True):
        found[frame].append(row)
    return found


def next_seen(seen: NDArray[np.bool_], lost: int) -> int:
    """The frame at which a row is seen again; the number of frames: never."""
    later = np.flatnonzero(seen[lost + 1 :])
    return lost + 1 + int(later[0]) if len(later) else len(seen)


def _colours(episode: Episode, rows: int) -> Floats:
    """[N, 3] mean colour of every row in the pictures; NaN where none shows it."""
    colour = np.full((rows, 3), np.nan)
    view = episode.views.get("main")
    if view is not None:
        for row in range(rows):
            pixels = view.rgb[view.masks == row + 1]
            if len(pixels):
                colour[row] = pixels.mean(axis=0)
    return colour


def _one_body(
    trajectory: Trajectory, seen: NDArray[np.bool_], colour: Floats
) -> tuple[Trajectory, NDArray[np.bool_]]:
    """Join a row that is seen for the first time to one that was seen for the last time before."""
    seen = seen.copy()
    names = ("position", "orientation", "linear_velocity", "angular_velocity")
    arrays = {name: getattr(trajectory, name).copy() for name in names}
    for later in np.flatnonzero(~trajectory.is_static & ~seen[0] & seen.any(axis=0)):
        first = int(np.argmax(seen[:, later]))
        for earlier in np.flatnonzero(~trajectory.is_static & seen[0] & ~seen[first:].any(axis=0)):
            if _alike(trajectory, colour, int(earlier), int(later)):
                for array in arrays.values():
                    array[first:, earlier] = array[first:, later]
                seen[first:, earlier] = seen[first:, later]
                seen[:, later] = False
                break
    return replace(trajectory, **arrays), seen


def _alike(trajectory: Trajectory, colour: Floats, one: int, other: int) -> bool:
    extents = trajectory.extent[[one, other]]
    same_size = bool((np.abs(extents[0] - extents[1]) <= ALIKE * extents.max(axis=0)).all())
    differs = bool((np.abs(colour[one] - colour[other]) > ALIKE_COLOUR).any())
    return same_size and trajectory.shape[one] == trajectory.shape[other] and not differs


def _noise(trajectory: Trajectory, seen: NDArray[np.bool_]) -> float:
    """From how places jump about along the level, where most things go straight or rest."""
    bend = np.diff(trajectory.position[:, ~trajectory.is_static, :2].astype(float), n=2, axis=0)
    watched = seen[:, ~trajectory.is_static]
    bend = bend[watched[:-2] & watched[1:-1] & watched[2:]]
    if not bend.size:
        return LEAST_NOISE_M
    return max(LEAST_NOISE_M, 1.4826 * float(np.median(np.abs(bend))) / 6**0.5)
