# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Round trips between two processes: a small message, a 640x480 image, a service call."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import rclpy
from lifecycle_msgs.srv import GetState
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from sensor_msgs.msg import Image
from std_msgs.msg import UInt64

from sgw_ros.core.errors import SgwError
from sgw_ros.nodes.bench.echo import LARGE, REPLY, SERVICE, SMALL
from sgw_ros.nodes.qos import RELIABLE

WIDTH, HEIGHT, CHANNELS = 640, 480, 3
WARM_UP = 50
START_S, ANSWER_S, ASK_AGAIN_S = 30.0, 5.0, 0.1
ECHO = ("-m", "sgw_ros.nodes.bench.echo")


def runtime() -> str:
    """Whose rclpy is measured: `embedded` (embedded_ros) or `rclpy` (ROS 2 itself)."""
    return "embedded" if "embedded_ros" in Path(rclpy.__file__).parts else "rclpy"


def round_trip_times(domain_id: int, samples: int) -> dict[str, list[float]]:
    """Seconds per round trip of `small` and `large` messages and of `service` calls.

    Raises:
        SgwError: when the process at the far end does not answer.
    """
    context = rclpy.Context()
    rclpy.init(context=context, args=[], domain_id=domain_id)
    with _echo_process(domain_id):
        caller = Caller(context)
        try:
            return {
                "small": caller.topic_times(UInt64(data=7), samples),
                "large": caller.topic_times(image(), samples),
                "service": caller.service_times(samples),
            }
        finally:
            caller.close()
            rclpy.shutdown(context=context)


def image() -> Image:
    """A colour image of 921,600 octets."""
    step = WIDTH * CHANNELS
    data = array("B", os.urandom(step * HEIGHT))
    return Image(height=HEIGHT, width=WIDTH, encoding="rgb8", step=step, data=data)


@contextmanager
def _echo_process(domain_id: int) -> Iterator[None]:
    child = subprocess.Popen(
        [sys.executable, *ECHO],
        env={**os.environ, "ROS_DOMAIN_ID": str(domain_id)},
    )
    try:
        yield
    finally:
        child.send_signal(signal.SIGINT)
        child.wait(START_S)


class Caller(Node):
    """Sends and waits for what comes back; it spins by itself."""

    def __init__(self, context: rclpy.Context) -> None:
        super().__init__("bench_caller", context=context)
        self._spinner = SingleThreadedExecutor(context=context)
        self._spinner.add_node(self)
        self._returned = 0
        self._ways = {kind: self._way(kind, topic) for kind, topic in ((UInt64, SMALL), (Image, LARGE))}
        self._service = self.create_client(GetState, SERVICE)

    def close(self) -> None:
        """Leave the graph."""
        self._spinner.shutdown()
        self.destroy_node()

    def topic_times(self, message: Any, samples: int) -> list[float]:
        """Seconds from publishing a message to the callback for what the far end made of it."""
        publisher = self._ways[type(message)]
        # Both ways must have matched, and the far end may still be starting: ask until it answers.
        deadline_s = time.monotonic() + START_S
        while not self._round_trip(publisher, message, ASK_AGAIN_S):
            if time.monotonic() > deadline_s:
                raise SgwError(f"bench: nobody answers on '{publisher.topic_name}'")
        return self._times(lambda: self._round_trip(publisher, message, ANSWER_S), samples)

    def service_times(self, samples: int) -> list[float]:
        """Seconds from a call to its response."""
        if not self._service.wait_for_service(START_S):
            raise SgwError(f"bench: nobody serves '{SERVICE}'")
        return self._times(self._call, samples)

    def _way(self, kind: Any, topic: str) -> Any:
        self.create_subscription(kind, topic + REPLY, self._count, RELIABLE)
        return self.create_publisher(kind, topic, RELIABLE)

    def _count(self, _: Any) -> None:
        self._returned += 1

    def _round_trip(self, publisher: Any, message: Any, timeout_s: float) -> bool:
        goal, deadline_s = self._returned + 1, time.monotonic() + timeout_s
        publisher.publish(message)
        while self._returned < goal and time.monotonic() < deadline_s:
            self._spinner.spin_once(timeout_sec=timeout_s)
        return self._returned >= goal

    def _call(self) -> bool:
        future = self._service.call_async(GetState.Request())
        self._spinner.spin_until_future_complete(future, ANSWER_S)
        return bool(future.done())

    def _times(self, once: Callable[[], bool], samples: int) -> list[float]:
        times = []
        for _ in range(WARM_UP + samples):
            start = time.perf_counter()
            if not once():
                raise SgwError("bench: the far end stopped answering")
            times.append(time.perf_counter() - start)
        return times[WARM_UP:]
