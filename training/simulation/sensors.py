# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Sensor noise: camera, depth camera, IMU and wheel odometry as a rover has them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

GRAVITY = 9.81
DEPTH_RANGE_M = (0.25, 8.0)


def camera_noise(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Photon (Poisson) and read-out (Gaussian) noise on an image [H, W, 3] uint8."""
    electrons = image.astype(np.float32) * 12.0
    noisy = electrons + np.sqrt(electrons) * rng.standard_normal(image.shape, dtype=np.float32)
    noisy += 6.0 * rng.standard_normal(image.shape, dtype=np.float32)
    clipped: NDArray[np.uint8] = np.clip(noisy / 12.0, 0, 255).astype(np.uint8)
    return clipped


@dataclass(frozen=True)
class Stereo:
    """A stereo camera.

    Attributes:
        scale_px_m: focal length times baseline.
        step_px, error_px: of disparity, the finest step and the error that varies over the picture.
        range_m: what is nearer or farther is lost.
        edge: so is what lies where depth changes by more than this share of itself.
    """

    scale_px_m: float = 280.0 * 0.095
    step_px: float = 1 / 8
    error_px: float = 0.05
    range_m: tuple[float, float] = DEPTH_RANGE_M
    edge: float = 0.15


ROVER_STEREO = Stereo()


def depth_camera(
    depth_m: NDArray[np.float32], rng: np.random.Generator, camera: Stereo = ROVER_STEREO
) -> NDArray[np.uint16]:
    """Depth [H, W] m as a stereo camera reports it: uint16 mm, 0 where it has none.

    Disparity is known to a part of a pixel, so the steps grow with the square of the distance.
    """
    smooth = cv2.resize(rng.standard_normal((15, 20)).astype(np.float32), depth_m.shape[::-1])
    disparity = camera.scale_px_m / np.maximum(depth_m, 1e-3) + camera.error_px * smooth
    disparity = np.round(disparity / camera.step_px) * camera.step_px
    measured = camera.scale_px_m / np.maximum(disparity, camera.step_px)
    near, far = camera.range_m
    gradient = cv2.morphologyEx(depth_m, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    edges = gradient > camera.edge * depth_m
    lost = edges | (depth_m < near) | (depth_m > far)
    return np.where(lost, 0, np.round(measured * 1000)).astype(np.uint16)


@dataclass
class WheelOdometry:
    """Integrates noisy wheel speeds, so that the pose drifts the way a real one does."""

    rng: np.random.Generator
    x: float = 0.0
    y: float = 0.0
    yaw: float = 0.0
    v: float = 0.0
    w: float = 0.0

    def step(self, v: float, w: float, dt: float) -> None:
        """Measure the body velocity (m/s, rad/s) and integrate it over `dt` seconds."""
        moving = abs(v) + abs(w) > 1e-6
        self.v = v * 1.01 + (0.004 * self.rng.standard_normal() if moving else 0.0)
        self.w = w * 0.99 + (0.006 * self.rng.standard_normal() if moving else 0.0)
        self.yaw += self.w * dt
        self.x += self.v * math.cos(self.yaw) * dt
        self.y += self.v * math.sin(self.yaw) * dt


@dataclass
class InertialUnit:
    """Angular velocity and specific force in the base frame, with constant biases and white noise."""

    rng: np.random.Generator
    gyro_bias: NDArray[np.float64] = field(init=False)
    accel_bias: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        self.gyro_bias = 0.002 * self.rng.standard_normal(3)
        self.accel_bias = 0.02 * self.rng.standard_normal(3)

    def measure(self, v: float, w: float, a: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Gyro [3] rad/s and accelerometer [3] m/s^2 for a planar base (centripetal term included)."""
        gyro = np.array([0.0, 0.0, w]) + self.gyro_bias + 0.004 * self.rng.standard_normal(3)
        accel = np.array([a, v * w, GRAVITY]) + self.accel_bias + 0.04 * self.rng.standard_normal(3)
        return gyro, accel
