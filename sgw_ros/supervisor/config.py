# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the supervisor can be told."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_ros.core.config import setting


@dataclass(frozen=True)
class SupervisorConfig:
    """Thresholds of the supervisor; the calm rates hold while nothing moves in the picture."""

    throttle: bool = setting(True, "Slow the experts down while nothing moves")
    wake_activity: float = setting(
        0.006, "Share of the picture that changed, above which everybody wakes", minimum=0.0, maximum=1.0
    )
    calm_activity: float = setting(
        0.004,
        "Share of the picture that changed, below which the scene counts as still",
        minimum=0.0,
        maximum=1.0,
    )
    wake_speed: float = setting(
        0.5, "A visible object surely faster than this keeps everybody awake", unit="m/s", minimum=0.0
    )
    settle_s: float = setting(
        1.0, "How long the scene is still before experts slow down", unit="s", minimum=0.0, maximum=60.0
    )
    calm_flow_hz: float = setting(
        1.0,
        "Rate of the flow expert in a still scene; 0 is every frame",
        unit="Hz",
        minimum=0.0,
        maximum=100.0,
    )
    calm_visual_hz: float = setting(
        2.0,
        "Rate of the visual expert in a still scene; 0 is every frame",
        unit="Hz",
        minimum=0.0,
        maximum=100.0,
    )
    calm_memory_hz: float = setting(
        2.0,
        "Rate of the memory expert in a still scene; 0 is every frame",
        unit="Hz",
        minimum=0.0,
        maximum=100.0,
    )
    calm_physics_hz: float = setting(
        2.0,
        "Rate of the physics expert in a still scene; 0 is every frame",
        unit="Hz",
        minimum=0.0,
        maximum=100.0,
    )
    contact_horizon_s: float = setting(
        1.0, "A likely contact nearer than this is imminent", unit="s", minimum=0.0, maximum=60.0
    )
    contact_probability: float = setting(0.5, "A contact this probable is likely", minimum=0.0, maximum=1.0)
    violation_score: float = setting(
        0.95, "A violation from this improbability on is a critical event", minimum=0.0, maximum=1.0
    )
    sure_score: float = setting(
        0.6,
        "A visible object with this confidence is sure: physics does not overrule it",
        minimum=0.0,
        maximum=1.0,
    )
    hidden_deviation_m: float = setting(
        1.0, "A position less certain than this counts as hidden: physics is believed", unit="m", minimum=0.0
    )
    repeat_s: float = setting(
        3.0,
        "The same event is traced again only after it paused this long",
        unit="s",
        minimum=0.0,
        maximum=3600.0,
    )
    region_pause_s: float = setting(
        5.0, "How long an object's region is not asked of the geometry expert again", unit="s", minimum=0.0
    )
