# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Decision traces: one for every critical event, when it begins, never once a frame."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sgw_ros.core.types import ROBOT_ID, DecisionTrace, Risk
from sgw_ros.supervisor.authority import Settlement
from sgw_ros.supervisor.config import SupervisorConfig
from sgw_ros.supervisor.scene import Scene, contact_object


@dataclass(frozen=True, slots=True)
class Event:
    """Something critical: its name, the object it is about, what physics and the supervisor say."""

    name: str
    object_id: int
    physics: dict[str, Any] = field(default_factory=dict)
    decision: dict[str, Any] = field(default_factory=dict)


class Tracer:
    """Finds critical events; the same one counts again only after it paused for `repeat_s`."""

    def __init__(self, config: SupervisorConfig) -> None:
        self._config = config
        self._seen_ns: dict[tuple[str, int], int] = {}

    def traces(
        self, scene: Scene, settlements: Iterable[Settlement], routing: str
    ) -> tuple[DecisionTrace, ...]:
        """Traces of the events that begin with this frame; `routing` says what was routed, if anything."""
        events = [
            *self._violations(scene),
            *self._contacts(scene),
            *self._risk(scene),
            *_settled(settlements),
        ]
        new = [event for event in events if self._is_new(event, scene.stamp_ns)]
        return tuple(_trace(event, scene, routing) for event in new)

    def _is_new(self, event: Event, stamp_ns: int) -> bool:
        key = (event.name, event.object_id)
        seen_ns = self._seen_ns.get(key)
        self._seen_ns[key] = stamp_ns
        return seen_ns is None or not 0 <= stamp_ns - seen_ns <= self._config.repeat_s * 1e9

    def _violations(self, scene: Scene) -> Iterator[Event]:
        if scene.physics is None or scene.physics.stamp_ns != scene.stamp_ns:
            return
        for violation in scene.physics.violations:
            if violation.score >= self._config.violation_score:
                physics = {
                    "kind": violation.kind,
                    "score": violation.score,
                    "expected": _numbers(violation.expected),
                    "observed": _numbers(violation.observed),
                }
                yield Event(f"violation: {violation.kind}", violation.object_id, physics)

    def _contacts(self, scene: Scene) -> Iterator[Event]:
        for contact in scene.imminent_contacts(self._config):
            physics = {
                "between": [contact.first_id, contact.second_id],
                "probability": contact.probability,
                "time_to_contact_s": contact.time_to_contact_s,
            }
            yield Event("contact imminent", contact_object(contact), physics)

    def _risk(self, scene: Scene) -> Iterator[Event]:
        if scene.risk is not None and scene.risk.assessment.risk == Risk.HIGH:
            yield Event("risk high", ROBOT_ID)


def _settled(settlements: Iterable[Settlement]) -> Iterator[Event]:
    for settlement in settlements:
        proposal = settlement.pending.proposal
        decision = {
            "verdict": settlement.verdict,
            "because": settlement.reason,
            "expert": proposal.expert,
            "handle": settlement.handle,
            "conflicts": [address for address, _ in settlement.pending.conflicts],
            "held": list(settlement.pending.held),
        }
        physics = {node.key: dict(node.attributes) for node in proposal.nodes if node.group == "correction"}
        yield Event(f"conflict: {settlement.verdict}", settlement.object_id, physics, decision)


def _trace(event: Event, scene: Scene, routing: str) -> DecisionTrace:
    decision = dict(event.decision)
    if scene.risk is not None:
        decision["risk"] = scene.risk.assessment.risk.name.lower()
        decision["action"] = scene.risk.advice.action.name.lower()
    if routing:
        decision["routing"] = routing
    return DecisionTrace(
        scene.stamp_ns,
        event.name,
        event.object_id,
        json.dumps(_visual(event, scene)),
        json.dumps({**_forecast(event, scene), **event.physics}),
        json.dumps(decision),
        scene.cost_ms,
        scene.workspace_version,
    )


def _visual(event: Event, scene: Scene) -> dict[str, Any]:
    """What was seen of the object, or of everything when the event is about the robot."""
    track = scene.track(event.object_id)
    if track is None:
        items = scene.visual.items if scene.visual else ()
        return {
            "detections": [{"class": d.class_name, "score": d.score, "box": _numbers(d.box)} for d in items]
        }
    detection = scene.detection(track)
    return {
        "class": track.class_name,
        "visible": track.visible,
        "box": _numbers(track.box),
        "position_m": _numbers(track.position),
        "velocity_mps": _numbers(track.velocity),
        "score": detection.score if detection else None,
        "range_source": track.range_source,
    }


def _forecast(event: Event, scene: Scene) -> dict[str, Any]:
    prediction = scene.prediction(event.object_id)
    if prediction is None:
        return {}
    return {
        "horizons_s": list(prediction.horizons_s),
        "path_m": [_numbers(p) for p in prediction.position_mean],
    }


def _numbers(values: Iterable[float]) -> list[float]:
    return [round(float(value), 4) for value in values]
