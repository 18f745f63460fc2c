# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""OnStateTransition: what to do when a lifecycle node has made a transition."""

from launch import Event, EventHandler, SomeEntitiesType
from launch_ros.actions import LifecycleNode
from launch_ros.events.lifecycle import StateTransition


class OnStateTransition(EventHandler):
    """Gives back entities for the transitions that fit all that is given; states and transitions by label."""

    def __init__(
        self,
        *,
        entities: SomeEntitiesType,
        target_lifecycle_node: LifecycleNode | None = None,
        transition: str | None = None,
        start_state: str | None = None,
        goal_state: str | None = None,
        handle_once: bool = False,
    ) -> None:
        def matcher(event: Event) -> bool:
            return (
                isinstance(event, StateTransition)
                and target_lifecycle_node in (None, event.action)
                and transition in (None, event.transition)
                and start_state in (None, event.start_state)
                and goal_state in (None, event.goal_state)
            )

        super().__init__(matcher=matcher, entities=entities, handle_once=handle_once)
