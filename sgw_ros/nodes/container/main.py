# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The executable `component_container`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import rclpy
from rclpy.clock import Clock, ClockType
from rclpy.executors import Executor, MultiThreadedExecutor, SingleThreadedExecutor
from rclpy.utilities import remove_ros_args

from sgw_ros.core.errors import SgwError
from sgw_ros.nodes.container.container import ComponentContainer
from sgw_ros.nodes.container.remembered import Remembered
from sgw_ros.nodes.ending import end_undisturbed, init_until_told_to_stop, until_told_to_stop
from sgw_ros.nodes.tuning import tune_process

UNUSABLE = 2
LOOK_PERIOD_S = 0.2


def main(argv: list[str] | None = None) -> int:
    """Run a container until it is told to stop."""
    argv = sys.argv if argv is None else argv
    parser = argparse.ArgumentParser(description="A container for Python components")
    parser.add_argument(
        "--executor-threads",
        type=_threads,
        default=1,
        metavar="N",
        help="threads that run callbacks; 1 by default",
    )
    parser.add_argument(
        "--remember",
        type=Path,
        metavar="FILE",
        help="keep there what is loaded, and load it again when the process was killed",
    )
    arguments = parser.parse_args(remove_ros_args(argv)[1:])
    init_until_told_to_stop(argv)
    tune_process()
    executor: Executor = (
        SingleThreadedExecutor()
        if arguments.executor_threads == 1
        else MultiThreadedExecutor(arguments.executor_threads)
    )
    status, container = 0, None
    try:
        with until_told_to_stop():
            node = rclpy.create_node("component_container")
            # A signal is noticed between two waits, also where nothing else wakes the executor.
            node.create_timer(LOOK_PERIOD_S, lambda: None, clock=Clock(clock_type=ClockType.STEADY_TIME))
            tell = node.get_logger().error
            remembered = Remembered(arguments.remember, tell) if arguments.remember else None
            container = ComponentContainer(node, executor, remembered)
            container.spin()
    except SgwError as error:
        print(f"component_container: error: {error}", file=sys.stderr)
        status = UNUSABLE
    finally:
        end_undisturbed()
        if container is not None:
            container.close()
        executor.shutdown()
        rclpy.try_shutdown()
    return status


def _threads(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {count}")
    return count
