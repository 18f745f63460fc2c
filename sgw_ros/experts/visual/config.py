# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of the visual expert."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_ros.core.config import setting
from sgw_ros.experts.base import ExpertConfig


@dataclass(frozen=True)
class VisualConfig(ExpertConfig):
    """What the visual expert can be told."""

    detector: str = setting(
        "auto",
        "auto is motion and person, or yolo when a model is given",
        choices=("auto", "motion", "person", "yolo"),
        read_only=True,
    )
    smallest_share: float = setting(
        0.002, "Smallest box of the motion detector, as a share of the picture", minimum=1e-5, maximum=1.0
    )
    score_threshold: float = setting(
        0.35, "Boxes of a model count from this score on", minimum=0.0, maximum=1.0
    )
    person_rate_hz: float = setting(
        3.0, "The person detector runs at most this often", unit="Hz", minimum=0.1, maximum=60.0
    )
    absorb_after_s: float = setting(
        60.0, "What rests for so long becomes part of the scene", unit="s", minimum=1.0, maximum=1e5
    )
