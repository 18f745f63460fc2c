# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Other scenes that must go the same way: mirrored ones, and larger or smaller ones seen faster or slower."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sgw_ros.experts.physics.scene_graph import SURFACE_PRIOR, SceneGraph
from training.physics.graphs import Targets

Sample = tuple[SceneGraph, Targets]
LEVERS = slice(3, 5)
"""Columns of `surface` that are lengths."""


def mirrored(sample: Sample) -> Sample:
    """The same in a mirror across the y axis."""
    graph, after = sample
    flip = np.array([1.0, -1.0, 1.0], np.float32)
    turn = flip[:, None] * flip
    seen = replace(
        graph,
        position=graph.position * flip,
        rotation=graph.rotation * turn,
        velocity=graph.velocity * flip,
        spin=-graph.spin * flip,
        corners=graph.corners * flip,
    )
    later = replace(
        after,
        position=after.position * flip,
        rotation=after.rotation * turn,
        velocity=after.velocity * flip,
    )
    return seen, later


def scaled(sample: Sample, pace: float) -> Sample:
    """All lengths times the square of `pace`, of a sample whose times are read `pace` times as long.

    Gravity stays what it is, and friction and restitution have no unit, so that every body goes the same way.
    Source: Froude 1868; what is left of similarity where gravity counts.
    """
    graph, after = sample
    scale, speed = np.float32(pace**2), np.float32(pace)
    surface = graph.surface.copy()
    surface[:, LEVERS] += 2.0 * np.log(speed) / SURFACE_PRIOR[LEVERS, 1]
    seen = replace(
        graph,
        position=graph.position * scale,
        velocity=graph.velocity * speed,
        spin=graph.spin / speed,
        half=graph.half * scale,
        corners=graph.corners * scale,
        surface=surface,
    )
    return seen, replace(after, position=after.position * scale, velocity=after.velocity * speed)
