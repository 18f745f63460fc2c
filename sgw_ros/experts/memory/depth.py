# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One distance out of a box's depth pixels, which show the thing and what is behind it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Array
from sgw_ros.experts.memory.boxes import Box

NEAREST_M, FARTHEST_M = 0.1, 200.0
ENOUGH_PIXELS = 12
SAMPLED_PIXELS = 400
ENOUGH_SHARE = 0.1
"""Share of the pixels that must carry a distance at all."""
SURFACE_SHARE = 0.25
"""Share of them that makes a surface; nearer specks are noise or a thing's arm."""
KNOWN_SHARE = 0.15
"""The same for a surface where the thing is known to be."""
DWARF, USUAL = 0.6, 0.3
"""Share of the usual size below which a thing is not believed to be so small, and how far the size of
one that is believed may be off."""


def depth_samples(
    depth: NDArray[np.float32] | None, box: Box, mask: NDArray[np.bool_] | None
) -> Array | None:
    """Sorted distances [K] m of the mask's pixels, else of the box's middle; holes (0, NaN) are left out.

    None where there is no depth, or too little of it.
    """
    if depth is None:
        return None
    height, width = depth.shape
    x0, y0 = max(int(box[0]), 0), max(int(box[1]), 0)
    x1, y1 = min(int(np.ceil(box[2])), width), min(int(np.ceil(box[3])), height)
    if x1 <= x0 or y1 <= y0:
        return None
    patch = depth[y0:y1, x0:x1]
    if mask is not None and mask.shape == patch.shape and mask.any():
        values = patch[mask]
    else:
        dx, dy = (x1 - x0) // 4, (y1 - y0) // 4
        values = patch[dy : patch.shape[0] - dy, dx : patch.shape[1] - dx].ravel()
    values = values[:: max(1, values.size // SAMPLED_PIXELS)]
    valid = values[np.isfinite(values) & (values > NEAREST_M) & (values < FARTHEST_M)]
    if valid.size < max(min(ENOUGH_PIXELS, values.size), ENOUGH_SHARE * values.size, 1):
        return None
    return np.sort(valid).astype(np.float64)


def holds(samples: Array, depth_m: float) -> bool:
    """Whether enough of the sorted `samples` [K] m lie at the distance of a known thing."""
    low, high = _around(samples, depth_m)
    return high - low >= KNOWN_SHARE * samples.size


def surface_depth(samples: Array, known_m: float | None, usual_m: float | None = None) -> float:
    """Distance of the thing among sorted `samples` [K] m.

    Where enough of them lie at the distance that is known so far, that surface is the thing's.
    Otherwise the nearest surface is: what is behind shows through, what is in front would hide it.
    Only where the thing would be a dwarf there does a surface count that is as far as a thing of the
    class usually is that looks so tall, `usual_m`.
    """
    if known_m is not None:
        low, high = _around(samples, known_m)
        if high - low >= KNOWN_SHARE * samples.size:
            return float(samples[(low + high) // 2])
    ends = np.searchsorted(samples, samples * 1.06 + 0.2)
    counts = ends - np.arange(samples.size)
    surfaces = np.flatnonzero(counts >= SURFACE_SHARE * samples.size)
    if not surfaces.size:
        return float(np.median(samples))
    first = int(surfaces[0])
    if usual_m is not None and samples[first] < DWARF * usual_m:
        likely = surfaces[np.abs(samples[surfaces] / usual_m - 1.0) < USUAL]
        first = int(likely[0]) if likely.size else first
    return float(samples[(first + int(ends[first])) // 2])


def _around(samples: Array, depth_m: float) -> tuple[int, int]:
    reach_m = max(0.3, 0.1 * depth_m)
    low, high = np.searchsorted(samples, [depth_m - reach_m, depth_m + reach_m]).tolist()
    return int(low), int(high)
