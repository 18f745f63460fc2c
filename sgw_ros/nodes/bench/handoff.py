# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Handing a 1920x1080 frame from one node of a container to another."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np
import rclpy
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.node import Node

from sgw_ros.core.errors import SgwError
from sgw_ros.core.types import Camera, Frame
from sgw_ros.nodes.channels import Input, Output
from sgw_ros.nodes.container.container import ComponentContainer
from sgw_ros.nodes.frames import FRAMES
from sgw_ros.nodes.mailbox import Mailbox
from sgw_ros.nodes.tuning import tune_process

WIDTH, HEIGHT = 1920, 1080
PERIOD_S = 1e-3
"""Long enough for the executor to wait again, so that each hand-off wakes it."""
WARM_UP = 50
ANSWER_S = 5.0


def handoff_times(domain_id: int, samples: int, busy: bool) -> list[float]:
    """Seconds from publishing a frame in one thread to the callback with the same frame in the executor's.

    With `busy` a third thread computes in Python all the while.

    Raises:
        SgwError: when a frame does not arrive, or another object does.
    """
    tune_process()
    context = rclpy.Context()
    rclpy.init(context=context, args=[], domain_id=domain_id)
    with _container(context) as container_node, _computing(busy):
        source = rclpy.create_node("bench_source", context=context)
        output = Output(source, FRAMES)
        sink = Sink(container_node)
        try:
            return [sink.take(output, frame(number)) for number in range(WARM_UP + samples)][WARM_UP:]
        finally:
            sink.close()
            output.close()
            source.destroy_node()


def frame(number: int) -> Frame:
    """A frame whose pixels are made, 6.2 MB."""
    picture = np.full((HEIGHT, WIDTH, 3), number % 256, np.uint8)
    return Frame(number, number, picture, Camera(WIDTH, HEIGHT, 1e3, 1e3, WIDTH / 2, HEIGHT / 2))


class Sink:
    """Receives frames in a node of the container."""

    def __init__(self, node: Node) -> None:
        self._mailbox = Mailbox(node)
        self._arrived = threading.Event()
        self._last: tuple[float, Any] = (0.0, None)
        self._input = Input(node, self._mailbox, FRAMES, self._note, _no_reader)

    def close(self) -> None:
        """Hear nothing more."""
        self._input.close()
        self._mailbox.close()

    def take(self, output: Output[Frame], sent: Frame) -> float:
        """Hand one frame over; returns the seconds it took."""
        time.sleep(PERIOD_S)
        self._arrived.clear()
        start_s = time.perf_counter()
        output.publish(sent)
        if not self._arrived.wait(ANSWER_S):
            raise SgwError("bench: a frame did not arrive in the container")
        arrival_s, received = self._last
        if received is not sent or received.image is not sent.image:
            raise SgwError("bench: another object arrived than was sent")
        return arrival_s - start_s

    def _note(self, received: Frame) -> None:
        self._last = (time.perf_counter(), received)
        self._arrived.set()


def _no_reader(_: Any) -> Any:
    raise SgwError("bench: the frames' producer is not in this process")


@contextmanager
def _container(context: rclpy.Context) -> Iterator[Node]:
    """Spin a container in a thread of its own; gives a node that it serves."""
    executor = SingleThreadedExecutor(context=context)
    host = rclpy.create_node("bench_container", context=context)
    container = ComponentContainer(host, executor)
    node = rclpy.create_node("bench_sink", context=context)
    executor.add_node(node)
    thread = threading.Thread(target=_spin, args=(container,))
    thread.start()
    try:
        yield node
    finally:
        rclpy.shutdown(context=context)
        thread.join()
        container.close()
        node.destroy_node()
        host.destroy_node()


def _spin(container: ComponentContainer) -> None:
    with suppress(ExternalShutdownException):
        container.spin()


@contextmanager
def _computing(busy: bool) -> Iterator[None]:
    """Keep one more Python thread at work inside."""
    done = threading.Event()

    def compute() -> None:
        number = 0
        while not done.is_set():
            number += 1

    thread = threading.Thread(target=compute if busy else done.wait)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
