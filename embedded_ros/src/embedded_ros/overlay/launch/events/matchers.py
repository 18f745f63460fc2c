# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Matchers: which processes an event is meant for."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from launch.actions import ExecuteProcess

ProcessMatcher = Callable[["ExecuteProcess"], bool]


def matches_action(target_action: ExecuteProcess) -> ProcessMatcher:
    """The process of this action."""
    return lambda action: action is target_action


def matches_pid(pid: int) -> ProcessMatcher:
    """The process with this id."""
    return lambda action: action.process_details is not None and action.process_details.get("pid") == pid


def matches_name(name: str) -> ProcessMatcher:
    """The process with this full name, such as `driver-1`."""
    return lambda action: action.process_details is not None and action.process_details["name"] == name


def matches_executable(executable_name: str) -> ProcessMatcher:
    """Processes of this program."""
    return lambda action: (
        action.process_details is not None
        and os.path.basename(action.process_details["cmd"][0]) == executable_name
    )
