# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The executable `end_follower`: ends when the input has ended and its last frame was judged.

It stands in for the recorder where nothing is recorded, so that a launch on a file comes to its end.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import rclpy
from rclpy.clock import Clock, ClockType
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node

from sgw_msgs.msg import IngestStatus
from sgw_ros.core.errors import FrameError, SgwError
from sgw_ros.nodes.configs import EndConfig
from sgw_ros.nodes.convert.ingest import IngestReport, report_of
from sgw_ros.nodes.ending import end_undisturbed, until_told_to_stop
from sgw_ros.nodes.failures import FailureWatch
from sgw_ros.nodes.parameters import ConfigParameters, refuse_unknown
from sgw_ros.nodes.qos import EVERY
from sgw_ros.nodes.recorder.raw import raw_stamp_ns
from sgw_ros.nodes.result_streams import ANSWERS
from sgw_ros.nodes.supervision_streams import INGEST_STATUS, SKIPS

DONE, FAILED, UNUSABLE = 0, 1, 2
LAST_ANSWER_TIMEOUT_S = 5.0
LOOK_PERIOD_S = 0.1


class EndFollower(Node):
    """Listens to ingest and to the last expert."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic, **node_kwargs: Any) -> None:
        super().__init__("end_follower", automatically_declare_parameters_from_overrides=True, **node_kwargs)
        self._now_s = now_s
        self._end: IngestReport | None = None
        self._ended_s = 0.0
        self._answered_ns: int | None = None
        self._last = ConfigParameters(self, EndConfig()).config.last_expert
        refuse_unknown(self)
        self._failures = FailureWatch(self, ["ingest"])
        self.create_subscription(IngestStatus, INGEST_STATUS.name, self._on_report, EVERY)
        if self._last:
            # An answer is a result, or word that the frame was left out; experts answer in order.
            for topic in (ANSWERS[self._last], SKIPS[self._last].topics[0]):
                self.create_subscription(topic.type, topic.name, self._on_answer, topic.qos, raw=True)
        # Time must pass in an executor that nothing else wakes.
        self.create_timer(LOOK_PERIOD_S, lambda: None, clock=Clock(clock_type=ClockType.STEADY_TIME))

    @property
    def done(self) -> bool:
        """Whether the input has ended and its last frame was judged, or will not be any more."""
        if self._end is None:
            return bool(self._failures.text)
        judged = not self._last or not self._end.sequence or self._answered_ns == self._end.stamp_ns
        return judged or self._now_s() - self._ended_s >= LAST_ANSWER_TIMEOUT_S

    @property
    def error(self) -> str:
        """Why there was nothing to judge; empty when there was something."""
        if self._end is None:
            return self._failures.text
        if self._end.sequence:
            return ""
        return self._end.error or "no picture could be read"

    def _on_report(self, message: IngestStatus) -> None:
        if message.finished and self._end is None:
            self._end, self._ended_s = report_of(message), self._now_s()

    def _on_answer(self, data: bytes) -> None:
        try:
            self._answered_ns = raw_stamp_ns(data)
        except FrameError as error:
            self.get_logger().warning(str(error))


def main() -> int:
    """Follow one run; the status is 1 when its input was unusable."""
    rclpy.init(args=sys.argv)
    executor, node, status, reason = SingleThreadedExecutor(), None, DONE, ""
    try:
        with until_told_to_stop():
            node = EndFollower()
            executor.add_node(node)
            while rclpy.ok() and not node.done:
                executor.spin_once()
            status, reason = (FAILED if node.error else DONE), node.error
    except SgwError as error:
        status, reason = UNUSABLE, str(error)
    finally:
        end_undisturbed()
        executor.shutdown()
        if node is not None:
            node.destroy_node()
        rclpy.try_shutdown()
    if reason:
        print(f"end_follower: error: {reason}", file=sys.stderr, flush=True)
    return status
