# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Who will touch whom, when, and how likely: predicted paths compared pair by pair."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtr

from sgw_ros.core.types import Array, Contact

MOST_CONTACTS = 64


def contacts_between(
    ids: list[int],
    position: Array,
    variance: Array,
    radius: Array,
    half_height: Array,
    times_s: Array,
    least_probability: float,
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
    """
    if len(ids) < 2:
        return ()
    first, second = np.triu_indices(len(ids), 1)
    offset = position[:, first] - position[:, second]
    distance = np.hypot(offset[..., 0], offset[..., 1])
    reach = radius[first] + radius[second]
    closest = distance.argmin(axis=0)
    pairs = np.arange(len(first))
    gap = distance[closest, pairs]
    inside = distance <= reach
    when = np.where(inside.any(axis=0), inside.argmax(axis=0), closest)
    spread = np.sqrt(0.5 * (variance[when, first, :2].sum(axis=-1) + variance[when, second, :2].sum(axis=-1)))
    probability = touch_probability(gap, reach, spread)
    above = np.abs(offset[when, pairs, 2]) - half_height[first] - half_height[second]
    level = np.sqrt(variance[when, first, 2] + variance[when, second, 2])
    probability = np.where(above > 0, probability * 2.0 * ndtr(-above / np.maximum(level, 1e-3)), probability)
    found = []
    for pair in np.flatnonzero(probability >= least_probability).tolist():
        when_s = _first_time(distance[:, pair], float(reach[pair]), times_s)
        ends = sorted((ids[int(first[pair])], ids[int(second[pair])]))
        found.append(Contact(ends[0], ends[1], float(probability[pair]), when_s))
    return tuple(sorted(found, key=lambda c: c.time_to_contact_s)[:MOST_CONTACTS])


def touch_probability(gap_m: Array, reach_m: Array, sigma_m: Array) -> Array:
    """Probability that two discs touch as they pass.

    At the closest approach their centres are expected `gap_m` apart, across the line on which they
    pass; `sigma_m` is the spread of that. Along the line it only matters when they meet, not whether.
    """
    sigma = np.maximum(sigma_m, 1e-3)
    probability: Array = ndtr((reach_m - gap_m) / sigma) - ndtr((-reach_m - gap_m) / sigma)
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
