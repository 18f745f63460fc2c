# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How patient the gate is, and how slow slow is."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_ros.core.config import setting


@dataclass(frozen=True)
class GateConfig:
    """Settings of the `cmd_vel` gate."""

    advice_timeout_s: float = setting(
        0.5,
        "Stop when the advice is older, by its stamp or its arrival",
        unit="s",
        minimum=0.02,
        maximum=10.0,
    )
    supervisor_timeout_s: float = setting(
        2.5,
        "Stop when the supervisor's diagnostics, once a second, are older; 0 does without a supervisor",
        unit="s",
        minimum=0.0,
        maximum=60.0,
    )
    command_timeout_s: float = setting(
        0.5, "Stop when the last command is older", unit="s", minimum=0.02, maximum=10.0
    )
    future_s: float = setting(
        0.2, "Advice stamped further ahead of the clock is not believed", unit="s", minimum=0.0, maximum=10.0
    )
    rate_hz: float = setting(
        20.0, "A command goes out at least this often", unit="Hz", minimum=1.0, maximum=200.0
    )
    slow_m_s: float = setting(0.3, "Speed under caution", unit="m/s", minimum=0.0, maximum=10.0)
    slow_rad_s: float = setting(0.5, "Turn rate under caution", unit="rad/s", minimum=0.0, maximum=10.0)
    max_m_s: float = setting(1.5, "Speed at any time", unit="m/s", minimum=0.0, maximum=50.0)
    max_rad_s: float = setting(2.0, "Turn rate at any time", unit="rad/s", minimum=0.0, maximum=50.0)
