# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""ChangeState: a lifecycle node is to make a transition."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from launch import Event

if TYPE_CHECKING:
    from launch_ros.actions import LifecycleNode


def matches_node_name(node_name: str) -> Callable[[LifecycleNode], bool]:
    """The node of this full name."""
    full_name = node_name if node_name.startswith("/") else f"/{node_name}"
    return lambda action: action.node_name == full_name


class ChangeState(Event):
    """Every node that `lifecycle_node_matcher` accepts makes the transition `transition_id`."""

    name = "launch_ros.events.lifecycle.ChangeState"

    def __init__(
        self, *, lifecycle_node_matcher: Callable[[LifecycleNode], bool], transition_id: int
    ) -> None:
        self.lifecycle_node_matcher = lifecycle_node_matcher
        self.transition_id = transition_id
