# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the rover will be if it goes on or evades, and where it was when a window's frames were taken.

It is taken to keep its speed and its turn, as one window brings one reading of telemetry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import pad

from sgw_ros.experts.risk.window import FRAMES, INTERVAL_NS
from training.simulation.rover.foresight import EVASIVE_RADPS, EVASIVE_S, FADING_S, HORIZON_S

STEP_S, NEVER_M = 0.15, 1e4
STEPS = round(HORIZON_S / STEP_S) + 1
SPEED, TURN = 6, 7
"""Which readings of the telemetry are those."""


def moments() -> Tensor:
    """[K] s from now."""
    return STEP_S * torch.arange(float(STEPS))


def ages() -> Tensor:
    """[F] s since each of a window's frames, oldest first."""
    return INTERVAL_NS / 1e9 * torch.arange(FRAMES - 1.0, -0.5, -1.0)


def passed(until_s: Sequence[float]) -> Tensor:
    """[U, K] great where a moment comes after each time, else 0: what is added leaves it out of a minimum."""
    return NEVER_M * (moments() > torch.tensor(until_s)[:, None] + 0.5 * STEP_S)


def nearest_until(gaps: Tensor, until_s: Sequence[float]) -> Tensor:
    """Least gaps [..., U] m until each of these times, of gaps [..., K] m at all moments.

    All at once: a few large operations take less time than many small ones.
    """
    return (gaps[..., None, :] + passed(until_s).to(gaps)).amin(dim=-1)


def ways(telemetry: Tensor) -> Tensor:
    """Positions [B, 3, K, 2] m in today's base frame of telemetry [B, 8]: going on, evading left, right."""
    times, speed, turn = moments().to(telemetry), telemetry[:, SPEED], telemetry[:, TURN]
    fading, evading = FADING_S * (1.0 - torch.exp(-times / FADING_S)), times.clamp(max=EVASIVE_S)
    none = torch.zeros_like(times)
    by_turn, chosen = torch.stack((fading, none, none)), torch.stack((none, evading, -evading))
    yaw = turn[:, None, None] * by_turn + EVASIVE_RADPS * chosen
    middle = 0.5 * (yaw[..., 1:] + yaw[..., :-1])
    steps = STEP_S * speed[:, None, None, None] * torch.stack((middle.cos(), middle.sin()), dim=-1)
    return pad(steps.cumsum(dim=2), (0, 0, 1, 0))


@dataclass(frozen=True, eq=False)
class Been:
    """Where the base was in today's base frame: position [B, F, 2] m, cosine and sine of yaw [B, F]."""

    position: Tensor
    cos: Tensor
    sin: Tensor

    def now(self, points: Tensor) -> Tensor:
        """Points [B, F, S, 2] of the frames' own base frames in today's."""
        return self.position[:, :, None] + self.turned(*points.unbind(-1))

    def turned(self, x: Tensor, y: Tensor) -> Tensor:
        """The same of vectors, [B, F, S, 2] of [B, F, S] each."""
        cos, sin = self.cos[..., None], self.sin[..., None]
        return torch.stack((cos * x - sin * y, sin * x + cos * y), dim=-1)


def been(telemetry: Tensor) -> Been:
    """Of telemetry [B, 8]."""
    since = ages().to(telemetry)
    yaw, back = (-telemetry[:, row, None] * since for row in (TURN, SPEED))
    half = 0.5 * yaw
    position = torch.stack((back * half.cos(), back * half.sin()), dim=-1)
    return Been(position, yaw.cos(), yaw.sin())
