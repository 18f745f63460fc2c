# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is true of every picture of a drive: distances by direction, people's motion, what is near soon.

Directions are sectors of the picture, left to right; velocities are relative to the rover, in its frame
(x ahead, y left). What is foreseen takes people to go on as they do: that much a picture can tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.episodes.episode import Episode
from training.episodes.errors import DatasetError
from training.episodes.trajectory import Trajectory
from training.episodes.view import View
from training.risk.encoder.grid import FURTHEST_M, NEAREST_M, grid_of
from training.simulation.rover.footprints import Footprints
from training.simulation.rover.foresight import REMEMBERED_S, STEP_S, TIMES_S, Moments, evading, going_on
from training.simulation.rover.labels import beside
from training.simulation.rover.telling import RATE_HZ

Array = NDArray[np.float32]
SECTORS = 16
SEEN_PX = 3
"""Pixels of a sector that make a person seen in it."""
SOON_S = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
LEAST_M, MOST_M = -0.2, 2.0
"""Between these a clearance matters."""
FORESEEN = 2 * len(SOON_S) + 3


@dataclass(frozen=True, eq=False)
class Truth:
    """Of T pictures, S sectors.

    Attributes:
        still: [T, S] log of the m to the nearest static thing that is not the floor.
        person: [T, S] 1 where a person is seen.
        person_at: [T, S] log of the m to that person.
        person_moves: [T, S, 2] m/s.
        foreseen: [T, 15] m, clipped: least clearance up to `SOON_S` of people, of what stands; of an evasive
            turn to the left and to the right; the free width ahead.
        grid: [T, 3, 12, 16] of every patch of the picture, as `grid_of` has it.
    """

    still: Array
    person: Array
    person_at: Array
    person_moves: Array
    foreseen: Array
    grid: NDArray[np.float16]


def truth_of(episode: Episode) -> Truth:
    """What is true at every frame.

    Raises:
        DatasetError: the episode is no rendered drive of the rover.
    """
    if not episode.views or not {"pose", "people"} <= episode.signals.keys():
        raise DatasetError(f"{episode.key}: is no rendered rover scene; make some by training.simulate")
    view, classes = next(iter(episode.views.values())), np.array(["", *episode.meta["classes"]])
    classes[1] = "floor"
    person = classes == "person"
    depth = np.where(view.depth == 0, np.inf, view.depth / 1000.0)
    still = _nearest(np.where((person | (classes == "floor"))[view.masks], np.inf, depth))
    moves = _relative(episode)
    seen, at, whose = _people(view, person, depth, _person_of_row(episode.trajectory, person[1:]))
    rows = np.arange(len(seen))[:, None]
    person_moves = moves[rows, whose] if moves.shape[1] else np.zeros((*seen.shape, 2))
    return Truth(
        still=_log(still),
        person=seen.astype(np.float32),
        person_at=_log(at),
        person_moves=(person_moves * seen[..., None]).astype(np.float32),
        foreseen=_foreseen(episode),
        grid=grid_of(view, classes),
    )


def footprints_of(trajectory: Trajectory, standing: NDArray[np.bool_]) -> Footprints:
    """Rows of things that stand, seen from above; all are upright, or panels on an edge."""
    w, x, y, z = trajectory.orientation[0, standing].astype(np.float64).T
    size = trajectory.extent[standing].astype(np.float64)
    axes = np.stack(  # of every body axis, where it points on the floor
        (
            np.stack((1 - 2 * (y * y + z * z), 2 * (x * y + w * z)), axis=-1),
            np.stack((2 * (x * y - w * z), 1 - 2 * (x * x + z * z)), axis=-1),
            np.stack((2 * (x * z + w * y), 2 * (y * z - w * x)), axis=-1),
        ),
        axis=1,
    )
    flat = np.argsort(np.linalg.norm(axes, axis=-1), axis=1)[:, 1:]
    every = np.arange(len(size))
    first = axes[every, flat[:, 0]]
    round_ = np.array(trajectory.shape)[standing] == "cylinder"
    half = 0.5 * np.stack((size[every, flat[:, 0]], size[every, flat[:, 1]]), axis=-1)
    rounding = np.where(round_, half[:, 0], 0.0)
    half = np.where(round_[:, None], 0.0, half)
    centre = trajectory.position[0, standing, :2].astype(np.float64)
    height = 2.0 * trajectory.position[0, standing, 2].astype(np.float64)  # all stand on the floor
    return Footprints(centre, half, np.arctan2(first[:, 1], first[:, 0]), rounding, height)


def things_of(episode: Episode) -> Footprints:
    """What stands about in a drive: neither its floor nor people."""
    standing = np.array(episode.meta["classes"]) != "person"
    standing[0] = False  # the floor
    return footprints_of(episode.trajectory, standing)


def moments_in(episode: Episode, later: NDArray[np.float64]) -> Moments:
    """All T frames of a drive whose people will be at `later` [T, K, P, 2] m at `TIMES_S` from each."""
    pose, people = episode.signals["pose"], episode.signals["people"]
    before = frames_before(len(pose))
    return Moments(pose[:, :3], pose[:, 3:], later, pose[before, :3], people[before])


def frames_before(frames: int) -> NDArray[np.intp]:
    """The frame [T] whose people each frame of a drive still remembers."""
    return np.maximum(np.arange(frames) - round(REMEMBERED_S * RATE_HZ), 0)


def _foreseen(episode: Episode) -> Array:
    people, things = episode.signals["people"], things_of(episode)
    moments = moments_in(episode, people[:, None] + TIMES_S[:, None, None] * _velocity(people)[:, None])
    ahead = going_on(moments, things)
    columns = []
    for gaps in (ahead.gaps[..., ahead.still :], ahead.gaps[..., : ahead.still]):
        least = np.minimum.accumulate(gaps.min(axis=2, initial=np.inf), axis=1)
        columns += [least[:, round(soon_s / STEP_S)] for soon_s in SOON_S]
    columns += [evading(moments, things, side).gaps.min(axis=(1, 2), initial=np.inf) for side in (1.0, -1.0)]
    columns.append(beside(moments, things)[1])
    return np.asarray(np.clip(np.stack(columns, axis=1), LEAST_M, MOST_M), np.float32)


def _velocity(people: NDArray[np.float64]) -> NDArray[np.float64]:
    """[T, P, 2] m/s from the frame before."""
    velocity = np.diff(people, axis=0, prepend=people[:1]) * RATE_HZ
    velocity[:1] = velocity[1:2]
    return velocity


def _relative(episode: Episode) -> NDArray[np.float64]:
    """Velocities [T, P, 2] m/s of people in the rover's frame, relative to it."""
    pose = episode.signals["pose"]
    moves = _velocity(episode.signals["people"])
    cos, sin = np.cos(pose[:, 2:3]), np.sin(pose[:, 2:3])
    ahead = cos * moves[..., 0] + sin * moves[..., 1] - pose[:, 3:4]
    return np.stack((ahead, cos * moves[..., 1] - sin * moves[..., 0]), axis=-1)


def _person_of_row(trajectory: Trajectory, person: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Of every mask value the number of the person; 0 for what is none."""
    bodies = np.unique(trajectory.body[person]) if trajectory.body is not None else np.zeros(0, int)
    number = np.zeros(trajectory.rows + 1, np.intp)
    if trajectory.body is not None:
        number[1:] = np.where(person, np.searchsorted(bodies, trajectory.body), 0)
    return number


def _people(
    view: View, person: NDArray[np.bool_], depth: NDArray[np.float64], number: NDArray[np.intp]
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.intp]]:
    """Whether somebody is seen [T, S], how near the nearest of them is, m, and who that is."""
    there = np.where(person[view.masks], depth, np.inf)
    columns = _by_sector(there)
    seen = np.isfinite(columns).sum(axis=-1) >= SEEN_PX
    nearest = columns.argmin(axis=-1)[..., None]
    whose = np.take_along_axis(_by_sector(number[view.masks]), nearest, axis=-1)[..., 0]
    at = np.take_along_axis(columns, nearest, axis=-1)[..., 0]
    return seen, np.where(seen, at, FURTHEST_M), np.where(seen, whose, 0)


def _nearest(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(_by_sector(distance).min(axis=-1))


def _by_sector(pixels: NDArray[np.generic]) -> NDArray[np.generic]:
    """[T, H, W] to [T, S, pixels of a sector]; columns that are over fall away at the right edge."""
    frames, height, width = pixels.shape
    wide = width // SECTORS
    cut = pixels[:, :, : wide * SECTORS].reshape(frames, height, SECTORS, wide)
    return cut.transpose(0, 2, 1, 3).reshape(frames, SECTORS, height * wide)


def _log(distance: NDArray[np.float64]) -> Array:
    return np.log(np.clip(distance, NEAREST_M, FURTHEST_M)).astype(np.float32)
