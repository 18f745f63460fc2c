# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The encoder, small enough for eight frames in a few milliseconds, and what teaches it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from sgw_ros.experts.risk.telemetry import LENGTH
from training.risk.encoder.truth import FORESEEN, SECTORS
from training.risk.labels import LABELS

CHANNELS = (16, 32, 64, 96)
COLUMN = 64
HIDDEN = 192
PER_SECTOR = 5
TELEMETRY_SCALE = (0.5, 0.5, 10.0, 0.1, 0.1, 0.3, 0.4, 0.3)
"""What the readings are divided by; m/s^2, rad/s, m/s, rad/s."""


class Encoder(nn.Module):
    """`picture` and `before` [B, 3, 96, 128] from 0 to 1 to features [B, dv].

    Its last map keeps 16 columns, one for each sector of the view.
    """

    def __init__(self, dv: int) -> None:
        super().__init__()
        first, second, third, fourth = CHANNELS
        self.trunk = nn.Sequential(
            _convolved(6, first, 5, 2),
            _convolved(first, second, 3, 2),
            _convolved(second, third, 3, 2),
            Residual(third),
            _convolved(third, fourth, 3, (2, 1)),
            _convolved(fourth, fourth, 3, 1),
            nn.Conv2d(fourth, COLUMN, (6, 1)),
            nn.ReLU(),
        )
        self.features = nn.Sequential(nn.Flatten(), nn.Linear(COLUMN * SECTORS, dv), nn.ReLU())

    def forward(self, picture: Tensor, before: Tensor) -> Tensor:
        """See the class."""
        features: Tensor = self.features(self.columns(picture, before))
        return features

    def columns(self, picture: Tensor, before: Tensor) -> Tensor:
        """The last map [B, 64, 1, 16], before it is mixed."""
        # What changed is small beside what is there: brought to its size, it is learned sooner.
        seen = torch.cat((picture - 0.45, 4.0 * (picture - before)), dim=1)
        columns: Tensor = self.trunk(seen)
        return columns


@dataclass(frozen=True, eq=False)
class Told:
    """What the teachers make of B pictures: sectors [B, 5, S], foreseen [B, 15], logits of each task."""

    sectors: Tensor
    foreseen: Tensor
    tasks: dict[str, Tensor]

    def float(self) -> Told:
        """In full precision."""
        tasks = {task: logits.float() for task, logits in self.tasks.items()}
        return Told(self.sectors.float(), self.foreseen.float(), tasks)


class Teachers(nn.Module):
    """Heads that are only there while the encoder learns."""

    scale: Tensor

    def __init__(self, dv: int) -> None:
        super().__init__()
        self.register_buffer("scale", torch.tensor(TELEMETRY_SCALE))
        self.sectors = nn.Conv1d(COLUMN, PER_SECTOR, 1)
        self.moving = nn.Sequential(
            nn.Linear(dv + LENGTH, HIDDEN), nn.ReLU(), nn.Dropout(0.1), nn.Linear(HIDDEN, HIDDEN), nn.ReLU()
        )
        self.foreseen = nn.Linear(HIDDEN, FORESEEN)
        self.tasks = nn.ModuleDict({task: nn.Linear(HIDDEN, len(names)) for task, names in LABELS.items()})

    def forward(self, encoder: Encoder, picture: Tensor, before: Tensor, telemetry: Tensor) -> Told:
        """Through the encoder, with the robot's telemetry [B, 8]."""
        columns = encoder.columns(picture, before)
        moving = self.moving(torch.cat((encoder.features(columns), telemetry / self.scale), dim=1))
        tasks = {task: head(moving) for task, head in self.tasks.items()}
        return Told(self.sectors(columns.squeeze(2)), self.foreseen(moving), tasks)


class Residual(nn.Module):
    """Two convolutions beside a short cut."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _convolved(channels, channels, 3, 1)
        self.second = nn.Sequential(
            nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)
        )

    def forward(self, values: Tensor) -> Tensor:
        """Same shape."""
        return torch.relu(values + self.second(self.first(values)))


def _convolved(taken: int, given: int, kernel: int, stride: int | tuple[int, int]) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(taken, given, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(given), nn.ReLU()
    )
