# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A component that answers what it is asked, and fails when told to."""

from rclpy.node import Node
from std_msgs.msg import String


class Talker(Node):
    def __init__(self, **node_kwargs):
        super().__init__("talker", **node_kwargs)
        self.words = self.declare_parameter("words", "hello").value
        self.create_subscription(String, "ask", self._on_ask, 10)
        self.publisher = self.create_publisher(String, "answer", 10)

    def _on_ask(self, message):
        if message.data == "fail":
            raise RuntimeError("no answer to that")
        self.publisher.publish(String(data=f"{self.words} {message.data}"))
