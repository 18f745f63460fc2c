# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A process that sends back what it hears: the far end of the round trips."""

from __future__ import annotations

import rclpy
from lifecycle_msgs.srv import GetState
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.node import Node
from sensor_msgs.msg import Image
from std_msgs.msg import UInt64

from sgw_ros.nodes.qos import RELIABLE

SMALL, LARGE, SERVICE = "bench/small", "bench/large", "bench/service"
REPLY = "/back"
"""What the topics of the way back end in."""


class Echo(Node):
    """Answers on `bench/{small,large}/back` and serves `bench/service`."""

    def __init__(self) -> None:
        super().__init__("bench_echo")
        for topic, kind in ((SMALL, UInt64), (LARGE, Image)):
            back = self.create_publisher(kind, topic + REPLY, RELIABLE)
            self.create_subscription(kind, topic, back.publish, RELIABLE)
        self.create_service(GetState, SERVICE, lambda _, response: response)


def main() -> None:
    """Echo until told to stop."""
    rclpy.init()
    executor = SingleThreadedExecutor()
    executor.add_node(Echo())
    try:
        executor.spin()
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    finally:
        rclpy.try_shutdown()


if __name__ == "__main__":
    main()
