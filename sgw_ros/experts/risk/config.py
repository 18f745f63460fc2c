# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of the risk expert."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_ros.core.config import setting
from sgw_ros.experts.base import ExpertConfig

SHIPPED = "risk"
"""Name of the model that comes with this package."""
RULES = "rules"
"""The value of `model` that stands for no model."""


@dataclass(frozen=True)
class RiskConfig(ExpertConfig):
    """How wide the robot is, from where on people matter, and how long advice holds."""

    model: str = setting(
        SHIPPED, f"Path or name under models/ of the model; {RULES} is the built-in baseline"
    )
    timeout_s: float = setting(
        0.25, "How long to wait for upstream experts", unit="s", minimum=1e-3, maximum=60.0
    )
    attention_m: float = setting(
        8.0, "A visible person closer than this is at least a low risk", unit="m", minimum=0.0, maximum=1000.0
    )
    robot_width_m: float = setting(0.6, "Width of the robot", unit="m", minimum=0.01, maximum=10.0)
    braking_mps2: float = setting(
        1.5,
        "How hard the robot brakes at least; what touches it before it can stand is high risk, whatever a "
        "model says",
        unit="m/s^2",
        minimum=0.1,
        maximum=50.0,
    )
    look_ahead_m: float = setting(
        3.0, "How far ahead the corridor is judged", unit="m", minimum=0.1, maximum=100.0
    )
    hold_s: float = setting(
        0.5,
        "A medium or high risk is kept this long after its cause has gone",
        unit="s",
        minimum=0.0,
        maximum=60.0,
    )
    valid_s: float = setting(
        0.5, "Advice is not to be followed for longer than this", unit="s", minimum=0.01, maximum=60.0
    )
    fresh_s: float = setting(
        2.0, "Objects older than this say nothing about now", unit="s", minimum=0.0, maximum=60.0
    )
