# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A node's log on /rosout."""

from __future__ import annotations

from types import FrameType
from typing import TYPE_CHECKING

from rclpy.logging import LoggingSeverity, add_sink, remove_sink
from rclpy.qos import qos_profile_rosout_default

if TYPE_CHECKING:
    from rclpy.node import Node


class Rosout:
    """Publishes what the node's logger and its children say."""

    def __init__(self, node: Node, logger_name: str) -> None:
        from rcl_interfaces.msg import Log

        self._message_type = Log
        self._logger_name = logger_name
        self._publisher = node.create_publisher(Log, "/rosout", qos_profile_rosout_default)
        self._sink = self._publish
        add_sink(logger_name, self._sink)

    def _publish(
        self, severity: LoggingSeverity, name: str, text: str, frame: FrameType, now_ns: int
    ) -> None:
        message = self._message_type()
        message.stamp.sec, message.stamp.nanosec = divmod(now_ns, 10**9)
        message.level = int(severity)
        message.name = name
        message.msg = text
        message.file = frame.f_code.co_filename
        message.function = frame.f_code.co_name
        message.line = frame.f_lineno
        if self._publisher._writer is not None and self._publisher._context.ok():
            self._publisher.publish(message)

    def close(self) -> None:
        """Publish no more; the node destroys the publisher."""
        remove_sink(self._logger_name, self._sink)
