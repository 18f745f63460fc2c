# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The part of rclpy that nodes need, on Cyclone DDS alone: init, nodes, spinning, shutdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from embedded_ros.outside import leave_out_modules

from rclpy.context import Context
from rclpy.signals import SignalHandlerOptions, install_signal_handlers, uninstall_signal_handlers
from rclpy.task import Future
from rclpy.utilities import get_default_context, get_rmw_implementation_identifier, ok, try_shutdown
from rclpy.utilities import shutdown as _shutdown

if TYPE_CHECKING:
    from rclpy.executors import Executor
    from rclpy.node import Node

__all__ = [
    "Context",
    "Future",
    "SignalHandlerOptions",
    "create_node",
    "get_default_context",
    "get_global_executor",
    "get_rmw_implementation_identifier",
    "init",
    "ok",
    "shutdown",
    "spin",
    "spin_once",
    "spin_until_future_complete",
    "try_shutdown",
]

leave_out_modules(
    {
        "rclpy.action": "actions need ROS 2",
        "rclpy.destroyable": "there are no C objects to destroy",
        "rclpy.impl": "it is the inside of the real one; loggers are in rclpy.logging",
        "rclpy.logging_service": "set levels by --log-level, or rclpy.logging.set_logger_level",
        "rclpy.parameter_client": "call the parameter services of a node with Node.create_client",
        "rclpy.parameter_event_handler": "subscribe to /parameter_events",
        "rclpy.qos_overriding_options": "give a profile where the publisher or subscription is created",
        "rclpy.service_introspection": "service events are published by ROS 2 alone",
        "rclpy.type_description_service": "types are described by ROS 2 alone",
        "rclpy.type_hash": "hashes are texts here",
        "rclpy.wait_for_message": "subscribe, and spin until the callback was called",
        "rclpy.waitable": "entities of other kinds need ROS 2",
    }
)

_executor: Executor | None = None


def init(
    *,
    args: list[str] | None = None,
    context: Context | None = None,
    domain_id: int | None = None,
    signal_handler_options: SignalHandlerOptions | None = None,
) -> None:
    """Initialise a context, the default one if none is named, which then also gets signal handlers."""
    default = context is None or context is get_default_context()
    context = get_default_context() if context is None else context
    if signal_handler_options is None:
        signal_handler_options = SignalHandlerOptions.ALL if default else SignalHandlerOptions.NO
    context.init(args, domain_id=domain_id)
    install_signal_handlers(signal_handler_options)


def shutdown(*, context: Context | None = None, uninstall_handlers: bool | None = None) -> None:
    """Shut down a context; the default one takes its signal handlers along."""
    default = context is None or context is get_default_context()
    _shutdown(context=context)
    if uninstall_handlers or (uninstall_handlers is None and default):
        uninstall_signal_handlers()


def create_node(node_name: str, **options: Any) -> Node:
    """Create a node; the options are those of `rclpy.node.Node`."""
    from rclpy.node import Node

    return Node(node_name, **options)


def get_global_executor() -> Executor:
    """Return the executor that the functions of this module use when none is named."""
    global _executor
    if _executor is None or not _executor.context.ok():
        from rclpy.executors import SingleThreadedExecutor

        _executor = SingleThreadedExecutor()
        mine, context = _executor, _executor.context

        def stop() -> None:
            # After a signal the spin itself raises; an executor that is shut down would end it silently.
            if not context.interrupted:
                mine.shutdown()

        context.on_shutdown(stop)
    return _executor


def spin_once(node: Node, *, executor: Executor | None = None, timeout_sec: float | None = None) -> None:
    """Run one callback, of this node or another of the executor; None waits without end."""
    executor = get_global_executor() if executor is None else executor
    try:
        executor.add_node(node)
        executor.spin_once(timeout_sec=timeout_sec)
    finally:
        executor.remove_node(node)


def spin(node: Node, executor: Executor | None = None) -> None:
    """Run callbacks until the context is shut down."""
    executor = get_global_executor() if executor is None else executor
    try:
        executor.add_node(node)
        while executor.context.ok():
            executor.spin_once()
    finally:
        executor.remove_node(node)


def spin_until_future_complete(
    node: Node, future: Future, executor: Executor | None = None, timeout_sec: float | None = None
) -> None:
    """Run callbacks until the future is done or the time is over."""
    executor = get_global_executor() if executor is None else executor
    added = executor.add_node(node)
    try:
        executor.spin_until_future_complete(future, timeout_sec)
    finally:
        if added:
            executor.remove_node(node)
