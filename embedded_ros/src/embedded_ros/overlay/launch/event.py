# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Event: something that happened in the launched system."""

from typing import ClassVar


class Event:
    """Base of all events."""

    name: ClassVar[str] = "launch.Event"
