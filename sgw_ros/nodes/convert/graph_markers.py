# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A version of the scene graph as markers for RViz and Foxglove: nodes, their keys, edges by type."""

from __future__ import annotations

from collections import defaultdict

from geometry_msgs.msg import Point, Pose, Quaternion
from std_msgs.msg import ColorRGBA, Header
from visualization_msgs.msg import Marker, MarkerArray

from sgw_ros.nodes.convert.values import ODOM_FRAME, header_message, point_message, vector_message
from sgw_ros.workspace.graph import Snapshot

NODE_M, LARGEST_NODE_M = 0.08, 1.0
"""Diameter of a node that is known exactly, and of one that is hardly known at all."""
EDGE_WIDTH_M = 0.02
KEY_HEIGHT_M = 0.12
NODE_COLOUR = (0.9, 0.9, 0.9)
EDGE_COLOURS = {
    "contact": (0.9, 0.2, 0.2),
    "support": (0.3, 0.7, 0.3),
    "occludes": (0.5, 0.5, 0.5),
    "near": (0.3, 0.5, 0.9),
    "same_as": (0.8, 0.3, 0.8),
    "predicts": (0.9, 0.7, 0.2),
}


def graph_markers(snapshot: Snapshot) -> MarkerArray:
    """Every node that has a place, as wide as it is uncertain, and every edge between two of them.

    The first marker takes away what was shown before.
    """
    header = header_message(snapshot.latest_ns, ODOM_FRAME)
    points: dict[str, Point] = {}
    markers = [Marker(header=header, action=Marker.DELETEALL)]
    for number, key in enumerate(snapshot.nodes):
        node = snapshot.nodes[key]
        place = snapshot.schema.nodes[node.type].place
        position = snapshot.position_of(node)
        if place is not None and position is not None:
            points[key] = point_message(position)
            uncertainty_m = node.groups[place[0]].update.uncertainty
            markers += _node(number, key, points[key], uncertainty_m, header)
    return MarkerArray(markers=[*markers, *_edges(snapshot, points, header)])


def _node(number: int, key: str, point: Point, uncertainty_m: float, header: Header) -> list[Marker]:
    side_m = min(max(NODE_M, 2.0 * uncertainty_m), LARGEST_NODE_M)
    ball = _marker("nodes", number, Marker.SPHERE, NODE_COLOUR, header)
    ball.pose.position, ball.scale = point, vector_message([side_m] * 3)
    name = _marker("keys", number, Marker.TEXT_VIEW_FACING, NODE_COLOUR, header)
    name.pose.position = Point(x=point.x, y=point.y, z=point.z + KEY_HEIGHT_M)
    name.scale.z, name.text = KEY_HEIGHT_M, key
    return [ball, name]


def _edges(snapshot: Snapshot, points: dict[str, Point], header: Header) -> list[Marker]:
    ends: dict[str, list[Point]] = defaultdict(list)
    for item in snapshot.edges.unordered():
        edge = item.update
        if edge.source in points and edge.target in points:
            ends[edge.type] += [points[edge.source], points[edge.target]]
    lines = []
    for number, kind in enumerate(sorted(ends)):
        line = _marker(kind, number, Marker.LINE_LIST, EDGE_COLOURS.get(kind, NODE_COLOUR), header)
        line.scale.x, line.points = EDGE_WIDTH_M, ends[kind]
        lines.append(line)
    return lines


def _marker(
    namespace: str, number: int, kind: int, colour: tuple[float, float, float], header: Header
) -> Marker:
    red, green, blue = colour
    return Marker(
        header=header,
        ns=namespace,
        id=number,
        type=kind,
        action=Marker.ADD,
        pose=Pose(orientation=Quaternion(x=0.0, y=0.0, z=0.0, w=1.0)),
        color=ColorRGBA(r=red, g=green, b=blue, a=0.8),
    )
