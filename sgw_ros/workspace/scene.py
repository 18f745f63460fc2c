# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The schema of the shared scene graph: metres, seconds and radians; positions in odom."""

from __future__ import annotations

from sgw_ros.workspace.attribute import Attribute
from sgw_ros.workspace.schema import EdgeType, Group, NodeType, Schema

FAR_M = 1e6
FAST_MPS = 1e4


def _position(required: bool = False) -> Attribute:
    return Attribute("vector", "m", -FAR_M, FAR_M, length=3, required=required)


def _velocity() -> Attribute:
    return Attribute("vector", "m/s", -FAST_MPS, FAST_MPS, length=3)


def _share() -> Attribute:
    return Attribute("number", "", 0.0, 1.0)


def _positive(unit: str, maximum: float = 1e6) -> Attribute:
    return Attribute("number", unit, 0.0, maximum)


_QUATERNION = Attribute("vector", "", -1.001, 1.001, length=4)
_TEXT = Attribute("text", maximum_length=4096)
_POSE: Group = {"position": _position(required=True), "orientation": _QUATERNION}
_COVARIANCE = Attribute("vector", "SI", -1e12, 1e12, maximum_length=36)

_OBJECT: dict[str, Group] = {
    "state": {
        "position": _position(required=True),
        "velocity": _velocity(),
        "covariance": _COVARIANCE,
        "extent": Attribute("vector", "m", 0.0, 1e4, length=3),
        "box": Attribute("vector", "px", -1e6, 1e6, length=4),
        "visible": Attribute("flag"),
        "range_source": Attribute("text", maximum_length=32),
        "first_seen_ns": Attribute("integer", "ns", 0),
        "last_seen_ns": Attribute("integer", "ns", 0),
    },
    "identity": {
        "class_name": Attribute("text", maximum_length=128),
        "class_confidence": _share(),
        "identity_confidence": _share(),
        "mass": _positive("kg", 1e9),
        "mass_variance": _positive("kg^2", 1e18),
        "friction": _positive("", 1e3),
        "friction_variance": _positive("", 1e6),
        "embedding": Attribute("vector", "", -1e3, 1e3, maximum_length=512, sensitive=True),
    },
    "prediction": {
        "horizons": Attribute("vector", "s", 0.0, 3600.0, maximum_length=64),
        "position_mean": Attribute("vector", "m", -FAR_M, FAR_M, maximum_length=192),
        "position_variance": Attribute("vector", "m^2", 0.0, 1e18, maximum_length=192),
        "velocity_mean": Attribute("vector", "m/s", -FAST_MPS, FAST_MPS, maximum_length=192),
        "velocity_variance": Attribute("vector", "m^2/s^2", 0.0, 1e18, maximum_length=192),
    },
    "correction": {
        "position": _position(),
        "velocity": _velocity(),
        "expected": Attribute("vector", "m, m/s", -FAR_M, FAR_M, length=6),
        "observed": Attribute("vector", "m, m/s", -FAR_M, FAR_M, length=6),
        "kind": Attribute("text", maximum_length=32),
        "score": _share(),
    },
}

_MOTION: Group = {
    "linear": _velocity(),
    "angular": Attribute("vector", "rad/s", -1e3, 1e3, length=3),
    "variance": Attribute("vector", "m^2/s^2, rad^2/s^2", 0.0, 1e18, length=6),
    "inliers": Attribute("integer", "", 0, 1e6),
    "moving": Attribute("flag"),
    "metric": Attribute("flag"),
}

_NEAR: Group = {"distance": _positive("m")}
_CONTACT: Group = {
    "probability": _share(),
    "time_to_contact": _positive("s"),
}

SCENE = Schema(
    name="sgw.scene",
    version="1",
    nodes={
        "object": NodeType("a persistent thing", _OBJECT, root="state", place=("state", "position")),
        "agent": NodeType("a person or animal", _OBJECT, root="state", place=("state", "position")),
        "camera": NodeType(
            "a camera", {"pose": _POSE, "motion": _MOTION}, place=("pose", "position"), permanent=True
        ),
        "robot": NodeType(
            "the robot itself",
            {
                "state": {
                    **_POSE,
                    "velocity": _velocity(),
                    "angular": Attribute("vector", "rad/s", -1e3, 1e3, length=3),
                }
            },
            place=("state", "position"),
            permanent=True,
        ),
        "surface": NodeType(
            "a surface or region of space",
            {
                "state": {
                    "position": _position(required=True),
                    "normal": _position(),
                    "extent": _OBJECT["state"]["extent"],
                }
            },
            root="state",
            place=("state", "position"),
        ),
        "event": NodeType(
            "something that happened",
            {
                "event": {
                    "kind": Attribute("text", maximum_length=64, required=True),
                    "object_id": Attribute("integer", "", -1),
                    "object": Attribute("text", maximum_length=160),
                    "score": _share(),
                    "expected": Attribute("vector", "m, m/s", -FAR_M, FAR_M, length=6),
                    "observed": Attribute("vector", "m, m/s", -FAR_M, FAR_M, length=6),
                }
            },
            root="event",
        ),
        "hypothesis": NodeType(
            "something that may be so",
            {
                "claim": {
                    "text": _TEXT,
                    "probability": _share(),
                    "about": Attribute("text", maximum_length=160),
                }
            },
            root="claim",
        ),
    },
    edges={
        "contact": EdgeType("the two will touch", _CONTACT),
        "support": EdgeType("the source stands on the target", {"confidence": _share()}, acyclic=True),
        "occludes": EdgeType("the source hides the target", {"share": _share()}),
        "near": EdgeType("the two are close", _NEAR),
        "same_as": EdgeType("the source is the target once more", {"confidence": _share()}),
        "predicts": EdgeType(
            "the source foretells or explains the target",
            {"probability": _share(), "score": _share(), "horizon": _positive("s")},
        ),
    },
)
"""What experts may write; version changes when an attribute changes its meaning."""
