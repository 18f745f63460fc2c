# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What an advised action leaves of a command. Nothing here ever adds motion that was not asked for."""

from __future__ import annotations

from sgw_ros.core.types import Action
from sgw_ros.gate.config import GateConfig
from sgw_ros.gate.velocity import STANDSTILL, Velocity


def limited(command: Velocity, action: Action, config: GateConfig) -> Velocity:
    """The part of a command that the action allows: no component changes its sign or grows."""
    if action is Action.CONTINUE:
        return command.at_most(config.max_m_s, config.max_rad_s)
    if action is Action.STOP:
        return STANDSTILL
    slow = command.at_most(min(config.slow_m_s, config.max_m_s), min(config.slow_rad_s, config.max_rad_s))
    if action is Action.SLOW:
        return slow
    if action is Action.REVERSE:
        # Something is closer than the robot's own length: only the way out is open.
        return slow if command.x < 0.0 else STANDSTILL
    if command.x < 0.0:
        return slow
    return slow.turning_only(1.0 if action is Action.TURN_LEFT else -1.0)
