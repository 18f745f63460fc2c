# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Objects of an older stamp, carried on to the frame that is judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sgw_ros.core.types import Track

AGILITY = 2.0
"""Acceleration, m/s^2 (1 sigma), with which a thing may have changed its way since it was last placed."""


def carried(track: Track, age_s: float) -> Track:
    """The track `age_s` later: moved by its velocity, its place less certain.

    The velocity keeps its covariance: it is the newest word on how the thing moves, and doubting it
    for its age would make an approach look harmless.
    """
    if age_s <= 0.0:
        return track
    F = np.eye(6)
    F[:3, 3:] = age_s * np.eye(3)
    covariance = F @ track.covariance @ F.T
    covariance[:3, :3] += np.eye(3) * (0.5 * AGILITY * age_s**2) ** 2
    return replace(track, position=track.position + age_s * track.velocity, covariance=covariance)
