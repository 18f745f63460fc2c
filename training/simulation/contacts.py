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
    """The contacts of one state: geoms [C, 2], depth negative [C] m, point [C, 3] m, first constraint [C]."""

    geoms: NDArray[np.int32]
    dist: NDArray[np.float64]
    point: NDArray[np.float64]
    normal: NDArray[np.int32]


def touching(data: mujoco.MjData) -> Touching | None:
    """The contacts that have constraints, the normal's first; None where there are none."""
    if not data.ncon:
        return None
    contact = data.contact
    normal = contact.efc_address
    found = Touching(contact.geom.copy(), contact.dist.copy(), contact.pos.copy(), normal.copy())
    if np.minimum.reduce(normal) >= 0:
        return found
    held = normal >= 0  # the others only just touch
    return Touching(*(column[held] for column in found)) if held.any() else None


class ContactLog:
    """Keeps every contact of every step; `table` puts them in order once the run is over."""

    def __init__(self) -> None:
        self._times_s: list[float] = []
        self._asked = 0
        self._kept: list[tuple[NDArray[Any], ...]] = []

    def add(self, time_s: float, found: Touching, force: NDArray[np.float64]) -> None:
        """Note the contacts of a solved step that began at `time_s`, and the constraints' forces."""
        self._times_s.append(time_s)
        self._kept.append((found.geoms, force[found.normal], found.dist, found.point))

    def take_back(self, time_s: float) -> None:
        """Forget the step that began at `time_s`, if it was the last."""
        if self._times_s and self._times_s[-1] == time_s:
            self._times_s.pop()
            self._kept.pop()

    def met(self, geoms: NDArray[np.int32]) -> bool:
        """Whether a pair of geoms is among the contacts since this was asked last."""
        fresh, self._asked = self._kept[self._asked :], len(self._kept)
        if not fresh:
            return False
        found = np.concatenate([kept[0] for kept in fresh])
        return bool(((found == geoms) | (found == geoms[::-1])).all(axis=1).any())

    def table(self, scene: Scene) -> ContactTable:
        """All of them, as rows of the trajectory."""
        if not self._kept:
            none = np.zeros(0)
            return ContactTable(none, np.zeros((0, 2), np.int64), none, none, np.zeros((0, 3)))
        geoms, force, dist, point = (np.concatenate(column) for column in zip(*self._kept, strict=True))
        times_s = np.repeat(self._times_s, [len(item[0]) for item in self._kept])
        return ContactTable(times_s, np.sort(scene.row_of_geom[geoms], axis=1), force, -dist, point)


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
