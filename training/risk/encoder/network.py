# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The encoder, small enough for eight frames in a few milliseconds, and what teaches it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from sgw_ros.experts.risk.telemetry import LENGTH
from training.risk.encoder.grid import CHANNELS as GRID_CHANNELS
from training.risk.encoder.ranging import CHANNELS as RANGED
from training.risk.encoder.ranging import Ranging, nearness
from training.risk.encoder.truth import FORESEEN, SECTORS
from training.risk.labels import LABELS

CHANNELS = (16, 32, 64, 96)
MEASURED = 16
COLUMN = 64
HIDDEN = 192
PER_SECTOR = 5
TOLD = PER_SECTOR * SECTORS
DROPPED = 0.15
DARKNESS, CHANGE = 0.45, 4.0
"""What is taken from a picture, and what its change is multiplied by."""
TELEMETRY_SCALE = (0.5, 0.5, 10.0, 0.1, 0.1, 0.3, 0.4, 0.3)
"""What the readings are divided by; m/s^2, rad/s, m/s, rad/s."""


class Encoder(nn.Module):
    """`picture` and `before` [B, 3, 96, 128] from 0 to 1, and depth of both, to features [B, dv + 80].

    Depths [B, 1, 96, 128] m are 0 where nothing is known; without a depth camera that is everywhere.
    The last are what it makes of the 16 sectors of the view: metres and people, which need not be learned
    again by whoever reads the features.
    """

    def __init__(self, dv: int) -> None:
        super().__init__()
        first, second, third, fourth = CHANNELS
        self.seen = nn.Sequential(_convolved(6, first, 5, 2), _convolved(first, second, 3, 2))
        self.ranging = Ranging()
        self.measured = _convolved(RANGED, MEASURED, 5, 2)
        self.near = nn.Sequential(_convolved(second + MEASURED, third, 3, 2), Residual(third))
        self.far = nn.Sequential(
            _convolved(third, fourth, 3, (2, 1)),
            Residual(fourth),
            nn.Conv2d(fourth, COLUMN, (6, 1)),
            nn.ReLU(),
        )
        self.sectors = nn.Conv1d(COLUMN, PER_SECTOR, 1)
        self.mixed = nn.Sequential(
            nn.Flatten(), nn.Dropout(DROPPED), nn.Linear(COLUMN * SECTORS, dv), nn.ReLU()
        )

    def forward(self, picture: Tensor, before: Tensor, depth: Tensor, depth_before: Tensor) -> Tensor:
        """See the class."""
        # What changed is small beside what is there: brought to its size, it is learned sooner.
        seen = torch.cat((picture - DARKNESS, CHANGE * (picture - before)), dim=1)
        return self.look(seen, nearness(depth), nearness(depth_before)).features

    def look(self, seen: Tensor, near: Tensor, near_before: Tensor) -> Look:
        """Of what is there and what changed, [B, 6, 96, 128], and nearness now and before, [B, 2, 48, 64]."""
        measured = self.measured(self.ranging(near, near_before))
        patches = self.near(torch.cat((self.seen(seen), measured), dim=1))
        columns = self.far(patches).squeeze(2)
        sectors = self.sectors(columns)
        return Look(patches, sectors, torch.cat((self.mixed(columns), sectors.flatten(1)), dim=1))


@dataclass(frozen=True, eq=False)
class Look:
    """What becomes of B pictures: patches [B, 64, 12, 16], sectors [B, 5, 16], features [B, dv + 80]."""

    patches: Tensor
    sectors: Tensor
    features: Tensor


@dataclass(frozen=True, eq=False)
class Foretold:
    """What comes of going on, of B pictures: clearances [B, 15], logits of the tasks."""

    foreseen: Tensor
    tasks: dict[str, Tensor]

    def float(self) -> Foretold:
        """In full precision."""
        return Foretold(self.foreseen.float(), {task: logits.float() for task, logits in self.tasks.items()})


@dataclass(frozen=True, eq=False)
class Told:
    """What B pictures are told to be: grid [B, 3, 12, 16], sectors [B, 5, 16], and what comes of it.

    `glanced` is read off the features as they are, `pondered` by a network that knows the telemetry.
    """

    grid: Tensor
    sectors: Tensor
    glanced: Foretold
    pondered: Foretold

    def float(self) -> Told:
        """In full precision."""
        return Told(self.grid.float(), self.sectors.float(), self.glanced.float(), self.pondered.float())


class Foreteller(nn.Module):
    """Linear heads."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.foreseen = nn.Linear(size, FORESEEN)
        self.tasks = nn.ModuleDict({task: nn.Linear(size, len(names)) for task, names in LABELS.items()})

    def forward(self, values: Tensor) -> Foretold:
        """Of values [B, size]."""
        return Foretold(self.foreseen(values), {task: head(values) for task, head in self.tasks.items()})


class Teachers(nn.Module):
    """Heads that are only there while the encoder learns."""

    scale: Tensor

    def __init__(self, dv: int) -> None:
        super().__init__()
        self.register_buffer("scale", torch.tensor(TELEMETRY_SCALE))
        self.grid = nn.Conv2d(CHANNELS[2], GRID_CHANNELS, 1)
        self.glance = Foreteller(dv + TOLD)
        self.moving = nn.Sequential(
            nn.Linear(dv + TOLD + LENGTH, HIDDEN),
            nn.ReLU(),
            nn.Dropout(DROPPED),
            nn.Linear(HIDDEN, HIDDEN),
            nn.ReLU(),
        )
        self.ponder = Foreteller(HIDDEN)

    def forward(self, look: Look, telemetry: Tensor) -> Told:
        """Of what the encoder saw and the robot's telemetry [B, 8]."""
        moving = self.moving(torch.cat((look.features, telemetry / self.scale), dim=1))
        return Told(self.grid(look.patches), look.sectors, self.glance(look.features), self.ponder(moving))


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
