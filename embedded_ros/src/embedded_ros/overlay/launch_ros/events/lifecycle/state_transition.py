# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""StateTransition: a lifecycle node has made a transition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launch import Event

if TYPE_CHECKING:
    from lifecycle_msgs.msg import TransitionEvent

    from launch_ros.actions import LifecycleNode


class StateTransition(Event):
    """Transition and states by their labels, such as 'inactive'."""

    name = "launch_ros.events.lifecycle.StateTransition"

    def __init__(self, *, action: LifecycleNode, msg: TransitionEvent) -> None:
        self.action = action
        self.msg = msg
        self.timestamp = msg.timestamp
        self.transition = msg.transition.label
        self.start_state = msg.start_state.label
        self.goal_state = msg.goal_state.label
