# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Scripted motion: way-points with times for people, velocity commands for a differential-drive rover."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Walk:
    """Way-points (t s, x m, y m), walked in straight lines at constant speed between them."""

    points: tuple[tuple[float, float, float], ...]

    def at(self, t: float) -> tuple[float, float, float, float, float]:
        """Position x, y m, heading rad, metres walked so far and speed m/s at time `t`."""
        times = [p[0] for p in self.points]
        xy = np.array([p[1:] for p in self.points])
        lengths = np.linalg.norm(np.diff(xy, axis=0), axis=1)
        t = float(np.clip(t, times[0], times[-1] - 1e-9))
        i = int(np.searchsorted(times, t, side="right")) - 1
        share = (t - times[i]) / (times[i + 1] - times[i])
        x, y = xy[i] + share * (xy[i + 1] - xy[i])
        speed = lengths[i] / (times[i + 1] - times[i])
        return (
            float(x),
            float(y),
            self._heading(i),
            float(lengths[:i].sum() + share * lengths[i]),
            float(speed),
        )

    def _heading(self, i: int) -> float:
        """Direction of leg `i`; who stands keeps looking where the last walk led."""
        for k in range(i, -1, -1):
            dx = self.points[k + 1][1] - self.points[k][1]
            dy = self.points[k + 1][2] - self.points[k][2]
            if dx or dy:
                return math.atan2(dy, dx)
        return 0.0


@dataclass(frozen=True)
class Drive:
    """Velocity set-points (from t s: v m/s, w rad/s), reached with bounded acceleration."""

    commands: tuple[tuple[float, float, float], ...]
    acceleration: float = 0.8
    angular_acceleration: float = 2.5

    def command(self, t: float) -> tuple[float, float]:
        """The set-point (v, w) in force at time `t`."""
        v, w = 0.0, 0.0
        for start, v_set, w_set in self.commands:
            if t >= start:
                v, w = v_set, w_set
        return v, w


@dataclass
class Rover:
    """State of a differential-drive base in the world: pose and body velocity."""

    x: float
    y: float
    yaw: float
    v: float = 0.0
    w: float = 0.0
    a: float = 0.0

    def step(self, drive: Drive, t: float, dt: float) -> None:
        """Follow the set-points for `dt` seconds."""
        v_set, w_set = drive.command(t)
        dv = float(np.clip(v_set - self.v, -drive.acceleration * dt, drive.acceleration * dt))
        dw = float(np.clip(w_set - self.w, -drive.angular_acceleration * dt, drive.angular_acceleration * dt))
        self.a = dv / dt
        self.v += dv
        self.w += dw
        self.yaw += self.w * dt
        self.x += self.v * math.cos(self.yaw) * dt
        self.y += self.v * math.sin(self.yaw) * dt
