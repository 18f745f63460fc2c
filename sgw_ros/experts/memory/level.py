# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Doubts whether a camera of unknown mount looks level over a floor, as ranging by the ground assumes.

A thing that stands on a level floor has its foot below the horizon, and grows in the picture as its foot
comes down. Seen from above, things keep their size wherever they are, and stand where the sky should be.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from sgw_ros.core.types import Frame, Imu
from sgw_ros.experts.memory.boxes import cut_sides
from sgw_ros.experts.memory.hypothesis import Hypothesis
from sgw_ros.experts.memory.view import View

ABOVE = 0.08
"""Elevation (rad) of a foot over the horizon that no roughness of the box explains."""
BELOW = 0.03
"""Depression (rad) from which a foot tells a distance."""
LOWERED = math.log(1.5)
"""Change of the foot's depression, as a logarithm, from which growth is compared with it."""
KEEPS_SIZE, GROWS_ALONG = 0.35, 0.6
"""Growth, as a share of what a level floor asks for, up to which it contradicts and from which it agrees."""
MOST_S, DOUBT_S = 4.0, 1.5
"""Seconds of evidence that are kept either way, and from how many against it the floor is doubted."""
LONGEST_LOOK_S = 0.5
"""Time that one look stands for at most."""
TILTED = 0.3
"""Angle (rad) between gravity and the robot's upward axis from which nothing is level."""
GRAVITY, STEADY = 9.81, 2.0
"""m/s^2, and how much a reading may differ from it while it shows mostly gravity."""


class LevelFloor:
    """Weighs, in seconds, what speaks for and against a level camera over a floor."""

    def __init__(self) -> None:
        self._evidence_s = 0.0
        self._stamp_ns: int | None = None
        self._first: dict[int, tuple[float, float]] = {}
        self.doubted = False

    def look(self, frame: Frame, view: View, hypotheses: Iterable[Hypothesis], stamp_ns: int) -> None:
        """Take the evidence of the look at `stamp_ns`; a known mount or depth needs none."""
        if frame.T_base_cam is not None or frame.depth is not None:
            return
        elapsed_s = 0.0 if self._stamp_ns is None else (stamp_ns - self._stamp_ns) / 1e9
        self._stamp_ns = stamp_ns
        seen = [h for h in hypotheses if h.id and h.last_seen_ns == stamp_ns]
        self._first = {h.id: self._first[h.id] for h in seen if h.id in self._first}
        verdicts = [self._verdict(h, view) for h in seen]
        if frame.imu is not None and frame.odom is None and _tilted(frame.imu):
            verdicts.append(-1)
        self._evidence_s += min(elapsed_s, LONGEST_LOOK_S) * sum(verdicts)
        self._evidence_s = min(max(self._evidence_s, -MOST_S), MOST_S)
        self.doubted = self._evidence_s < (0.0 if self.doubted else -DOUBT_S)

    def _verdict(self, hypothesis: Hypothesis, view: View) -> int:
        """1 where a thing looks as on a level floor, -1 where it cannot be on one, else 0."""
        x0, _, x1, y1 = hypothesis.box
        cut = cut_sides(hypothesis.box, view.camera.width, view.camera.height)
        if cut.bottom:
            return 0
        depression = -float(view.ray(0.5 * (x0 + x1), y1)[2])
        if depression < -ABOVE:
            return -1
        if depression < BELOW or cut.left or cut.right:
            return 0
        first_depression, first_width = self._first.setdefault(hypothesis.id, (depression, x1 - x0))
        lowered = math.log(depression / first_depression)
        if abs(lowered) < LOWERED:
            return 0
        grown = math.log((x1 - x0) / first_width) / lowered
        return -1 if grown < KEEPS_SIZE else int(grown > GROWS_ALONG)


def _tilted(imu: Imu) -> bool:
    """Whether gravity does not point down the robot's own vertical axis."""
    up = np.asarray(imu.linear_acceleration)
    strength = float(np.linalg.norm(up))
    return abs(strength - GRAVITY) < STEADY and math.acos(min(float(up[2]) / strength, 1.0)) > TILTED
