# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Who will touch whom, when, and how likely: predicted paths compared pair by pair."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.probability import normal_cdf
from sgw_ros.core.types import Array, Contact

MOST_CONTACTS = 64
Indices = NDArray[np.intp]


def contacts_between(
    ids: list[int],
    position: Array,
    variance: Array,
    radius: Array,
    half_height: Array,
    times_s: Array,
    least_probability: float,
    judged: Array | None = None,
    judged_s: Array | None = None,
) -> tuple[Contact, ...]:
    """Contacts among N upright cylinders on their predicted paths, soonest first.

    Args:
        ids: [N] object ids.
        position: means [T, N, 3] m.
        variance: [T, N, 3] m^2.
        radius: [N] m.
        half_height: [N] m.
        times_s: [T] s, ascending.
        least_probability: contacts less likely than this are left out.
        judged: [N, N] probabilities that are better known than by paths, elsewhere NaN.
        judged_s: [N, N] s, when these begin.
    """
    if len(ids) < 2:
        return ()
    first, second = np.triu_indices(len(ids), 1)
    distance, probability = _along_paths(position, variance, radius, half_height, first, second)
    reach = radius[first] + radius[second]
    told = np.full(len(first), np.nan) if judged is None else judged[first, second]
    told_s = told if judged_s is None else judged_s[first, second]
    by_paths = ~np.isfinite(told)
    probability = np.where(by_paths, probability, told)
    found = []
    for pair in np.flatnonzero(probability >= least_probability).tolist():
        path_s = _first_time(distance[:, pair], float(reach[pair]), times_s)
        when_s = path_s if by_paths[pair] else float(told_s[pair])
        ends = sorted((ids[int(first[pair])], ids[int(second[pair])]))
        found.append(Contact(ends[0], ends[1], float(probability[pair]), when_s))
    return tuple(sorted(found, key=lambda c: c.time_to_contact_s)[:MOST_CONTACTS])


def _along_paths(
    position: Array, variance: Array, radius: Array, half_height: Array, first: Indices, second: Indices
) -> tuple[Array, Array]:
    """Distance [T, P] m between the axes of P pairs, and the probability [P] that they touch."""
    offset = position[:, first] - position[:, second]
    distance: Array = np.hypot(offset[..., 0], offset[..., 1])
    reach = radius[first] + radius[second]
    closest, pairs = distance.argmin(axis=0), np.arange(len(first))
    inside = distance <= reach
    when = np.where(inside.any(axis=0), inside.argmax(axis=0), closest)
    spread = np.sqrt(0.5 * (variance[when, first, :2].sum(axis=-1) + variance[when, second, :2].sum(axis=-1)))
    probability = touch_probability(distance[closest, pairs], reach, spread)
    above = np.abs(offset[when, pairs, 2]) - half_height[first] - half_height[second]
    level = np.sqrt(variance[when, first, 2] + variance[when, second, 2])
    over = probability * 2.0 * normal_cdf(-above / np.maximum(level, 1e-3))
    return distance, np.where(above > 0, over, probability)


def touch_probability(gap_m: Array, reach_m: Array, sigma_m: Array) -> Array:
    """Probability that two discs touch as they pass.

    At the closest approach their centres are expected `gap_m` apart, across the line on which they
    pass; `sigma_m` is the spread of that. Along the line it only matters when they meet, not whether.
    """
    sigma = np.maximum(sigma_m, 1e-3)
    probability: Array = normal_cdf((reach_m - gap_m) / sigma) - normal_cdf((-reach_m - gap_m) / sigma)
    return probability


def _first_time(distance: Array, reach_m: float, times_s: Array) -> float:
    """When the distance first falls to the reach, interpolated; else the time of closest approach."""
    inside = np.flatnonzero(distance <= reach_m)
    if not inside.size:
        return float(times_s[int(distance.argmin())])
    index = int(inside[0])
    if index == 0:
        return float(times_s[0])
    before, after = float(distance[index - 1]), float(distance[index])
    share = (before - reach_m) / max(before - after, 1e-9)
    when = times_s[index - 1] + share * (times_s[index] - times_s[index - 1])
    return float(when) if math.isfinite(when) else float(times_s[index])
