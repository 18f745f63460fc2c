# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Events of ROS nodes."""

from . import lifecycle

__all__ = ["lifecycle"]
