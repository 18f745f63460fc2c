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
from sgw_ros.nodes.ending import end_undisturbed, init_until_told_to_stop, until_told_to_stop
from sgw_ros.nodes.tuning import tune_process

UNUSABLE = 2
"""Exit status: started with parameters that the node does not take."""


def run(build: Callable[[], Node], last_words: bool = False) -> int:
    """Spin one node until it is told to stop.

    With `last_words` a signal leaves the context alone, so that the node can still publish while it ends.
    """
    if last_words:
        init_until_told_to_stop(sys.argv)
    else:
        rclpy.init(args=sys.argv)
    executor, node, status = SingleThreadedExecutor(), None, 0
    try:
        with until_told_to_stop():
            node = build()
            tune_process()
            executor.add_node(node)
            executor.spin()
    except SgwError as error:
        print(f"error: {error}", file=sys.stderr)
        status = UNUSABLE
    finally:
        end_undisturbed()
        executor.shutdown()
        if node is not None:
            node.destroy_node()
        rclpy.try_shutdown()
    return status


ingest = partial(run, components.ingest)
workspace = partial(run, components.workspace)
supervisor = partial(run, components.supervisor)
view = partial(run, components.view)
flow = partial(run, components.flow)
visual = partial(run, components.visual)
memory = partial(run, components.memory)
physics = partial(run, components.physics)
risk = partial(run, components.risk)
fleet_monitor = partial(run, components.fleet_monitor)
gate = partial(run, components.gate, last_words=True)
