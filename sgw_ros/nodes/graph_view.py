# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The workspace's graph for RViz, while somebody looks."""

from __future__ import annotations

from collections.abc import Callable

from rclpy.node import Node
from visualization_msgs.msg import MarkerArray

from sgw_ros.nodes.convert.graph_markers import graph_markers
from sgw_ros.nodes.qos import SHOWN
from sgw_ros.workspace.graph import Snapshot


class GraphView:
    """Says `workspace/markers`: the newest version, when it is another one than was shown last."""

    def __init__(self, node: Node, head: Callable[[], Snapshot]) -> None:
        self._node, self._head = node, head
        self._markers = node.create_publisher(MarkerArray, "workspace/markers", SHOWN)
        self._shown: tuple[Snapshot | None, int] = (None, 0)

    def show(self) -> None:
        """Draw the graph, unless nobody looks or everybody has seen it."""
        wanted = (self._head(), self._markers.get_subscription_count())
        if wanted[1] > 0 and wanted != self._shown:
            self._markers.publish(graph_markers(wanted[0]))
        self._shown = wanted

    def close(self) -> None:
        """Draw no more."""
        self._node.destroy_publisher(self._markers)
