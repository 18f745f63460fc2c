# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How truth of each message type is scored, and against which output of the graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sgw_ros.core.errors import InputError
from sgw_ros.core.geometry import compose, invert
from sgw_ros.core.types import Pose, Risk
from sgw_ros.evaluation.classification import risk_scores
from sgw_ros.evaluation.detection import Boxes, detection_scores
from sgw_ros.evaluation.events import Event, event_scores, incidents
from sgw_ros.evaluation.poses import PoseHistory
from sgw_ros.evaluation.tracking import Things, TrackingScore
from sgw_ros.evaluation.trajectory import Step, trajectory_scores
from sgw_ros.ingest.messages import read_odometry
from sgw_ros.nodes.convert.flow import camera_motion_of
from sgw_ros.nodes.convert.values import triple
from sgw_ros.nodes.convert.visual import boxes_of
from sgw_ros.nodes.scoring.recording import Recording, Settings, Stamped, paired, unanswered

NO_THINGS = Things((), np.empty((0, 3)), np.empty(0, dtype=np.bool_))
NO_BOXES = Boxes(np.empty((0, 4)), (), ())
"""What is there for an image without an answer."""


@dataclass(frozen=True)
class Scoring:
    """The output's name below the namespace, its type, and the scores of a recording of both."""

    output: str
    output_type: str
    score: Callable[[Recording, Settings], dict[str, Any]]


def score_objects(recording: Recording, settings: Settings) -> dict[str, Any]:
    """Tracks: CLEAR MOT, IDF1, position error.

    Raises:
        InputError: when the two are in different frames.
    """
    score, pairs = TrackingScore(settings.gate_m), paired(recording, settings.tolerance_s)
    for true, said in pairs:
        if said is not None:
            _same_frame(true.header.frame_id, said.header.frame_id)
        score.add(_things(true), NO_THINGS if said is None else _things(said))
    return {**_counted(pairs), **score.result()}


def score_risk(recording: Recording, settings: Settings) -> dict[str, Any]:
    """Levels of risk, and the reason where there is one."""
    found = paired(recording, settings.tolerance_s)
    pairs = [(true, said if _level(said) else None) for true, said in found if _level(true)]
    levels = [(Risk(true.risk), None if said is None else Risk(said.risk)) for true, said in pairs]
    both = [(true, said) for true, said in pairs if said is not None]
    risky = [(true.reason, said.reason) for true, said in both if true.risk > Risk.NONE < said.risk]
    reasons = round(float(np.mean([a == b for a, b in risky])), 4) if risky else None
    return {**_counted(pairs), **risk_scores(levels), "reason_accuracy": reasons}


def score_detections(recording: Recording, settings: Settings) -> dict[str, Any]:
    """Boxes: average precision."""
    pairs = paired(recording, settings.tolerance_s)
    pictures = [(_boxes(true), NO_BOXES if said is None else _boxes(said)) for true, said in pairs]
    return {**_counted(pairs), **detection_scores(pictures)}


def score_violations(recording: Recording, settings: Settings) -> dict[str, Any]:
    """Violations as incidents in time."""
    truth, said = (incidents(map(_event, m), settings.window_s) for m in (recording.truth, recording.said))
    return event_scores(truth, said, settings.window_s)


def score_path(recording: Recording, settings: Settings) -> dict[str, Any]:
    """Egomotion of the camera against the base's true path.

    Raises:
        InputError: when nothing tells where the camera sits on the base.
    """
    truth = PoseHistory([(stamp_ns, read_odometry(m).T_odom_base) for stamp_ns, m in recording.truth])
    base_frame = recording.truth[0][1].child_frame_id
    mount: dict[str, Pose] = {}
    steps = []
    for _, message in recording.said:
        frame_id = message.header.frame_id
        if frame_id not in mount:
            mount[frame_id] = _mount(recording, frame_id, base_frame)
        motion = camera_motion_of(message)
        earlier, later = truth.at(motion.previous_stamp_ns), truth.at(motion.stamp_ns)
        if earlier is None or later is None or motion.stamp_ns <= motion.previous_stamp_ns:
            continue
        moved = compose(invert(compose(earlier, mount[frame_id])), compose(later, mount[frame_id]))
        dt_s = (motion.stamp_ns - motion.previous_stamp_ns) / 1e9
        steps.append(Step(moved, motion.T_prev_cur, dt_s, motion.metric))
    return trajectory_scores(steps)


SCORINGS: dict[str, Scoring] = {
    "sgw_msgs/msg/ObjectArray": Scoring("objects", "sgw_msgs/msg/ObjectArray", score_objects),
    "sgw_msgs/msg/RiskAssessment": Scoring("risk", "sgw_msgs/msg/RiskAssessment", score_risk),
    "vision_msgs/msg/Detection2DArray": Scoring(
        "detections", "vision_msgs/msg/Detection2DArray", score_detections
    ),
    "sgw_msgs/msg/Violation": Scoring("violations", "sgw_msgs/msg/Violation", score_violations),
    "nav_msgs/msg/Odometry": Scoring("camera_motion", "sgw_msgs/msg/CameraMotion", score_path),
}
"""By the type of the truth."""


def _counted(pairs: list[tuple[Any, Any]]) -> dict[str, int]:
    return {"frames": len(pairs), "unanswered": unanswered(pairs)}


def _level(message: Any) -> bool:
    """Whether it says a level that there is."""
    return message is not None and message.risk <= max(Risk)


def _things(message: Any) -> Things:
    positions = np.array([triple(o.position) for o in message.objects], dtype=np.float64).reshape(-1, 3)
    visible = np.array([o.visible for o in message.objects], dtype=np.bool_)
    return Things(tuple(int(o.id) for o in message.objects), positions, visible)


def _boxes(message: Any) -> Boxes:
    items = boxes_of(message)
    boxes = np.array([item.box for item in items], dtype=np.float64).reshape(-1, 4)
    return Boxes(boxes, tuple(item.class_name for item in items), tuple(item.score for item in items))


def _event(stamped: Stamped) -> Event:
    stamp_ns, message = stamped
    return Event(stamp_ns / 1e9, message.kind, int(message.object_id))


def _same_frame(true: str, said: str) -> None:
    if true and said and true != said:
        raise InputError(f"the truth is in frame '{true}', the outputs in '{said}': publish both in the same")


def _mount(recording: Recording, camera_frame: str, base_frame: str) -> Pose:
    if camera_frame == base_frame:
        return Pose()
    found = recording.frames.find(camera_frame, base_frame) or recording.frames.find(camera_frame)
    if found is None:
        raise InputError(
            f"nothing on /tf_static tells where '{camera_frame}' sits on '{base_frame}'; record that, too"
        )
    return found
