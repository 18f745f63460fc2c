# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What every forecaster takes and gives, so that the expert does not know which one it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sgw_ros.core.types import Array, Track
from sgw_ros.experts.physics.ballistic import Bodies


@dataclass(frozen=True, slots=True, eq=False)
class Present:
    """N tracks at one stamp; odom frame, floor at z = 0.

    Attributes:
        stamp_ns: when.
        tracks: [N].
        bodies: [N] the tracks as spheres over the floor.
        past: [N, 4, 3] m/s, velocities at `HISTORY_S`.
        robot: [3] m, where the robot is.
        heading_rad: about the vertical, where the camera looks: tracks' extents are along it and across.
    """

    stamp_ns: int
    tracks: tuple[Track, ...]
    bodies: Bodies
    past: Array
    robot: Array
    heading_rad: float


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """N tracks at T times: `position` m, `velocity` m/s and their variances, each [T, N, 3], odom."""

    position: Array
    velocity: Array
    position_variance: Array
    velocity_variance: Array


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """Who will touch whom, as far as a forecaster judges that itself.

    Attributes:
        pair: [N, N] probability, symmetric, NaN where paths and their spread must tell.
        pair_s: [N, N] s from the present, where `pair` is a number.
        floor: [N] probability of landing; 0 for what stands on the floor.
        floor_s: [N] s, where `floor` is above 0.
    """

    pair: Array
    pair_s: Array
    floor: Array
    floor_s: Array


class Course(Protocol):
    """What the tracks of one present will do."""

    def at(self, times_s: Array) -> States:
        """The states at `times_s` [T] s after the present, ascending."""
        ...

    def meetings(self, likely: float) -> Meetings:
        """The contacts; one begins when its probability reaches `likely`."""
        ...


class Forecaster(Protocol):
    """Says what happens next."""

    def course(self, present: Present) -> Course:
        """What the tracks will do from now on."""
        ...

    def reset(self) -> None:
        """Forget what was asked before."""
        ...


def unjudged(count: int) -> tuple[Array, Array]:
    """`pair` and `pair_s` of a forecaster that judges no pair of `count` tracks."""
    return np.full((count, count), np.nan), np.full((count, count), np.inf)
