# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The dataclasses that cross borders: what sensors give and what experts say.

Units are SI. Stamps are the sensor's, integer nanoseconds. Positions are in the `odom` frame
(REP-105), axes REP-103; camera frames are optical (x right, y down, z forward). Quaternions are
(x, y, z, w). Arrays that cross a border are read-only by convention: nobody writes into them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""A float64 array; the shape stands in the docstring of whoever holds it."""


# ---- sensors -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pose:
    """A rigid transform: `position` [3] m and `orientation` [4] unit quaternion (x, y, z, w)."""

    position: tuple[float, float, float] = (0.0, 0.0, 0.0)
    orientation: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Camera:
    """Pinhole intrinsics in pixels; `assumed` when no camera_info came and they are a guess."""

    width: int
    height: int
    fx: float
    fy: float
    cx: float
    cy: float
    distortion: tuple[float, ...] = ()
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Imu:
    """Angular velocity [3] rad/s and linear acceleration [3] m/s^2 (gravity included), base frame."""

    stamp_ns: int
    angular_velocity: tuple[float, float, float]
    linear_acceleration: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Odometry:
    """Pose of the base in `odom` and its body-frame velocity (linear [3] m/s, angular [3] rad/s)."""

    stamp_ns: int
    T_odom_base: Pose
    linear: tuple[float, float, float]
    angular: tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Everything the robot sensed at one image stamp, aligned by time.

    `image` [H, W, 3] uint8 BGR; `depth` [H, W] float32 metres along z, NaN where unknown, or None.
    `T_base_cam` is None when no transform told where the camera sits. `activity` is the share of the
    picture (0-1) that changed since the frame before, from the always-on motion test at ingest.
    """

    stamp_ns: int
    sequence: int
    image: NDArray[np.uint8]
    camera: Camera
    frame_id: str = "camera"
    depth: NDArray[np.float32] | None = None
    imu: Imu | None = None
    odom: Odometry | None = None
    T_base_cam: Pose | None = None
    activity: float = 1.0


# ---- visual, flow --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Detection:
    """One box (x0, y0, x1, y1) px; `instance` is its id in the mask, 0 when it has none."""

    box: tuple[float, float, float, float]
    class_name: str
    score: float
    detector: str
    instance: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Detections:
    """The visual expert's result; `masks` [H, W] uint16 instance ids, 0 is background.

    `detectors` names the detectors that looked at this very frame, so that the absence of a box
    means something only for them.
    """

    stamp_ns: int
    items: tuple[Detection, ...]
    detectors: tuple[str, ...] = ()
    masks: NDArray[np.uint16] | None = None
    embeddings: NDArray[np.float32] | None = None
    """[len(items), D] unit-norm appearance, one row per item, or None."""


@dataclass(frozen=True, slots=True, eq=False)
class FlowField:
    """Dense flow from `previous_stamp_ns` to `stamp_ns`, on a grid `downscale` times coarser.

    The vector at a pixel is the way that what is there now has come, so that it lies on the current picture.
    `flow` [h, w, 2] float32 in full-resolution pixels; `confidence` [h, w] uint8, 255 is sure.
    """

    stamp_ns: int
    previous_stamp_ns: int
    flow: NDArray[np.float32]
    confidence: NDArray[np.uint8]
    downscale: int


@dataclass(frozen=True, slots=True, eq=False)
class CameraMotion:
    """Egomotion between two frames.

    `T_prev_cur` is the pose of the current camera in the previous one; `twist` [6] its rate
    (linear m/s, angular rad/s) in the camera frame, `covariance` [6, 6] of the twist. `homography`
    [3, 3] maps previous to current pixels for the background. `metric` says whether the
    translation's scale is known; without it the translation is zero with a wide covariance.
    """

    stamp_ns: int
    previous_stamp_ns: int
    T_prev_cur: Pose
    twist: Array
    covariance: Array
    homography: Array
    inliers: int
    moving: bool
    metric: bool


@dataclass(frozen=True, slots=True, eq=False)
class FlowResult:
    """The flow expert's result: dense flow and what it says about the camera's own motion."""

    stamp_ns: int
    field: FlowField
    camera_motion: CameraMotion


# ---- memory, physics -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Estimate:
    """A scalar with its variance."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One persistent object.

    `position` [3] m and `velocity` [3] m/s in odom, `covariance` [6, 6] of both, `extent` [3] m
    (x along depth, y across, z up), `box` the last seen one in pixels, predicted while hidden.
    `range_source` says what the distance rests on: depth, size, ground or assumed.
    """

    id: int
    class_name: str
    class_confidence: float
    position: Array
    velocity: Array
    covariance: Array
    extent: Array
    box: tuple[float, float, float, float]
    mass: Estimate
    friction: Estimate
    embedding: NDArray[np.float32]
    first_seen_ns: int
    last_seen_ns: int
    visible: bool
    identity_confidence: float
    range_source: str


@dataclass(frozen=True, slots=True, eq=False)
class Objects:
    """The memory expert's result: confirmed tracks and where the camera was."""

    stamp_ns: int
    tracks: tuple[Track, ...]
    T_odom_cam: Pose


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """An object's forecast: Gaussian per horizon; means [K, 3] and variances [K, 3], m and m/s, odom."""

    object_id: int
    horizons_s: tuple[float, ...]
    position_mean: Array
    position_variance: Array
    velocity_mean: Array
    velocity_variance: Array


ROBOT_ID = 0
"""The robot itself in contacts; tracks count from 1."""
FLOOR_ID = -1
"""The floor in contacts."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Two objects (ids, `ROBOT_ID` or `FLOOR_ID`) that will touch, and when."""

    first_id: int
    second_id: int
    probability: float
    time_to_contact_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Violation:
    """Something physically improbable: `score` 0-1 is its calibrated improbability.

    `kind`: permanence, continuity, gravity, inertia, solidity or support. States are [6]: position m,
    velocity m/s, odom.
    """

    object_id: int
    kind: str
    score: float
    expected: Array
    observed: Array


@dataclass(frozen=True, slots=True, eq=False)
class PhysicsResult:
    """The physics expert's result for one frame."""

    stamp_ns: int
    predictions: tuple[Prediction, ...]
    contacts: tuple[Contact, ...]
    violations: tuple[Violation, ...]


# ---- risk, action --------------------------------------------------------------------------------


class Risk(IntEnum):
    """How risky the moment is."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3


class Reason(IntEnum):
    """What the risk comes from."""

    HUMAN = 0
    OBSTACLE = 1
    TIGHT_SPACE = 2
    UNKNOWN = 3


class Action(IntEnum):
    """What to do about it."""

    CONTINUE = 0
    SLOW = 1
    STOP = 2
    REVERSE = 3
    TURN_LEFT = 4
    TURN_RIGHT = 5


@dataclass(frozen=True, slots=True)
class RiskAssessment:
    """Risk of one frame, with probabilities [4] for risk and reason, and the inputs that were stale."""

    stamp_ns: int
    risk: Risk
    reason: Reason
    risk_probabilities: tuple[float, ...]
    reason_probabilities: tuple[float, ...]
    confidence: float
    stale_inputs: tuple[str, ...] = ()
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class ActionAdvice:
    """Advised action with probabilities [6]; not to be followed after `valid_until_ns`."""

    stamp_ns: int
    action: Action
    probabilities: tuple[float, ...]
    confidence: float
    valid_until_ns: int


@dataclass(frozen=True, slots=True)
class RiskResult:
    """The risk expert's result: the assessment and the advice that goes with it."""

    stamp_ns: int
    assessment: RiskAssessment
    advice: ActionAdvice


# ---- supervisor ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExpertRoute:
    """Whether one expert runs and how often (0 Hz is every frame)."""

    expert: str
    enabled: bool
    rate_hz: float


@dataclass(frozen=True, slots=True)
class RoutingDecision:
    """Who runs from now on; `regions` (x0, y0, x1, y1 px) are asked of the geometry expert."""

    stamp_ns: int
    routes: tuple[ExpertRoute, ...]
    regions: tuple[tuple[float, float, float, float], ...] = ()
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class DecisionTrace:
    """What was seen, what physics expected, what was decided and what it cost, for one critical event.

    `visual`, `physics` and `decision` are JSON objects as text, so that a trace stays readable
    without this code.
    """

    stamp_ns: int
    event: str
    object_id: int
    visual: str
    physics: str
    decision: str
    cost_ms: float
    workspace_version: int


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What one expert did with one frame; `ran` is False where throttling or a switch skipped it.

    `latency_ms` counts from the moment the frame reached the expert's process; 0 in the loop.
    """

    expert: str
    stamp_ns: int
    ran: bool
    compute_ms: float = 0.0
    queue: int = 0
    drops: int = 0
    confidence_histogram: tuple[int, ...] = field(default=(0,) * 10)
    latency_ms: float = 0.0
