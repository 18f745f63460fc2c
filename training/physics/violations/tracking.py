# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a tracker makes of an episode: places that jump about, velocities out of the last few of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from training.episodes.trajectory import Trajectory

FITTED = 6
"""Frames that a velocity is fitted to, a straight line; the fit ends at the present."""


def tracked(trajectory: Trajectory, noise_m: float, seed: int) -> Trajectory:
    """The same with noise of `noise_m` along every axis of what can move."""
    moving = ~trajectory.is_static[:, None]
    shake = np.random.default_rng(seed).normal(scale=noise_m, size=trajectory.position.shape)
    position = trajectory.position + shake * moving
    step = np.arange(FITTED) - 0.5 * (FITTED - 1)
    held = np.concatenate([np.repeat(position[:1], FITTED - 1, axis=0), position])
    windows = np.lib.stride_tricks.sliding_window_view(held, FITTED, axis=0)
    velocity = windows @ (step / np.square(step).sum() / trajectory.dt)
    early = np.arange(trajectory.frames) < FITTED
    velocity[early] = trajectory.linear_velocity[early]
    return replace(
        trajectory,
        position=position.astype(np.float32),
        linear_velocity=(velocity * moving).astype(np.float32),
    )
