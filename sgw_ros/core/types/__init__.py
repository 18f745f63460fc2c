# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The dataclasses that cross borders: what sensors give and what experts say.

Units are SI. Stamps are the sensor's, integer nanoseconds. Positions are in the `odom` frame
(REP-105), axes REP-103; camera frames are optical (x right, y down, z forward). Quaternions are
(x, y, z, w). Arrays that cross a border are read-only by convention: nobody writes into them.
"""

from sgw_ros.core.types.arrays import Array
from sgw_ros.core.types.risk import Action, ActionAdvice, Reason, Risk, RiskAssessment, RiskResult
from sgw_ros.core.types.sensors import Camera, Frame, Imu, Odometry, Pose
from sgw_ros.core.types.supervision import DecisionTrace, ExpertRoute, RoutingDecision, Telemetry
from sgw_ros.core.types.vision import CameraMotion, Detection, Detections, FlowField, FlowResult
from sgw_ros.core.types.world import (
    FLOOR_ID,
    ROBOT_ID,
    Contact,
    Estimate,
    Objects,
    PhysicsResult,
    Prediction,
    Track,
    Violation,
)

__all__ = [
    "FLOOR_ID",
    "ROBOT_ID",
    "Action",
    "ActionAdvice",
    "Array",
    "Camera",
    "CameraMotion",
    "Contact",
    "DecisionTrace",
    "Detection",
    "Detections",
    "Estimate",
    "ExpertRoute",
    "FlowField",
    "FlowResult",
    "Frame",
    "Imu",
    "Objects",
    "Odometry",
    "PhysicsResult",
    "Pose",
    "Prediction",
    "Reason",
    "Risk",
    "RiskAssessment",
    "RiskResult",
    "RoutingDecision",
    "Telemetry",
    "Track",
    "Violation",
]
