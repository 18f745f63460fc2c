# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A Kalman filter of position and velocity in odom, driven by white acceleration."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.types import Array

START_SPEED = 1.0
"""Standard deviation of a new object's velocity, m/s: somebody walking."""

SURPRISE = 16.0
"""Squared Mahalanobis distance (3 degrees of freedom, 1 in 900) above which the motion model is wrong."""

_DIAGONAL = np.arange(3)


class Kalman:
    """Gaussian over position [3] m and velocity [3] m/s: `mean` [6], `covariance` [6, 6].

    Source: Bar-Shalom, Li, Kirubarajan 2001, "Estimation with applications to tracking and
    navigation", section 6.2 (discretised white-noise acceleration).
    """

    def __init__(self, position: Array, noise: Array) -> None:
        self.restart(position, noise)

    def restart(self, position: Array, noise: Array, velocity: Array | None = None) -> None:
        """Begin at a measured position [3] with covariance [3, 3] and a guessed or no velocity [3]."""
        self.mean = np.concatenate([position, np.zeros(3) if velocity is None else velocity])
        self.covariance = np.zeros((6, 6))
        self.covariance[:3, :3] = noise
        self.covariance[3:, 3:] = np.eye(3) * START_SPEED**2

    def predict(self, dt_s: float, acceleration: float) -> None:
        """Move on by `dt_s`; `acceleration` m/s^2 is the standard deviation of its change."""
        if dt_s <= 0.0:
            return
        P, q = self.covariance, acceleration**2
        self.mean[:3] += self.mean[3:] * dt_s
        P[:3] += dt_s * P[3:]  # F P, then (F P) F^T, block by block
        P[:, :3] += dt_s * P[:, 3:]
        P[_DIAGONAL, _DIAGONAL] += q * dt_s**4 / 4
        P[_DIAGONAL, _DIAGONAL + 3] += q * dt_s**3 / 2
        P[_DIAGONAL + 3, _DIAGONAL] += q * dt_s**3 / 2
        P[_DIAGONAL + 3, _DIAGONAL + 3] += q * dt_s**2

    def widen(self, sigma_m: float) -> None:
        """Doubt the place by another `sigma_m` in every direction."""
        self.covariance[_DIAGONAL, _DIAGONAL] += sigma_m**2

    def distance2(self, position: Array, noise: Array) -> float:
        """Squared Mahalanobis distance of a measured position from the predicted one."""
        difference = position - self.mean[:3]
        return float(difference @ np.linalg.solve(self.covariance[:3, :3] + noise, difference))

    def update(self, position: Array, noise: Array) -> None:
        """Take a measured position [3] with covariance [3, 3].

        A surprising one first widens the state: a bounce or a push, which the model does not foresee,
        is followed at once instead of lagged behind.
        """
        surprise = self.distance2(position, noise) / SURPRISE
        if surprise > 1.0:
            self.covariance = self.covariance * min(surprise, 10.0)
        S = self.covariance[:3, :3] + noise
        gain = np.linalg.solve(S, self.covariance[:3, :]).T
        self.mean = self.mean + gain @ (position - self.mean[:3])
        covariance = self.covariance - gain @ S @ gain.T
        self.covariance = 0.5 * (covariance + covariance.T)
