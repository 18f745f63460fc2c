# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Lets a node's clock follow /clock while its parameter `use_sim_time` is true."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from rcl_interfaces.msg import SetParametersResult

from rclpy.clock import ROSClock
from rclpy.clock_type import ClockType
from rclpy.parameter import Parameter
from rclpy.qos import QoSProfile, ReliabilityPolicy
from rclpy.time import Time

if TYPE_CHECKING:
    from rclpy.node import Node
    from rclpy.subscription import Subscription

CLOCK_TOPIC = "/clock"
USE_SIM_TIME_NAME = "use_sim_time"


class TimeSource:
    """Feeds the clocks attached to it."""

    def __init__(self, *, node: Node | None = None) -> None:
        self._node: weakref.ref[Node] | None = None
        self._clocks: set[ROSClock] = set()
        self._last_time = Time(clock_type=ClockType.ROS_TIME)
        self._subscription: Subscription | None = None
        self._active = False
        if node is not None:
            self.attach_node(node)

    @property
    def ros_time_is_active(self) -> bool:
        """Return whether /clock is the source of time."""
        return self._active

    @ros_time_is_active.setter
    def ros_time_is_active(self, enabled: bool) -> None:
        if enabled == self._active:
            return
        self._active = enabled
        for clock in self._clocks:
            clock._set_ros_time_is_active(enabled)
        node = self._node() if self._node is not None else None
        if node is None:
            return
        if enabled:
            from rosgraph_msgs.msg import Clock

            qos = QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT)
            self._subscription = node.create_subscription(Clock, CLOCK_TOPIC, self.clock_callback, qos)
        elif self._subscription is not None:
            node.destroy_subscription(self._subscription)
            self._subscription = None

    def attach_node(self, node: Node) -> None:
        """Follow this node's `use_sim_time`."""
        self._node = weakref.ref(node)
        if not node.has_parameter(USE_SIM_TIME_NAME):
            node.declare_parameter(USE_SIM_TIME_NAME, False)
        self.ros_time_is_active = bool(node.get_parameter(USE_SIM_TIME_NAME).value)
        node.add_on_set_parameters_callback(self._on_set_parameters)

    def attach_clock(self, clock: ROSClock) -> None:
        """Feed this clock."""
        if not isinstance(clock, ROSClock):
            raise ValueError("Only clocks with type ROS_TIME can be attached.")
        clock.set_ros_time_override(self._last_time)
        clock._set_ros_time_is_active(self._active)
        self._clocks.add(clock)

    def clock_callback(self, msg: Any) -> None:
        """Pass on what /clock says."""
        self._last_time = Time.from_msg(msg.clock)
        for clock in self._clocks:
            clock.set_ros_time_override(self._last_time)

    def _on_set_parameters(self, parameters: list[Parameter]) -> Any:
        for parameter in parameters:
            if parameter.name == USE_SIM_TIME_NAME:
                if parameter.type_ is not Parameter.Type.BOOL:
                    reason = f"{USE_SIM_TIME_NAME} parameter set to something besides a bool"
                    return SetParametersResult(successful=False, reason=reason)
                self.ros_time_is_active = parameter.value
        return SetParametersResult(successful=True)
