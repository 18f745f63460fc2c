# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Who touched whom, when, where and how hard: gathered at every step, summed up per frame and per event."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from training.simulation.world import Scene


class Touching(NamedTuple):
    """The contacts of one state: geoms [C, 2], depth negative [C] m, point [C, 3] m, first constraint [C].

    They are MuJoCo's own memory, and hold until the state's contacts are assembled anew.
    """

    geoms: NDArray[np.int32]
    dist: NDArray[np.float64]
    point: NDArray[np.float64]
    normal: NDArray[np.int32]


def touching(data: mujoco.MjData) -> Touching | None:
    """The contacts that have constraints, the normal's first; None where there are none."""
    if not data.ncon:
        return None
    contact = data.contact
    found = Touching(contact.geom, contact.dist, contact.pos, contact.efc_address)
    if np.minimum.reduce(found.normal) >= 0:
        return found
    held = found.normal >= 0  # the others only just touch
    if not held.any():
        return None
    return Touching(found.geoms[held], found.dist[held], found.point[held], found.normal[held])


NOTE = np.dtype(
    [("time_s", "f8"), ("geoms", "i4", 2), ("force", "f8"), ("dist", "f8"), ("point", "f8", 3)], align=True
)
FIRST_NOTES = 4096


class ContactLog:
    """Keeps every contact of every step; `table` puts them in order once the run is over."""

    def __init__(self) -> None:
        self._notes, self._count = np.empty(FIRST_NOTES, NOTE), 0
        self._columns = self._split()
        self._last, self._asked = 0, 0

    def add(self, time_s: float, found: Touching, force: NDArray[np.float64]) -> None:
        """Note the contacts of a solved step that began at `time_s`, and the constraints' forces."""
        first, end = self._count, self._count + len(found.dist)
        if end > len(self._notes):
            self._notes = np.concatenate([self._notes, np.empty_like(self._notes)])
            self._columns = self._split()
        times, geoms, forces, dists, points = self._columns
        times[first:end] = time_s
        geoms[first:end] = found.geoms
        forces[first:end] = force[found.normal]
        dists[first:end] = found.dist
        points[first:end] = found.point
        self._last, self._count = first, end

    def take_back(self, time_s: float) -> None:
        """Forget the step that began at `time_s`, if it was the last."""
        if self._count > self._last and self._notes["time_s"][self._last] == time_s:
            self._count = self._last

    def met(self, geoms: NDArray[np.int32]) -> bool:
        """Whether a pair of geoms is among the contacts since this was asked last."""
        found = self._notes["geoms"][self._asked : self._count]
        self._asked = self._count
        return bool(((found == geoms) | (found == geoms[::-1])).all(axis=1).any())

    def table(self, scene: Scene) -> ContactTable:
        """All of them, as rows of the trajectory."""
        notes = self._notes[: self._count]
        rows = np.sort(scene.row_of_geom[notes["geoms"]], axis=1)
        return ContactTable(notes["time_s"], rows, notes["force"], -notes["dist"], notes["point"])

    def _split(self) -> tuple[NDArray[Any], ...]:
        return tuple(self._notes[name] for name in NOTE.names or ())


@dataclass(frozen=True, eq=False)
class ContactTable:
    """M contacts in order of time.

    Attributes:
        time_s: [M].
        rows: int[M, 2], the lower row first.
        force: [M] N, along the normal.
        depth: [M] m, how far the two reach into each other.
        point: [M, 3] m, world frame.
    """

    time_s: NDArray[np.float64]
    rows: NDArray[np.int64]
    force: NDArray[np.float64]
    depth: NDArray[np.float64]
    point: NDArray[np.float64]

    def per_frame(self, frames: int, dt: float, rows: int) -> NDArray[np.bool_]:
        """[T, N, N]: touched at that frame, or since the frame before it."""
        touching = np.zeros((frames, rows, rows), bool)
        frame = np.ceil(self.time_s / dt - 1e-6).astype(int)
        inside = frame < frames
        a, b = self.rows[inside].T
        touching[frame[inside], a, b] = touching[frame[inside], b, a] = True
        return touching

    def events(self, apart_s: float) -> NDArray[np.float64]:
        """[E, 7]: row a, row b, start s, greatest normal force N, x, y, z m at the start.

        One event lasts as long as the pair is never apart for longer than `apart_s`; its force is the sum
        over the pair's contact points.
        """
        if not len(self.time_s):
            return np.zeros((0, 7))
        order = np.lexsort((self.time_s, self.rows[:, 1], self.rows[:, 0]))
        rows, times = self.rows[order], self.time_s[order]
        same_pair = np.r_[False, (rows[1:] == rows[:-1]).all(axis=1)]
        since = np.diff(times, prepend=-math.inf)
        moment = np.flatnonzero(~(same_pair & (since == 0.0)))
        onset = np.flatnonzero(~(same_pair & (since <= apart_s)))
        force = np.add.reduceat(self.force[order], moment)
        peak = np.maximum.reduceat(force, np.searchsorted(moment, onset))
        event = np.column_stack([rows[onset], times[onset], peak, self.point[order][onset]])
        return event[np.argsort(event[:, 2], kind="stable")]
