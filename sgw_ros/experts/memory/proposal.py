# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the memory writes into the shared scene: objects, the camera and the robot."""

from __future__ import annotations

import math

from sgw_ros.core.graph import NodeUpdate, Proposal, Value
from sgw_ros.core.types import Frame, Objects, Odometry, Track

LINGERING_S = 1.0
"""How long the node of an object that is gone stays: longer than any expert waits for its inputs, so that
what is said of it from the frame before still finds it."""
IDENTITY_CHANGE = 0.05
"""Identities are written when a confidence changed by this much; states with every frame."""


def object_key(object_id: int) -> str:
    """The key of an object's node."""
    return f"object/{object_id}"


class SceneWriter:
    """Turns results into proposals and remembers what it wrote, to take it back when it is over."""

    def __init__(self) -> None:
        self._identities: dict[int, tuple[str, float, float]] = {}
        self._written_ns: dict[int, int] = {}
        self._odom: Odometry | None = None

    def robot(self, frame: Frame) -> None:
        """Note where the robot was at this frame."""
        self._odom = frame.odom

    def write(self, result: Objects) -> Proposal:
        """The proposal for one frame's objects."""
        nodes = [self._camera(result), self._robot(result)]
        for track in result.tracks:
            nodes.append(_state(track, result.stamp_ns))
            self._written_ns[track.id] = result.stamp_ns
            identity = (track.class_name, track.class_confidence, track.identity_confidence)
            if self._changed(track.id, identity):
                self._identities[track.id] = identity
                nodes.append(_identity(track, result.stamp_ns))
        for object_id in self._gone(result.stamp_ns):
            del self._identities[object_id], self._written_ns[object_id]
            nodes.append(NodeUpdate(object_key(object_id), "state", {}, 0.0, result.stamp_ns, remove=True))
        return Proposal("memory", result.stamp_ns, nodes=tuple(nodes), reason="what was seen in the frame")

    def _gone(self, stamp_ns: int) -> list[int]:
        """Objects of which nothing was written for long enough, or which stamps that jumped back left."""
        return sorted(
            object_id
            for object_id, written_ns in self._written_ns.items()
            if not 0 <= stamp_ns - written_ns <= LINGERING_S * 1e9
        )

    def _changed(self, object_id: int, identity: tuple[str, float, float]) -> bool:
        known = self._identities.get(object_id)
        if known is None or known[0] != identity[0]:
            return True
        return max(abs(known[1] - identity[1]), abs(known[2] - identity[2])) >= IDENTITY_CHANGE

    def _camera(self, result: Objects) -> NodeUpdate:
        pose = result.T_odom_cam
        attributes = {"position": pose.position, "orientation": pose.orientation}
        return NodeUpdate("camera/main", "pose", attributes, 0.0, result.stamp_ns)

    def _robot(self, result: Objects) -> NodeUpdate:
        if self._odom is None:  # the camera is all that is known of the robot
            x, y, _ = result.T_odom_cam.position
            return NodeUpdate("robot/self", "state", {"position": (x, y, 0.0)}, 1.0, result.stamp_ns)
        pose = self._odom.T_odom_base
        attributes = {
            "position": pose.position,
            "orientation": pose.orientation,
            "velocity": self._odom.linear,
            "angular": self._odom.angular,
        }
        return NodeUpdate("robot/self", "state", attributes, 0.0, result.stamp_ns)


def _state(track: Track, stamp_ns: int) -> NodeUpdate:
    attributes: dict[str, Value] = {
        "position": tuple(track.position.tolist()),
        "velocity": tuple(track.velocity.tolist()),
        "covariance": tuple(track.covariance.ravel().tolist()),
        "extent": tuple(track.extent.tolist()),
        "box": tuple(float(side) for side in track.box),
        "visible": track.visible,
        "range_source": track.range_source,
        "first_seen_ns": track.first_seen_ns,
        "last_seen_ns": track.last_seen_ns,
    }
    sigma_m = math.sqrt(max(float(track.covariance[:3, :3].trace()), 0.0) / 3.0)
    return NodeUpdate(object_key(track.id), "state", attributes, sigma_m, stamp_ns)


def _identity(track: Track, stamp_ns: int) -> NodeUpdate:
    attributes: dict[str, Value] = {
        "class_name": track.class_name,
        "class_confidence": track.class_confidence,
        "identity_confidence": track.identity_confidence,
        "mass": track.mass.mean,
        "mass_variance": track.mass.variance,
        "friction": track.friction.mean,
        "friction_variance": track.friction.variance,
        "embedding": tuple(track.embedding.tolist()),
    }
    return NodeUpdate(object_key(track.id), "identity", attributes, 1.0 - track.identity_confidence, stamp_ns)
