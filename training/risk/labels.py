# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the model's numbers are called; a checkpoint of other names or counts is another model's."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Action, Reason, Risk

TASKS = ("risk", "reason", "action")
LABELS: Mapping[str, tuple[str, ...]] = {
    "risk": tuple(item.name.lower() for item in Risk),
    "reason": tuple(item.name.lower() for item in Reason),
    "action": tuple(item.name.lower() for item in Action),
}
"""Names of each task's classes, in the order of their numbers."""
MIRRORED_ACTION: NDArray[np.int64] = np.array([0, 1, 2, 3, int(Action.TURN_RIGHT), int(Action.TURN_LEFT)])
"""Of each action, the one that is right in the mirror."""
MIRRORED_TELEMETRY: NDArray[np.float32] = np.array([1, -1, 1, -1, 1, -1, 1, -1], np.float32)
"""Signs of ax, ay, az, gx, gy, gz, v, w in the mirror: turning is a pseudovector."""
