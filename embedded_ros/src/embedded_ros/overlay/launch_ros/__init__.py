# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Launches ROS nodes, in processes of their own or in containers: a part of ROS 2's `launch_ros`."""

from . import actions, descriptions, event_handlers, events, parameter_descriptions, substitutions

__all__ = ["actions", "descriptions", "event_handlers", "events", "parameter_descriptions", "substitutions"]
