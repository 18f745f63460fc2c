# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Processes that do nothing of their own: whoever started one measures what that costs.

    python -m sgw_ros.nodes.bench.idle_graph {timer,composed,inactive}

Each prints `READY` once it runs as it will go on.
"""

from __future__ import annotations

import sys
from itertools import count

import numpy as np
import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node

from sgw_ros.core.types import Camera, Frame
from sgw_ros.nodes.bench.idle_experts import idle_spec
from sgw_ros.nodes.channels import Output
from sgw_ros.nodes.ending import until_told_to_stop
from sgw_ros.nodes.expert_node import ExpertNode
from sgw_ros.nodes.frames import FRAMES
from sgw_ros.nodes.tuning import tune_process

READY = "ready"
TIMER_HZ, FRAME_HZ = 100.0, 30.0
WIDTH, HEIGHT = 640, 480
CHAIN = ("flow", "visual", "memory", "physics", "risk")
SPARE = ("flow", "flow", "flow")
"""Three more beside the chain: eight experts in all."""


def timer() -> list[Node]:
    """A node with a fast timer."""
    node = rclpy.create_node("bench_timer")
    node.create_timer(1.0 / TIMER_HZ, lambda: None)
    return [node]


def composed() -> list[Node]:
    """Eight experts and the source of their frames."""
    experts = inactive()
    for expert in experts:
        expert.trigger_activate()
    source = rclpy.create_node("bench_source")
    output = Output(source, FRAMES)
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    camera = Camera(WIDTH, HEIGHT, 500.0, 500.0, WIDTH / 2, HEIGHT / 2)
    stamps_ns = count(0, round(1e9 / FRAME_HZ))

    def publish() -> None:
        output.publish(Frame(next(stamps_ns), 0, picture, camera))

    source.create_timer(1.0 / FRAME_HZ, publish)
    return [*experts, source]


def inactive() -> list[ExpertNode]:
    """Eight experts that have been active and are so no more."""
    experts = [ExpertNode(idle_spec(name)) for name in CHAIN]
    for number, name in enumerate(SPARE):
        # The same frames, and results that nobody waits for.
        remappings = ["-r", f"__ns:=/spare_{number}", "-r", "image:=/image"]
        experts.append(ExpertNode(idle_spec(name), cli_args=["--ros-args", *remappings]))
    for expert in experts:
        expert.trigger_configure()
        expert.trigger_activate()
        expert.trigger_deactivate()
    return experts


KINDS = {"timer": timer, "composed": composed, "inactive": inactive}


def main(kind: str) -> None:
    """Run one of them until told to stop."""
    rclpy.init(args=[])
    tune_process()
    executor = SingleThreadedExecutor()
    nodes = KINDS[kind]()
    for node in nodes:
        executor.add_node(node)
    print(READY, flush=True)
    with until_told_to_stop():
        executor.spin()


if __name__ == "__main__":
    main(sys.argv[1])
