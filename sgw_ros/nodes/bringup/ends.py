# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""When a launch is over: one process ends it for all."""

from __future__ import annotations

from typing import Any

from launch.actions import ExecuteProcess, RegisterEventHandler, Shutdown
from launch.event_handlers import OnProcessExit


def ends_with(process: ExecuteProcess) -> RegisterEventHandler:
    """Have the launch end with this process, and fail when it failed."""
    return RegisterEventHandler(OnProcessExit(target_action=process, on_exit=_end))


def _end(event: Any, context: Any) -> list[Any]:
    if context.is_shutdown:
        return []
    if event.returncode:
        raise RuntimeError(f"{event.process_name} ended with status {event.returncode}")
    return [Shutdown(reason="the input has ended")]
