# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The truth of an episode in the words that the experts answer with: objects, detections, risk, action.

Rows of one body are one object; its id is the body's first row + 1. `meta["classes"]` names each row; without
it, its shape does. What is called `STRUCTURE`, or never moves and is larger than `STRUCTURE_M`, is floor,
wall or fixture, not an object.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from sgw_ros.core.types import (
    Action,
    ActionAdvice,
    Detection,
    Detections,
    Estimate,
    Objects,
    Pose,
    Reason,
    Risk,
    RiskAssessment,
    RiskResult,
    Track,
    Violation,
)
from training.episodes.episode import Episode
from training.episodes.trajectory import Trajectory
from training.episodes.view import View

STRUCTURE, STRUCTURE_M = "structure", 3.0
SEEN_PX = 6
DETECTOR = RANGE_SOURCE = "truth"
UNKNOWN_BOX = (0.0, 0.0, 0.0, 0.0)
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Thing:
    """One object: its id, class and rows."""

    id: int
    class_name: str
    rows: tuple[int, ...]


@dataclass
class Sightings:
    """When and where each object was seen, frame after frame."""

    first_ns: dict[int, int] = field(default_factory=dict)
    last_ns: dict[int, int] = field(default_factory=dict)
    box: dict[int, tuple[float, float, float, float]] = field(default_factory=dict)


def things(episode: Episode) -> list[Thing]:
    """The objects of an episode, whenever they are there."""
    trajectory = episode.trajectory
    bodies = np.arange(trajectory.rows) if trajectory.body is None else trajectory.body
    classes = episode.meta.get("classes", trajectory.shape)
    structure = trajectory.is_static & (trajectory.extent.max(axis=1) > STRUCTURE_M)
    structure |= np.array([name == STRUCTURE for name in classes])
    rows: dict[int, list[int]] = {}
    for row in np.flatnonzero(~structure).tolist():
        rows.setdefault(int(bodies[row]), []).append(row)
    return [Thing(held[0] + 1, str(classes[held[0]]), tuple(held)) for held in rows.values()]


def true_detections(known: list[Thing], view: View, t: int, stamp_ns: int) -> Detections:
    """Boxes around what is seen at frame `t`; `masks` holds the objects' ids."""
    masks = _object_masks(known, view.masks[t])
    boxes = [(thing, _box(masks == thing.id)) for thing in known]
    items = tuple(
        Detection(box, thing.class_name, 1.0, DETECTOR, thing.id) for thing, box in boxes if box is not None
    )
    return Detections(stamp_ns, items, (DETECTOR,), masks)


def true_objects(
    episode: Episode, known: list[Thing], seen: Detections, sightings: Sightings, view: View, t: int
) -> Objects:
    """Every object that exists at frame `t`, seen or not; `sightings` goes from frame to frame."""
    for detection in seen.items:
        sightings.first_ns.setdefault(detection.instance, seen.stamp_ns)
        sightings.last_ns[detection.instance] = seen.stamp_ns
        sightings.box[detection.instance] = detection.box
    present = episode.trajectory.present
    there = [thing for thing in known if present is None or present[t, list(thing.rows)].any()]
    tracks = tuple(_track(episode, thing, sightings, view, t, seen.stamp_ns) for thing in there)
    return Objects(seen.stamp_ns, tracks, pose_of(view.T_odom_cam[t]))


def true_risk(episode: Episode, t: int, stamp_ns: int, until_ns: int) -> RiskResult | None:
    """Risk, reason and advice by the episode's labels; None where it has none."""
    if not {"risk", "reason", "action"} <= episode.signals.keys():
        return None
    risk, reason, action = (int(episode.signals[name][t]) for name in ("risk", "reason", "action"))
    assessment = RiskAssessment(
        stamp_ns, Risk(risk), Reason(reason), _certain(risk, 4), _certain(reason, 4), 1.0
    )
    return RiskResult(
        stamp_ns, assessment, ActionAdvice(stamp_ns, Action(action), _certain(action, 6), 1.0, until_ns)
    )


def true_violation(episode: Episode, known: list[Thing], t: int) -> Violation | None:
    """The broken law at the frame where it is first broken, None at all others.

    The object is that of row `meta["violator"]`, else the one that comes or goes then, else unknown (0).
    """
    trajectory = episode.trajectory
    if not trajectory.violation or t == 0 or t != round(trajectory.t_violation / trajectory.dt):
        return None
    row = episode.meta.get("violator")
    if row is None and trajectory.present is not None:
        row = next(iter(np.flatnonzero(trajectory.present[t] != trajectory.present[t - 1]).tolist()), None)
    culprit = next((thing.id for thing in known if row in thing.rows), 0)
    before, after = (_state(trajectory, row, frame) for frame in (t - 1, t))
    return Violation(culprit, trajectory.violation, 1.0, expected=before, observed=after)


def pose_of(T: Array) -> Pose:
    """A transform [4, 4] as a pose."""
    x, y, z = T[:3, 3].tolist()
    qx, qy, qz, qw = Rotation.from_matrix(T[:3, :3]).as_quat().tolist()
    return Pose((x, y, z), (qx, qy, qz, qw))


def _object_masks(known: list[Thing], rows: NDArray[np.uint8]) -> NDArray[np.uint16]:
    table = np.zeros(256, np.uint16)
    for thing in known:
        table[np.array(thing.rows) + 1] = thing.id
    return np.asarray(table[rows])


def _box(mask: NDArray[np.bool_]) -> tuple[float, float, float, float] | None:
    if np.count_nonzero(mask) < SEEN_PX:
        return None
    down, right = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    return float(right[0]), float(down[0]), float(right[-1] + 1), float(down[-1] + 1)


def _track(episode: Episode, thing: Thing, seen: Sightings, view: View, t: int, stamp_ns: int) -> Track:
    trajectory, rows = episode.trajectory, list(thing.rows)
    share = trajectory.mass[rows].astype(np.float64)
    share = share / share.sum() if share.sum() > 0 else np.full(len(rows), 1 / len(rows))
    return Track(
        id=thing.id,
        class_name=thing.class_name,
        class_confidence=1.0,
        position=share @ trajectory.position[t, rows],
        velocity=share @ trajectory.linear_velocity[t, rows],
        covariance=np.zeros((6, 6)),
        extent=_extent(episode, rows, view.T_odom_cam[t], t),
        box=seen.box.get(thing.id, UNKNOWN_BOX),
        mass=Estimate(float(trajectory.mass[rows].sum()), 0.0),
        friction=Estimate(float(share @ trajectory.friction[rows]), 0.0),
        embedding=np.zeros(0, np.float32),
        first_seen_ns=seen.first_ns.get(thing.id, 0),
        last_seen_ns=seen.last_ns.get(thing.id, 0),
        visible=seen.last_ns.get(thing.id) == stamp_ns,
        identity_confidence=1.0,
        range_source=RANGE_SOURCE,
    )


def _extent(episode: Episode, rows: list[int], T_odom_cam: Array, t: int) -> Array:
    """Size [3] m along the camera's heading, across it, and up."""
    trajectory = episode.trajectory
    signs = np.array([(x, y, z) for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
    turns = Rotation.from_quat(np.roll(trajectory.orientation[t, rows], -1, axis=-1)).as_matrix()
    corners = (signs * trajectory.extent[rows, None]) @ turns.swapaxes(-1, -2)
    corners += trajectory.position[t, rows, None]
    forward = T_odom_cam[:3, 2]
    heading = np.arctan2(forward[1], forward[0])
    level = Rotation.from_euler("z", -heading).apply(corners.reshape(-1, 3))
    return np.asarray(np.ptp(level, axis=0))


def _state(trajectory: Trajectory, row: int | None, t: int) -> Array:
    """Position m and velocity m/s [6] of a row; zeros where it is not known which."""
    if row is None:
        return np.zeros(6)
    return np.concatenate([trajectory.position[t, row], trajectory.linear_velocity[t, row]])


def _certain(number: int, of: int) -> tuple[float, ...]:
    return tuple(float(i == number) for i in range(of))
