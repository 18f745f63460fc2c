# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The executables: each component alone in a process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node

from sgw_ros.core.errors import SgwError
from sgw_ros.nodes import components
from sgw_ros.nodes.ending import end_undisturbed, until_told_to_stop
from sgw_ros.nodes.tuning import tune_process

UNUSABLE = 2
"""Exit status: started with parameters that the node does not take."""


def run(build: Callable[[], Node]) -> int:
    """Spin one node until it is told to stop."""
    rclpy.init(args=sys.argv)
    executor = SingleThreadedExecutor()
    try:
        node = build()
    except SgwError as error:
        print(f"error: {error}", file=sys.stderr)
        rclpy.try_shutdown()
        return UNUSABLE
    tune_process()
    executor.add_node(node)
    try:
        with until_told_to_stop():
            executor.spin()
    finally:
        end_undisturbed()
        executor.shutdown()
        node.destroy_node()
        rclpy.try_shutdown()
    return 0


ingest = partial(run, components.ingest)
workspace = partial(run, components.workspace)
supervisor = partial(run, components.supervisor)
view = partial(run, components.view)
flow = partial(run, components.flow)
visual = partial(run, components.visual)
memory = partial(run, components.memory)
physics = partial(run, components.physics)
risk = partial(run, components.risk)
