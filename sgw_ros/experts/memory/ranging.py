# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How far away a box is: by depth, usual size, the ground under it, or an assumption."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sgw_ros.core.types import Array
from sgw_ros.experts.memory.boxes import Box, Cut, cut_sides
from sgw_ros.experts.memory.depth import FARTHEST_M, NEAREST_M, surface_depth
from sgw_ros.experts.memory.priors import PRIORS
from sgw_ros.experts.memory.view import View

SHOWN_SHARE = 0.65
"""How much of a thing shows on average when the picture's edge cuts its height off."""
ROUGHNESS_PX = 3.0
"""Standard deviation of a box's lower edge, px."""


@dataclass(frozen=True, slots=True)
class Range:
    """Depth along the optical axis, m; `noise` changes with every frame, `bias` stays (both m, 1 sigma)."""

    depth_m: float
    noise: float
    bias: float
    source: str

    @property
    def sigma(self) -> float:
        """Total standard deviation, m."""
        return float(np.hypot(self.noise, self.bias))


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """Where a box is: `position` [3] m in odom, its `noise` and `bias` covariances [3, 3], `extent` [3].

    `reach` is the distance it rests on, `origin` [3] where the camera was.
    """

    position: Array
    noise: Array
    bias: Array
    extent: Array
    source: str
    cut: bool
    reach: Range
    origin: Array

    def at_distance_of(self, position: Array) -> Measurement:
        """The same direction, but as far from the camera as `position` [3]: only the direction counts."""
        sight = self.position - self.origin
        distance_m = max(float(np.linalg.norm(sight)), 1e-6)
        scale = float(np.linalg.norm(position - self.origin)) / distance_m
        along = sight / distance_m
        noise = self.noise + np.outer(along, along) * (0.3 * scale * distance_m) ** 2
        return replace(self, position=self.origin + sight * scale, noise=noise)


def measure(
    view: View,
    box: Box,
    class_name: str,
    samples: Array | None,
    assumed_range_m: float,
    known: Range | None = None,
) -> Measurement:
    """Place a box in odom. `samples` are its depth pixels; `known` is how far the thing was so far.

    Depth wins where there is any. Otherwise the surest source is taken, but the one used so far is
    kept unless another is clearly better: sources disagree, and every change is a jump. Where nothing
    tells the distance it stays what it was.
    """
    if known is not None and known.source == "ground" and not view.level:
        known = None  # it rested on a floor that is not there
    cut = cut_sides(box, view.camera.width, view.camera.height)
    usual = by_size(view, box, class_name, cut)
    ranges = [by_depth(samples, known, None if cut.any else usual)]
    if ranges[0] is None:
        ranges += [usual, by_ground(view, box, cut)]
    found = [r for r in ranges if r is not None and NEAREST_M <= r.depth_m <= FARTHEST_M]
    if not found:
        found = [
            _held(known)
            if known
            else Range(assumed_range_m, 0.1 * assumed_range_m, 0.5 * assumed_range_m, "assumed")
        ]
    kept = known.source if known is not None else ""
    best = min(found, key=lambda r: r.sigma / r.depth_m * (0.7 if r.source == kept else 1.0))
    return _place(view, box, best, cut)


def by_depth(samples: Array | None, known: Range | None, usual: Range | None = None) -> Range | None:
    """From the depth pixels of the box [K], if there are any; `usual` is what its size says."""
    if samples is None:
        return None
    known_m = known.depth_m if known and known.source == "depth" else None
    depth_m = surface_depth(samples, known_m, usual.depth_m if usual else None)
    return Range(depth_m, 0.02 + 0.005 * depth_m**2, 0.03, "depth")


def by_size(view: View, box: Box, class_name: str, cut: Cut) -> Range | None:
    """From the class's usual height; also from its width where the picture's edge cuts the height off."""
    prior = PRIORS.get(class_name)
    width_px, height_px = box[2] - box[0], box[3] - box[1]
    if prior is None or min(width_px, height_px) < 1.0:
        return None
    size_m, sigma_m = prior.height_m
    whole_m = view.camera.fy * size_m / height_px
    if not cut.any:
        return Range(whole_m, 0.04 * whole_m, sigma_m / size_m * whole_m, "size")
    if cut.left or cut.right:
        return None  # legs that are still in the picture tell no height
    # Some share of the height is cut off, and the width is a matter of posture: each alone is poor.
    broad_m = view.camera.fx * prior.width_m[0] / width_px
    depth_m = min(0.5 * (broad_m + SHOWN_SHARE * whole_m), whole_m)
    return Range(depth_m, 0.1 * depth_m, 0.3 * depth_m, "size")


def by_ground(view: View, box: Box, cut: Cut) -> Range | None:
    """From where the box stands on the floor, z = 0 in odom; needs its lower edge below the horizon."""
    ray = view.ray(0.5 * (box[0] + box[2]), box[3])
    height_m = float(view.origin[2])
    if cut.bottom or height_m < 0.05 or ray[2] > -0.02 or not view.level:
        return None
    depth_m = -height_m / float(ray[2])
    per_radian = depth_m**2 / height_m
    noise = per_radian * ROUGHNESS_PX / view.camera.fy
    return Range(depth_m, noise, per_radian * view.tilt + 0.1 * depth_m, "ground")


def _held(known: Range) -> Range:
    """A distance that nothing measures any more: the same, but it may have changed."""
    return Range(known.depth_m, 0.3 * known.depth_m, known.bias, known.source)


def _place(view: View, box: Box, found: Range, cut: Cut) -> Measurement:
    u, v = 0.5 * (box[0] + box[2]), 0.5 * (box[1] + box[3])
    width_m = (box[2] - box[0]) / view.camera.fx * found.depth_m
    height_m = (box[3] - box[1]) / view.camera.fy * found.depth_m
    pixel_m = 2.0 / view.camera.fx * found.depth_m
    across_m = pixel_m + (0.2 if cut.left or cut.right else 0.03) * width_m
    upward_m = pixel_m + (0.2 if cut.top or cut.bottom else 0.03) * height_m
    along = view.ray(u, v)
    # Columns: one standard deviation across, upwards and along the line of sight.
    axes = np.array([view.rotation[:, 0] * across_m, view.rotation[:, 1] * upward_m, along * found.noise]).T
    bias = along[:, None] * along * found.bias**2
    bias[2, 2] += (view.tilt * found.depth_m) ** 2  # a tilted camera lifts everything far away
    return Measurement(
        view.origin + along * found.depth_m,
        axes @ axes.T,
        bias,
        np.array([width_m, width_m, height_m]),
        found.source,
        cut.any,
        found,
        view.origin,
    )
