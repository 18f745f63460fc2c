# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is there and what it will do: tracks, predictions, contacts, violations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types.arrays import Array
from sgw_ros.core.types.sensors import Pose


@dataclass(frozen=True, slots=True)
class Estimate:
    """A scalar with its variance."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One persistent object.

    `position` [3] m and `velocity` [3] m/s in odom, `covariance` [6, 6] of both, `extent` [3] m
    (x along depth, y across, z up), `box` the last seen one in pixels, predicted while hidden.
    `range_source` says what the distance rests on: depth, size, ground or assumed.
    """

    id: int
    class_name: str
    class_confidence: float
    position: Array
    velocity: Array
    covariance: Array
    extent: Array
    box: tuple[float, float, float, float]
    mass: Estimate
    friction: Estimate
    embedding: NDArray[np.float32]
    first_seen_ns: int
    last_seen_ns: int
    visible: bool
    identity_confidence: float
    range_source: str


@dataclass(frozen=True, slots=True, eq=False)
class Objects:
    """The memory expert's result: confirmed tracks and where the camera was."""

    stamp_ns: int
    tracks: tuple[Track, ...]
    T_odom_cam: Pose


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """An object's forecast: Gaussian per horizon; means [K, 3] and variances [K, 3], m and m/s, odom."""

    object_id: int
    horizons_s: tuple[float, ...]
    position_mean: Array
    position_variance: Array
    velocity_mean: Array
    velocity_variance: Array


ROBOT_ID = 0
"""The robot itself in contacts; tracks count from 1."""
FLOOR_ID = -1
"""The floor in contacts."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Two objects (ids, `ROBOT_ID` or `FLOOR_ID`) that will touch, and when."""

    first_id: int
    second_id: int
    probability: float
    time_to_contact_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Violation:
    """Something physically improbable: `score` 0-1 is its calibrated improbability.

    `kind`: permanence, continuity, gravity, inertia, solidity or support. States are [6]: position m,
    velocity m/s, odom.
    """

    object_id: int
    kind: str
    score: float
    expected: Array
    observed: Array


@dataclass(frozen=True, slots=True, eq=False)
class PhysicsResult:
    """The physics expert's result for one frame."""

    stamp_ns: int
    predictions: tuple[Prediction, ...]
    contacts: tuple[Contact, ...]
    violations: tuple[Violation, ...]
