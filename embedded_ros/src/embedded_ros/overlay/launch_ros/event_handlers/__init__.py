# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Event handlers for ROS nodes."""

from .on_state_transition import OnStateTransition

__all__ = ["OnStateTransition"]
