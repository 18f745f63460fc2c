# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Objects and forecasts as markers for RViz and Foxglove."""

from __future__ import annotations

from collections.abc import Sequence

from geometry_msgs.msg import Point, Pose, Quaternion
from std_msgs.msg import ColorRGBA, Header
from visualization_msgs.msg import Marker, MarkerArray

from sgw_ros.core.types import Array, Objects, PhysicsResult, Prediction, Track
from sgw_ros.nodes.convert.values import ODOM_FRAME, header_message, point_message, vector_message
from sgw_ros.report.draw import identity_colour

SMALLEST_M = 0.05
"""A flat box would be invisible."""
HIDDEN_OPACITY = 0.3
TEXT_HEIGHT_M = 0.25
PATH_WIDTH_M = 0.04
LARGEST_ID = 0x7FFFFFFF
"""Markers have signed numbers, objects unsigned ones."""


def marker_array(objects: Objects, physics: PhysicsResult | None) -> MarkerArray:
    """Everything there is now; the first marker takes away what was shown before."""
    header = header_message(objects.stamp_ns, ODOM_FRAME)
    tracks = {track.id: track for track in objects.tracks}
    markers = [Marker(header=header, action=Marker.DELETEALL)]
    for track in objects.tracks:
        markers += [_box(track, header), _name(track, header)]
    for prediction in physics.predictions if physics else ():
        if prediction.object_id in tracks:
            markers.append(_path(tracks[prediction.object_id], prediction, header))
    return MarkerArray(markers=markers)


def _box(track: Track, header: Header) -> Marker:
    marker = _marker("objects", track, header, Marker.CUBE, track.position)
    marker.scale = vector_message([max(SMALLEST_M, float(side)) for side in track.extent])
    return marker


def _name(track: Track, header: Header) -> Marker:
    above = (track.position[0], track.position[1], track.position[2] + 0.5 * track.extent[2] + TEXT_HEIGHT_M)
    marker = _marker("names", track, header, Marker.TEXT_VIEW_FACING, above)
    marker.scale.z = TEXT_HEIGHT_M
    marker.text = f"{track.id} {track.class_name}".strip()
    return marker


def _path(track: Track, prediction: Prediction, header: Header) -> Marker:
    marker = _marker("paths", track, header, Marker.LINE_STRIP, (0.0, 0.0, 0.0))
    marker.scale.x = PATH_WIDTH_M
    points: list[Point] = [point_message(track.position)]
    points += [point_message(mean) for mean in prediction.position_mean]
    marker.points = points
    return marker


def _marker(namespace: str, track: Track, header: Header, kind: int, at: Sequence[float] | Array) -> Marker:
    blue, green, red = (channel / 255.0 for channel in identity_colour(track.id))
    return Marker(
        header=header,
        ns=namespace,
        id=track.id & LARGEST_ID,
        type=kind,
        action=Marker.ADD,
        pose=Pose(position=point_message(at), orientation=Quaternion(x=0.0, y=0.0, z=0.0, w=1.0)),
        color=ColorRGBA(r=red, g=green, b=blue, a=1.0 if track.visible else HIDDEN_OPACITY),
    )
