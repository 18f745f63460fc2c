# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Events of the launched system."""

from . import process
from .matchers import matches_action, matches_executable, matches_name, matches_pid
from .shutdown import Shutdown
from .timer_event import TimerEvent

__all__ = [
    "Shutdown",
    "TimerEvent",
    "matches_action",
    "matches_executable",
    "matches_name",
    "matches_pid",
    "process",
]
