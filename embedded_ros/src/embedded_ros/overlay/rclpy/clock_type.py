# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The kinds of clocks."""

from enum import IntEnum


class ClockType(IntEnum):
    """Which clock a time belongs to; only times of one kind compare."""

    UNINITIALIZED = 0
    ROS_TIME = 1
    SYSTEM_TIME = 2
    STEADY_TIME = 3
