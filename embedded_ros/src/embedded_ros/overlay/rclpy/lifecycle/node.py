# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Managed nodes."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

from lifecycle_msgs import msg, srv

from rclpy._rclpy_pybind11 import RCLError
from rclpy.callback_groups import CallbackGroup
from rclpy.lifecycle.managed_entity import ManagedEntity, TransitionCallbackReturn
from rclpy.lifecycle.publisher import LifecyclePublisher
from rclpy.lifecycle.state_machine import STATES, TRANSITIONS, LifecycleState, StateMachine, Transition
from rclpy.node import Node
from rclpy.qos import QoSProfile

if TYPE_CHECKING:
    from rclpy.publisher import Publisher

_CALLBACKS = {
    "configuring": "on_configure",
    "cleaningup": "on_cleanup",
    "shuttingdown": "on_shutdown",
    "activating": "on_activate",
    "deactivating": "on_deactivate",
    "errorprocessing": "on_error",
}


class LifecycleNodeMixin(ManagedEntity):
    """The state machine of a managed node, its five services and `~/transition_event`."""

    def __init__(
        self, *, enable_communication_interface: bool = True, callback_group: CallbackGroup | None = None
    ) -> None:
        self._managed_entities: dict[ManagedEntity, None] = {}
        self._state_machine = StateMachine(self._publish_transition)
        self._transition_publisher: Publisher | None = None
        if not enable_communication_interface:
            return
        node = self._node()
        self._transition_publisher = Node.create_publisher(
            node, msg.TransitionEvent, "~/transition_event", QoSProfile(depth=10)
        )
        for srv_type, name, callback in (
            (srv.ChangeState, "change_state", self._serve_change_state),
            (srv.GetState, "get_state", self._serve_get_state),
            (srv.GetAvailableStates, "get_available_states", self._serve_available_states),
            (srv.GetAvailableTransitions, "get_available_transitions", self._serve_available_transitions),
            (srv.GetAvailableTransitions, "get_transition_graph", self._serve_transition_graph),
        ):
            node.create_service(srv_type, f"~/{name}", callback, callback_group=callback_group)

    def _node(self) -> Node:
        if not isinstance(self, Node):
            raise TypeError("LifecycleNodeMixin needs rclpy.node.Node as another base of the same class")
        return self

    # transitions

    def trigger_configure(self) -> TransitionCallbackReturn:
        """Configure the node."""
        return self._change_state("configure")

    def trigger_cleanup(self) -> TransitionCallbackReturn:
        """Clean the node up."""
        return self._change_state("cleanup")

    def trigger_activate(self) -> TransitionCallbackReturn:
        """Activate the node."""
        return self._change_state("activate")

    def trigger_deactivate(self) -> TransitionCallbackReturn:
        """Deactivate the node."""
        return self._change_state("deactivate")

    def trigger_shutdown(self) -> TransitionCallbackReturn:
        """Shut the node down, from whatever state it is in."""
        return self._change_state("shutdown")

    def on_configure(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Configure the managed entities."""
        return self._pass_on("on_configure", state)

    def on_cleanup(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Clean the managed entities up."""
        return self._pass_on("on_cleanup", state)

    def on_shutdown(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Shut the managed entities down."""
        return self._pass_on("on_shutdown", state)

    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Activate the managed entities."""
        return self._pass_on("on_activate", state)

    def on_deactivate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Deactivate the managed entities."""
        return self._pass_on("on_deactivate", state)

    def on_error(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Let the managed entities recover."""
        return self._pass_on("on_error", state)

    def _pass_on(self, callback: str, state: LifecycleState) -> TransitionCallbackReturn:
        for entity in list(self._managed_entities):
            result = getattr(entity, callback)(state)
            if not isinstance(result, TransitionCallbackReturn):
                raise TypeError(f"{callback}() of {type(entity)} should return a TransitionCallbackReturn")
            if result is not TransitionCallbackReturn.SUCCESS:
                return result
        return TransitionCallbackReturn.SUCCESS

    def _change_state(self, key: int | str) -> TransitionCallbackReturn:
        """Go through one transition: its callback, its outcome, and after an error `on_error`.

        Raises:
            RCLError: the current state has no such transition.
        """
        before = self._state_machine.current
        self._state_machine.go(key)
        result = self._run_callback(before)
        self._state_machine.go(result.to_label())
        if result is TransitionCallbackReturn.ERROR:
            self._state_machine.go(self._run_callback(before).to_label())
        return result

    def _run_callback(self, before: LifecycleState) -> TransitionCallbackReturn:
        name = _CALLBACKS[self._state_machine.current.label]
        try:
            result: Any = getattr(self, name)(before)
        except Exception:
            self._node().get_logger().error(f"{name}() raised:\n{traceback.format_exc()}")
            return TransitionCallbackReturn.ERROR
        if isinstance(result, TransitionCallbackReturn):
            return result
        self._node().get_logger().error(f"{name}() returned {result!r} instead of a TransitionCallbackReturn")
        return TransitionCallbackReturn.ERROR

    def _publish_transition(self, transition: Transition) -> None:
        if self._transition_publisher is not None:
            event = msg.TransitionEvent(timestamp=self._node().get_clock().now().nanoseconds)
            _fill(event, transition)
            self._transition_publisher.publish(event)

    # managed entities

    def add_managed_entity(self, entity: ManagedEntity) -> None:
        """Let an entity go through the node's transitions."""
        if not isinstance(entity, ManagedEntity):
            raise TypeError("Expected a rclpy.lifecycle.ManagedEntity instance.")
        self._managed_entities[entity] = None

    def create_lifecycle_publisher(self, *args: Any, **kwargs: Any) -> LifecyclePublisher:
        """Create a publisher that is silent while the node is not active."""
        if "publisher_class" in kwargs:
            raise TypeError("create_lifecycle_publisher() takes no 'publisher_class'")
        publisher = Node.create_publisher(self._node(), *args, **kwargs, publisher_class=LifecyclePublisher)
        if not isinstance(publisher, LifecyclePublisher):
            raise TypeError("create_publisher() was overridden and makes no LifecyclePublisher")
        self._managed_entities[publisher] = None
        return publisher

    def destroy_lifecycle_publisher(self, publisher: LifecyclePublisher) -> bool:
        """Destroy such a publisher; False when it is not this node's."""
        self._managed_entities.pop(publisher, None)
        return self._node().destroy_publisher(publisher)

    # services

    def _serve_change_state(self, request: Any, response: Any) -> Any:
        key = request.transition.label or request.transition.id
        try:
            self._state_machine.find(key)
        except RCLError as error:
            self._node().get_logger().error(str(error))
            response.success = False
            return response
        response.success = self._change_state(key) is TransitionCallbackReturn.SUCCESS
        return response

    def _serve_get_state(self, request: Any, response: Any) -> Any:
        current = self._state_machine.current
        response.current_state.id, response.current_state.label = current.state_id, current.label
        return response

    def _serve_available_states(self, request: Any, response: Any) -> Any:
        response.available_states = [msg.State(id=state.state_id, label=state.label) for state in STATES]
        return response

    def _serve_available_transitions(self, request: Any, response: Any) -> Any:
        response.available_transitions = _descriptions(self._state_machine.available())
        return response

    def _serve_transition_graph(self, request: Any, response: Any) -> Any:
        response.available_transitions = _descriptions(TRANSITIONS)
        return response


def _fill(message: Any, transition: Transition) -> None:
    message.transition.id, message.transition.label = transition.transition_id, transition.label
    message.start_state.id, message.start_state.label = transition.start.state_id, transition.start.label
    message.goal_state.id, message.goal_state.label = transition.goal.state_id, transition.goal.label


def _descriptions(transitions: Any) -> list[Any]:
    described = []
    for transition in transitions:
        described.append(msg.TransitionDescription())
        _fill(described[-1], transition)
    return described


class LifecycleNode(LifecycleNodeMixin, Node):
    """A managed node."""

    def __init__(self, node_name: str, *, enable_communication_interface: bool = True, **kwargs: Any) -> None:
        Node.__init__(self, node_name, **kwargs)
        LifecycleNodeMixin.__init__(self, enable_communication_interface=enable_communication_interface)
