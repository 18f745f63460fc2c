# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""LifecycleNode: a process with a lifecycle node, whose transitions are events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from launch.actions import OpaqueFunction

from launch import Event, EventHandler, LaunchContext, LaunchDescriptionEntity, SomeSubstitutionsType, logging
from launch_ros.events.lifecycle import ChangeState, StateTransition
from launch_ros.ros_adapters import ServiceCallAbandoned, call_service, get_ros_node

from .node import Node

if TYPE_CHECKING:
    from lifecycle_msgs.msg import TransitionEvent


class LifecycleNode(Node):
    """Emits `StateTransition` and obeys `ChangeState`."""

    def __init__(
        self, *, name: SomeSubstitutionsType, namespace: SomeSubstitutionsType, **kwargs: Any
    ) -> None:
        super().__init__(name=name, namespace=namespace, **kwargs)

    def execute(self, context: LaunchContext) -> Sequence[LaunchDescriptionEntity] | None:
        """Listen to the transitions and start the process."""
        from lifecycle_msgs.msg import TransitionEvent
        from lifecycle_msgs.srv import ChangeState as ChangeStateService

        self._perform_substitutions(context)
        node = get_ros_node(context)

        def on_transition(msg: TransitionEvent) -> None:
            event = StateTransition(action=self, msg=msg)
            context.asyncio_loop.call_soon_threadsafe(context.emit_event_sync, event)

        node.create_subscription(TransitionEvent, f"{self.node_name}/transition_event", on_transition, 10)
        self.__client = node.create_client(ChangeStateService, f"{self.node_name}/change_state")
        context.register_event_handler(
            EventHandler(matcher=self._is_meant, entities=OpaqueFunction(function=self._on_change_state))
        )
        return super().execute(context)

    def _is_meant(self, event: Event) -> bool:
        return isinstance(event, ChangeState) and event.lifecycle_node_matcher(self)

    def _on_change_state(self, context: LaunchContext) -> None:
        transition_id = context.locals.event.transition_id
        loop = context.asyncio_loop
        context.add_completion_future(loop.run_in_executor(None, self._change_state, context, transition_id))

    def _change_state(self, context: LaunchContext, transition_id: int) -> None:
        from lifecycle_msgs.srv import ChangeState as ChangeStateService

        request = ChangeStateService.Request()
        request.transition.id = transition_id
        logger = logging.get_logger("launch_ros.actions.lifecycle_node")
        try:
            if not call_service(context, self.__client, request).success:
                logger.error(
                    f"Failed to make transition {transition_id} for LifecycleNode '{self.node_name}'"
                )
        except ServiceCallAbandoned as error:
            logger.warning(str(error))
