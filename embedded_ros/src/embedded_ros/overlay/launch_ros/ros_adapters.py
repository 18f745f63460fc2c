# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The ROS node of a launch: what actions call services and listen to topics with."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from launch.event_handlers import OnShutdown

from launch import LaunchContext, logging

if TYPE_CHECKING:
    from rclpy.node import Node

POLL_S = 0.25
PATIENCE_S = 10.0
"""Who waits longer for a service is told so, again and again."""


class ServiceCallAbandoned(RuntimeError):  # noqa: N818 - it is no error, the launch has ended
    """The launch shut down before the service answered."""


class ROSAdapter:
    """A node in a context of its own, spun by a thread."""

    def __init__(self) -> None:
        import rclpy
        from rclpy.executors import SingleThreadedExecutor

        self._context = rclpy.Context()
        # An empty list, because None would stand for the arguments of the launch itself.
        rclpy.init(args=[], context=self._context)
        self.ros_node = rclpy.create_node(f"launch_ros_{os.getpid()}", context=self._context)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self.ros_node)
        self._running = True
        self._thread = threading.Thread(target=self._spin, name="launch_ros", daemon=True)
        self._thread.start()

    def _spin(self) -> None:
        from rclpy.executors import ExternalShutdownException

        try:
            while self._running:
                self._executor.spin_once(timeout_sec=POLL_S)
        except ExternalShutdownException:
            pass

    def shutdown(self) -> None:
        """End the thread, the node and the context."""
        import rclpy

        self._running = False
        self._executor.wake()
        self._thread.join()
        self._executor.remove_node(self.ros_node)
        self.ros_node.destroy_node()
        rclpy.shutdown(context=self._context)


def get_ros_node(context: LaunchContext) -> Node:
    """The node of this launch, made on the first call; it ends with the launch."""
    if "ros_adapter" not in context.get_locals_as_dict():
        adapter = ROSAdapter()
        context.extend_globals({"ros_adapter": adapter})
        context.register_event_handler(
            OnShutdown(on_shutdown=lambda event, context: adapter.shutdown(), handle_once=True)
        )
    node: Node = context.locals.ros_adapter.ros_node
    return node


def call_service(context: LaunchContext, client: Any, request: Any) -> Any:
    """Wait for the service, call it and wait for the response, in a thread that may block.

    Raises:
        ServiceCallAbandoned: The launch shut down meanwhile.
    """
    abandoned = ServiceCallAbandoned(f"Abandoning the service '{client.srv_name}', due to shutdown.")

    def wait(came: Callable[[float], bool], what: str) -> None:
        told_s = start_s = time.monotonic()
        while not came(POLL_S):
            if context.is_shutdown:
                raise abandoned
            if (now_s := time.monotonic()) - told_s >= PATIENCE_S:
                told_s = now_s
                logging.get_logger("launch_ros").warning(
                    f"waiting for {what} '{client.srv_name}', for {now_s - start_s:.0f} s by now"
                )

    try:
        wait(client.wait_for_service, "the service")
        answered = threading.Event()
        future = client.call_async(request)
        future.add_done_callback(lambda _: answered.set())
        wait(answered.wait, "the answer of")
        return future.result()
    except Exception as error:
        # The shutdown may destroy the client at any point above.
        if context.is_shutdown:
            raise abandoned from error
        raise
