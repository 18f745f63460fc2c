# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of the physics expert."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_ros.core.config import setting
from sgw_ros.experts.base import ExpertConfig

BUILT_IN = "ballistic"
"""What `model` names the forecaster that needs no model file."""
SHIPPED = "physics"
"""The model that comes along; without its folder the node says how to go on, and does not start."""


@dataclass(frozen=True)
class PhysicsConfig(ExpertConfig):
    """What the world is like (floor, friction, bounce) and from when on something counts as impossible."""

    model: str = setting(
        SHIPPED,
        "Path or name under models/ of the learned simulator; 'ballistic' is the built-in baseline",
    )
    model_rate_hz: float = setting(
        10.0,
        "How often the model is asked about the same things at most; 0 is every time. In between its last"
        " answer is carried on from where they are seen",
        unit="Hz",
        minimum=0.0,
        maximum=1e3,
    )
    timeout_s: float = setting(
        0.2, "How long to wait for upstream experts", unit="s", minimum=1e-3, maximum=60.0
    )
    restitution: float = setting(0.5, "Share of the speed that a bounce leaves", minimum=0.0, maximum=1.0)
    friction: float = setting(0.5, "Coulomb coefficient of sliding on the floor", minimum=0.0, maximum=5.0)
    robot_radius_m: float = setting(
        0.35, "Radius of the circle that the robot fills", unit="m", minimum=0.0, maximum=10.0
    )
    contact_probability: float = setting(
        0.3, "Contacts less likely than this are not told", minimum=0.0, maximum=1.0
    )
    violation_score: float = setting(
        0.95, "Violations that score less than this are not told", minimum=0.0, maximum=1.0
    )
    noise_inflation: float = setting(
        2.0,
        "How much larger tracking errors are than they claim, as a factor of the standard deviation",
        minimum=1.0,
        maximum=100.0,
    )
