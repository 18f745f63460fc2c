# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Velocity commands."""

from __future__ import annotations

from geometry_msgs.msg import Twist

from sgw_ros.gate.velocity import Velocity
from sgw_ros.nodes.convert.values import triple, vector_message


def twist_message(velocity: Velocity) -> Twist:
    """A velocity command."""
    return Twist(
        linear=vector_message((velocity.x, velocity.y, velocity.z)),
        angular=vector_message((velocity.roll, velocity.pitch, velocity.yaw)),
    )


def velocity_of(message: Twist) -> Velocity:
    """A velocity command from its message."""
    return Velocity(*triple(message.linear), *triple(message.angular))
