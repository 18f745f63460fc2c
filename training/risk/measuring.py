# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Depth as a robot's camera would have measured it in an episode, brought to the canonical camera."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from sgw_ros.experts.risk.depth import canonical_depth
from sgw_ros.experts.risk.picture import SIZE
from training.episodes.episode import Episode
from training.simulation.sensors import ROVER_STEREO, Stereo, depth_camera

Depths = NDArray[np.uint16]
METRE = np.float32(1000.0)


def depths_of(episode: Episode, camera: Stereo = ROVER_STEREO) -> Depths:
    """[T, 96, 128] mm of an episode's first view, 0 where unknown.

    Where the robot has a stereo camera it has such a one's errors: the same as in the episode's bag.
    """
    view, stereo = next(iter(episode.views.values())), episode.meta.get("depth_sensor") == "stereo"
    rng = np.random.default_rng(zlib.crc32(episode.key.encode()))
    depths = np.zeros((len(view.depth), *SIZE), np.uint16)
    for t, depth_mm in enumerate(view.depth):
        if depth_mm.any():
            measured = depth_camera(_metres(depth_mm), rng, camera) if stereo else depth_mm
            depths[t] = in_mm(canonical_depth(_metres(measured), view.K, distortion=view.distortion))
    return depths


def any_camera(episode: Episode) -> Stereo:
    """A stereo camera better or worse than the rover's own, another one for each episode."""
    rng = np.random.default_rng(zlib.crc32(f"camera{episode.key}".encode()))
    return Stereo(
        step_px=float(rng.choice((1 / 16, 1 / 8, 1 / 4))),
        error_px=rng.uniform(0.0, 0.15),
        range_m=(rng.uniform(0.15, 0.4), rng.uniform(5.0, 10.0)),
        edge=rng.uniform(0.1, 0.4),
    )


def in_mm(depth_m: NDArray[np.float32]) -> Depths:
    """Canonical depth, which 16 bits of millimetres hold."""
    return np.asarray(np.round(depth_m * METRE), np.uint16)


def in_metres(depths_mm: Depths) -> NDArray[np.float32]:
    """As encoders take them: [N, 1, 96, 128] m of depths [N, 96, 128] mm."""
    return _metres(depths_mm)[:, None]


def _metres(depth_mm: Depths) -> NDArray[np.float32]:
    return np.asarray(depth_mm / METRE, np.float32)
