# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The qualities of service that the topics of this package are offered with and asked for."""

from rclpy.qos import DurabilityPolicy, HistoryPolicy, QoSProfile, ReliabilityPolicy


def _profile(reliability: ReliabilityPolicy, durability: DurabilityPolicy, depth: int) -> QoSProfile:
    return QoSProfile(
        history=HistoryPolicy.KEEP_LAST, depth=depth, reliability=reliability, durability=durability
    )


RELIABLE = _profile(ReliabilityPolicy.RELIABLE, DurabilityPolicy.VOLATILE, 20)
"""Results: a second at 20 Hz may pile up before anything is lost."""

SHOWN = _profile(ReliabilityPolicy.RELIABLE, DurabilityPolicy.VOLATILE, 5)
"""What is made for eyes: old ones are not worth keeping."""

EVERY = _profile(ReliabilityPolicy.RELIABLE, DurabilityPolicy.VOLATILE, 100)
"""One per image or commit, and each counts."""

SENSOR = _profile(ReliabilityPolicy.BEST_EFFORT, DurabilityPolicy.VOLATILE, 5)
"""Sensor data: late is worse than lost."""

LATCHED = _profile(ReliabilityPolicy.RELIABLE, DurabilityPolicy.TRANSIENT_LOCAL, 1)
"""The last word, also for those who come later."""

RECORDED_SENSOR = _profile(ReliabilityPolicy.BEST_EFFORT, DurabilityPolicy.VOLATILE, 100)
"""Sensor data that is written down: every expert's word on every frame, while the disk is slow."""

CLOCK = _profile(ReliabilityPolicy.BEST_EFFORT, DurabilityPolicy.VOLATILE, 1)
"""As rclpy's own time source asks for it."""

SENSOR_IN = _profile(ReliabilityPolicy.BEST_EFFORT, DurabilityPolicy.VOLATILE, 10)
"""How sensors are listened to: best effort, so that any publisher connects."""
