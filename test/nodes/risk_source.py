# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Says that all is well, as a risk expert and a supervisor would, until it is killed."""

import sys

import rclpy
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from std_msgs.msg import Header

from sgw_msgs.msg import ActionAdvice, RiskAssessment
from sgw_ros.core.types import Action
from sgw_ros.nodes.convert.values import time_message
from sgw_ros.nodes.qos import EVERY, SHOWN


class RiskSource:
    """Publishes what the gate lives on, from a node's clock."""

    def __init__(self, node, action=Action.CONTINUE):
        self.action = action
        self._node = node
        self._risk = node.create_publisher(RiskAssessment, "risk", EVERY)
        self._advice = node.create_publisher(ActionAdvice, "action", EVERY)
        self._diagnostics = node.create_publisher(DiagnosticArray, "/diagnostics", SHOWN)

    def publish(self):
        now_ns = self._node.get_clock().now().nanoseconds
        header = Header(stamp=time_message(now_ns), frame_id="camera")
        self._risk.publish(RiskAssessment(header=header))
        until = time_message(now_ns + 400_000_000)
        self._advice.publish(ActionAdvice(header=header, action=int(self.action), valid_until=until))
        name = self._node.resolve_topic_name("supervisor")
        status = DiagnosticStatus(level=DiagnosticStatus.OK, name=name, message="active")
        self._diagnostics.publish(DiagnosticArray(status=[status]))


def main():
    rclpy.init(args=sys.argv)
    node = rclpy.create_node("risk_source")
    source = RiskSource(node)
    node.create_timer(0.05, source.publish)
    rclpy.spin(node)


if __name__ == "__main__":
    main()
