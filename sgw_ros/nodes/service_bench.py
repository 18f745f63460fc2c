# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Proposals through the service, one after the other: what an expert in another process waits for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node

from sgw_msgs.srv import ProposeUpdate
from sgw_ros.core.errors import WorkspaceError
from sgw_ros.core.graph import Proposal
from sgw_ros.nodes.convert.graph import proposal_message

START_S = 30.0
ANSWER_S = 5.0
SERVER = "import sys; from sgw_ros.nodes.main import workspace; sys.exit(workspace())"


def service_times(proposals: Iterator[Proposal], setup: list[Proposal], calls: int) -> list[float]:
    """Seconds per auto-committed proposal, call to answer, with the workspace node in a process of its own.

    Raises:
        WorkspaceError: when the node does not come up or a proposal is not committed.
    """
    domain = 1 + os.getpid() % 100
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, "--ros-args", "-p", "autostart:=true"],
        env={**os.environ, "ROS_DOMAIN_ID": str(domain)},
        stdout=subprocess.DEVNULL,
    )
    context = rclpy.Context()
    rclpy.init(context=context, args=[], domain_id=domain)
    executor = SingleThreadedExecutor(context=context)
    client = _Client(context, executor)
    try:
        client.wait()
        for proposal in setup:
            client.propose(proposal)
        return [client.propose(proposal) for _, proposal in zip(range(calls), proposals, strict=False)]
    finally:
        executor.shutdown()
        client.destroy_node()
        rclpy.shutdown(context=context)
        server.send_signal(signal.SIGINT)
        server.wait(START_S)


class _Client(Node):
    """Calls and waits, with an executor of its own."""

    def __init__(self, context: rclpy.Context, executor: SingleThreadedExecutor) -> None:
        super().__init__("service_bench", context=context)
        self._client = self.create_client(ProposeUpdate, "workspace/propose_update")
        self._executor = executor
        executor.add_node(self)

    def wait(self) -> None:
        if not self._client.wait_for_service(timeout_sec=START_S):
            raise WorkspaceError("the workspace node did not come up")

    def propose(self, proposal: Proposal) -> float:
        start = time.perf_counter()
        future = self._client.call_async(ProposeUpdate.Request(proposal=proposal_message(proposal)))
        self._executor.spin_until_future_complete(future, timeout_sec=ANSWER_S)
        answer = future.result()
        if answer is None or answer.status != ProposeUpdate.Response.COMMITTED:
            raise WorkspaceError(f"not committed: {answer.message if answer else 'no answer'}")
        return time.perf_counter() - start
