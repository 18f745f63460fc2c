# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What physics writes into the shared scene: forecasts, contacts, violations and corrections."""

from __future__ import annotations

import math

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Proposal, Value
from sgw_ros.core.types import FLOOR_ID, ROBOT_ID, Array, Contact, PhysicsResult, Prediction, Violation

Ends = tuple[str, str]


def node_key(body_id: int) -> str:
    """The key of a contact's end."""
    return "robot/self" if body_id == ROBOT_ID else f"object/{body_id}"


class SceneWriter:
    """Turns results into proposals and remembers its contact edges, to take them back when they pass."""

    def __init__(self) -> None:
        self._contacts: set[Ends] = set()

    def write(self, result: PhysicsResult) -> Proposal | None:
        """The proposal for one frame, or None where there is nothing to say."""
        nodes = [_prediction(p, result.stamp_ns) for p in result.predictions]
        for violation in result.violations:
            nodes += [_event(violation, result.stamp_ns), _correction(violation, result.stamp_ns)]
        edges = [_contact(c, result.stamp_ns) for c in result.contacts if c.first_id != FLOOR_ID]
        edges += [_explains(v, result.stamp_ns) for v in result.violations]
        current = {(e.source, e.target) for e in edges if e.type == "contact"}
        edges += [
            EdgeUpdate("contact", source, target, {}, 0.0, result.stamp_ns, remove=True)
            for source, target in sorted(self._contacts - current)
        ]
        self._contacts = current
        if not nodes and not edges:
            return None
        return Proposal(
            "physics",
            result.stamp_ns,
            tuple(nodes),
            tuple(edges),
            reason="what follows from the objects' states",
        )


def _prediction(prediction: Prediction, stamp_ns: int) -> NodeUpdate:
    attributes: dict[str, Value] = {
        "horizons": prediction.horizons_s,
        "position_mean": _flat(prediction.position_mean),
        "position_variance": _flat(prediction.position_variance),
        "velocity_mean": _flat(prediction.velocity_mean),
        "velocity_variance": _flat(prediction.velocity_variance),
    }
    sigma_m = math.sqrt(float(prediction.position_variance[0].mean()))
    return NodeUpdate(node_key(prediction.object_id), "prediction", attributes, sigma_m, stamp_ns)


def _event_key(violation: Violation, stamp_ns: int) -> str:
    return f"event/{violation.kind}-{violation.object_id}-{stamp_ns}"


def _event(violation: Violation, stamp_ns: int) -> NodeUpdate:
    attributes: dict[str, Value] = {
        "kind": violation.kind,
        "object_id": violation.object_id,
        "score": violation.score,
        "expected": _flat(violation.expected),
        "observed": _flat(violation.observed),
    }
    return NodeUpdate(_event_key(violation, stamp_ns), "event", attributes, 1.0 - violation.score, stamp_ns)


def _correction(violation: Violation, stamp_ns: int) -> NodeUpdate:
    attributes: dict[str, Value] = {
        "kind": violation.kind,
        "score": violation.score,
        "position": _flat(violation.expected[:3]),
        "velocity": _flat(violation.expected[3:]),
        "expected": _flat(violation.expected),
        "observed": _flat(violation.observed),
    }
    key = node_key(violation.object_id)
    return NodeUpdate(key, "correction", attributes, 1.0 - violation.score, stamp_ns)


def _contact(contact: Contact, stamp_ns: int) -> EdgeUpdate:
    attributes: dict[str, Value] = {
        "probability": contact.probability,
        "time_to_contact": contact.time_to_contact_s,
    }
    source, target = node_key(contact.first_id), node_key(contact.second_id)
    return EdgeUpdate("contact", source, target, attributes, 1.0 - contact.probability, stamp_ns)


def _explains(violation: Violation, stamp_ns: int) -> EdgeUpdate:
    return EdgeUpdate(
        "predicts",
        _event_key(violation, stamp_ns),
        node_key(violation.object_id),
        {"score": violation.score},
        1.0 - violation.score,
        stamp_ns,
    )


def _flat(array: Array) -> tuple[float, ...]:
    return tuple(float(x) for x in array.ravel())
