# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Every node of this package as a component: a callable `(**node_kwargs) -> Node`.

Imports wait until a component is asked for, so that a process loads only the libraries of its own nodes.
"""

from __future__ import annotations

from typing import Any

from rclpy.node import Node

from sgw_ros.nodes.parameters import refuse_unknown


def ingest(**node_kwargs: Any) -> Node:
    """Brings the input into the graph."""
    from sgw_ros.nodes.ingest_node import IngestNode

    return _known(IngestNode(**node_kwargs))


def workspace(**node_kwargs: Any) -> Node:
    """Keeps the shared scene graph."""
    from sgw_ros.nodes.workspace_node import WorkspaceNode

    return _known(WorkspaceNode(**node_kwargs))


def supervisor(**node_kwargs: Any) -> Node:
    """Settles conflicts, routes and throttles experts."""
    from sgw_ros.nodes.supervisor_node import SupervisorNode

    return _known(SupervisorNode(**node_kwargs))


def view(**node_kwargs: Any) -> Node:
    """Draws what the graph knows."""
    from sgw_ros.nodes.view_node import ViewNode

    return _known(ViewNode(**node_kwargs))


def gate(**node_kwargs: Any) -> Node:
    """Lets velocity commands through, or not."""
    from sgw_ros.nodes.gate_node import GateNode

    return _known(GateNode(**node_kwargs))


def fleet_monitor(**node_kwargs: Any) -> Node:
    """Watches the robots of a fleet."""
    from sgw_ros.nodes.fleet_node import FleetNode

    return _known(FleetNode(**node_kwargs))


def flow(**node_kwargs: Any) -> Node:
    """Dense flow and egomotion."""
    return _expert("flow", node_kwargs)


def visual(**node_kwargs: Any) -> Node:
    """Detections."""
    return _expert("visual", node_kwargs)


def memory(**node_kwargs: Any) -> Node:
    """Objects that persist."""
    return _expert("memory", node_kwargs)


def physics(**node_kwargs: Any) -> Node:
    """Predictions, contacts, violations."""
    return _expert("physics", node_kwargs)


def risk(**node_kwargs: Any) -> Node:
    """Risk and advice."""
    return _expert("risk", node_kwargs)


def _expert(name: str, node_kwargs: dict[str, Any]) -> Node:
    from sgw_ros.experts.registry import EXPERTS
    from sgw_ros.nodes.expert_node import ExpertNode

    return _known(ExpertNode(EXPERTS[name], **node_kwargs))


def _known(node: Node) -> Node:
    """The node, now that it has declared every parameter that it knows."""
    refuse_unknown(node)
    return node
