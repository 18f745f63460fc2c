# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of the object memory."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_ros.core.config import setting
from sgw_ros.experts.base import ExpertConfig


@dataclass(frozen=True)
class MemoryConfig(ExpertConfig):
    """How tracks are born, matched, kept and given up, and what is assumed of the camera."""

    timeout_s: float = setting(
        0.15, "How long to wait for upstream experts", unit="s", minimum=1e-3, maximum=60.0
    )
    confirm_hits: int = setting(3, "Sightings before a track is believed", minimum=1, maximum=100)
    coast_s: float = setting(
        4.0, "How long a hidden object is carried on", unit="s", minimum=0.0, maximum=600.0
    )
    left_s: float = setting(
        1.0,
        "How long an object that left the picture may come back as itself",
        unit="s",
        minimum=0.0,
        maximum=60.0,
    )
    blind_s: float = setting(
        10.0,
        "A thing that no detector which knows it has looked for this long is no longer claimed to be there",
        unit="s",
        minimum=0.1,
        maximum=600.0,
    )
    match_cost: float = setting(
        0.75, "Most that a match may cost; 0 is perfect, 1 has nothing in common", minimum=0.0, maximum=1.0
    )
    acceleration: float = setting(
        2.0, "How strongly objects change their velocity", unit="m/s^2", minimum=0.01, maximum=100.0
    )
    camera_height_m: float = setting(
        1.2, "Height of a camera whose mount no transform tells", unit="m", minimum=0.01, maximum=100.0
    )
    assumed_range_m: float = setting(
        5.0, "Distance of an object about which nothing else is known", unit="m", minimum=0.1, maximum=1000.0
    )
