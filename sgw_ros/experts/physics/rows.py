# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Tracks as things of a scene graph.

What moves by itself is none: it neither stops nor swerves as a rigid body would. Nor is what nobody has named
and what keeps its speed along the floor, for it may walk; nor the robot. Who meets them is told from paths
and their spread. What flies with nothing around falls by gravity alone, of which nothing is to be learned.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Array, Estimate, Track
from sgw_ros.experts.physics.bodies import named_thing, self_propelled
from sgw_ros.experts.physics.course import Present
from sgw_ros.experts.physics.over_floor import Things
from sgw_ros.experts.physics.scene_graph import LEAST_FRICTION, LEAST_MASS_KG, SURFACE_PRIOR

MOST_ROWS = 64
"""The nearest to the robot; all others are forecast without the network."""
FARTHEST_M, FASTEST_MPS = 100.0, 50.0
"""What is beyond was never seen in training."""
SMALLEST_M, LARGEST_M = 0.01, 5.0
"""Bounds of a half size."""
MUCH = 1e9
"""An estimate beyond, or below its inverse, is none."""
KEEPS_ON = 0.1
"""Friction, as far as a thing's own speed tells, below which it does not slide but rolls, drives or walks."""
CLEAR_M = 1.0
"""What is farther from everything else has nothing around."""
SHAPES = {
    **dict.fromkeys(("ball", "sports ball", "sphere", "apple", "orange"), "sphere"),
    **dict.fromkeys(("cylinder", "bottle", "can", "cup", "vase", "wine glass", "barrel"), "cylinder"),
}
"""Shapes by class; all others are boxes."""


def rows_of(present: Present) -> NDArray[np.int64]:
    """Indices [R] of the tracks that the network is asked about, ascending."""
    away_m = np.linalg.norm(present.bodies.position - present.robot, axis=1)
    fastest = np.abs(present.past).max(axis=(1, 2), initial=0.0)
    fits = (away_m <= FARTHEST_M) & (fastest <= FASTEST_MPS) & ~_falls_freely(present)
    goes_on = present.bodies.friction < KEEPS_ON
    for index, track in enumerate(present.tracks):
        fits[index] &= named_thing(track) or not (self_propelled(track) or goes_on[index])
    found = np.flatnonzero(fits)
    return np.sort(found[np.argsort(away_m[found], kind="stable")[:MOST_ROWS]])


def _falls_freely(present: Present) -> NDArray[np.bool_]:
    """Which tracks [N] fly with nothing within `CLEAR_M` of them, as spheres that hold all of each."""
    place = present.bodies.position
    reach = np.array([0.5 * np.linalg.norm(track.extent) for track in present.tracks])
    apart = np.linalg.norm(place[:, None] - place, axis=2) - reach[:, None] - reach
    np.fill_diagonal(apart, np.inf)
    freely: NDArray[np.bool_] = _flying(present) & (apart.min(axis=1, initial=np.inf) >= CLEAR_M)
    return freely


def _flying(present: Present) -> NDArray[np.bool_]:
    flying: NDArray[np.bool_] = present.bodies.position[:, 2] > present.bodies.radius + 1e-9
    return flying


def things_of(present: Present, rows: NDArray[np.int64]) -> Things:
    """The tracks `rows` [R]; what is not surely in the air stands on the floor."""
    tracks = [present.tracks[row] for row in rows]
    place, velocity = present.bodies.position[rows], present.past[rows]
    half = np.array([_half(track) for track in tracks])
    standing = ~_flying(present)[rows]
    place[standing, 2] = half[standing, 2]
    velocity[standing, :, 2] = 0.0
    kinds = tuple(SHAPES.get(track.class_name, "box") for track in tracks)
    rolls = standing & np.array([kind == "sphere" for kind in kinds], dtype=bool)
    surface, doubt = np.zeros((len(rows), 5)), np.ones((len(rows), 5))
    for row, track in enumerate(tracks):
        surface[row, 0], doubt[row, 0] = _learned(track.mass, 0, LEAST_MASS_KG)
        surface[row, 1], doubt[row, 1] = _learned(track.friction, 1, LEAST_FRICTION)
    return Things(
        place,
        np.array([_sd_across(track) for track in tracks]),
        velocity,
        np.where(rolls[:, None], _rolling(velocity[:, 0], half[:, 2]), 0.0),
        half,
        kinds,
        surface,
        doubt,
        present.heading_rad,
    )


def _rolling(velocity: Array, radius: Array) -> Array:
    """Spin [R, 3] rad/s of balls that roll over the floor at `velocity` [R, 3] m/s, n x v / r."""
    spin: Array = np.cross([0.0, 0.0, 1.0], velocity) / radius[:, None]
    return spin


def _half(track: Track) -> Array:
    half: Array = np.clip(0.5 * track.extent, SMALLEST_M, LARGEST_M)
    return np.full(3, half[1:].mean()) if SHAPES.get(track.class_name) == "sphere" else half


def _sd_across(track: Track) -> float:
    return float(np.sqrt(max(track.covariance[0, 0] + track.covariance[1, 1], 0.0) / 2.0))


def _learned(estimate: Estimate, column: int, least: float) -> tuple[float, float]:
    """Mean and standard deviation of a logarithm after an estimate, in units of its `SURFACE_PRIOR`."""
    mean, variance = estimate.mean, estimate.variance
    if not (1.0 / MUCH < mean < MUCH and 0.0 <= variance < MUCH):
        return 0.0, 1.0
    usual, deviation = SURFACE_PRIOR[column]
    noise = np.log1p(variance / mean**2) / deviation**2
    said = np.clip((np.log(max(mean, least)) - usual) / deviation, -5.0, 5.0)
    return float(said / (1.0 + noise)), float(np.sqrt(noise / (1.0 + noise)))
