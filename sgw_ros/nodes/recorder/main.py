# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The executable `recorder`: ends by itself when the input has, with 1 when that was unusable."""

from __future__ import annotations

import sys

import rclpy
from rclpy.executors import SingleThreadedExecutor

from sgw_ros.core.errors import SgwError
from sgw_ros.nodes.ending import end_undisturbed, until_told_to_stop
from sgw_ros.nodes.recorder.conclusion import conclude
from sgw_ros.nodes.recorder.recorder_node import RecorderNode
from sgw_ros.nodes.tuning import tune_process
from sgw_ros.report.writing import REPORT, SUMMARY

DONE, FAILED, UNUSABLE = 0, 1, 2


def main() -> int:
    """Record one run."""
    rclpy.init(args=sys.argv)
    node, status = None, DONE
    try:
        with until_told_to_stop():
            node = RecorderNode()
            tune_process()
    except SgwError as error:
        print(f"recorder: error: {error}", file=sys.stderr)
        status = UNUSABLE
    if node is not None:
        status = _record(node)
        node.destroy_node()
    rclpy.try_shutdown()
    return status


def _record(node: RecorderNode) -> int:
    executor = SingleThreadedExecutor()
    executor.add_node(node)
    status = DONE
    try:
        with until_told_to_stop():  # what was recorded until then is written down all the same
            while rclpy.ok() and not node.done:
                executor.spin_once()
    except SgwError as error:
        status = _fail(str(error))
    end_undisturbed()
    executor.shutdown()
    try:
        summary = conclude(node)
    except SgwError as error:
        return _fail(str(error))
    if node.error:
        source = node.config.input
        return _fail(node.error if source in node.error else f"{source}: {node.error}")
    if summary["frames"]:
        _tell(summary)
        print(f"wrote {node.bag.path}, {REPORT} and {SUMMARY}", flush=True)
    else:
        print(
            f"nothing was recorded: the end came before the first frame; {node.bag.path} holds none",
            flush=True,
        )
    return _fail(node.fatal) if node.fatal else status


def _fail(text: str) -> int:
    print(f"recorder: error: {text}", file=sys.stderr, flush=True)
    return FAILED


def _tell(summary: dict[str, object]) -> None:
    print(
        f"{summary['frames']} frames, {summary['dropped']} dropped,"
        f" stamp to risk {summary['stamp_to_risk_ms']} ms, state {summary['state_hash']}",
        flush=True,
    )
