# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the rover's inertial unit and wheels say along a motion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.simulation.rover.motion import TICK_HZ, Motion
from training.simulation.sensors import InertialUnit, WheelOdometry

Array = NDArray[np.float64]


def sense(rng: np.random.Generator, motion: Motion, seconds: float) -> tuple[Array, Array]:
    """`imu` [S, 7] (t, gyro, accelerometer) and `odom` [S, 6] (t, x, y, yaw, v, w) at 50 Hz, noise included.

    Odometry begins where the rover is: its drift is that of the wheels.
    """
    unit, (x, y, yaw) = InertialUnit(rng), motion.pose[0]
    wheels = WheelOdometry(rng, x=float(x), y=float(y), yaw=float(yaw))
    imu, odom = [], []
    for tick in range(round(seconds * TICK_HZ)):
        v, w = motion.twist[tick]
        if tick:
            wheels.step(v, w, 1 / TICK_HZ)
        gyro, force = unit.measure(v, w, motion.acceleration[tick])
        imu.append((tick / TICK_HZ, *gyro, *force))
        odom.append((tick / TICK_HZ, wheels.x, wheels.y, wheels.yaw, wheels.v, wheels.w))
    return np.array(imu), np.array(odom)


def telemetry(imu: Array, odom: Array, ticks: NDArray[np.int64]) -> NDArray[np.float32]:
    """[T, 8] float32: ax, ay, az m/s^2, gx, gy, gz rad/s over the last tenth of a second, v m/s, w rad/s."""
    rows = []
    for tick in ticks:
        recent = imu[max(0, tick - TICK_HZ // 10 + 1) : tick + 1].mean(axis=0)
        rows.append((*recent[4:7], *recent[1:4], *odom[tick, 4:6]))
    return np.array(rows, np.float32)
