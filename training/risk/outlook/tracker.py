# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What lines through places lack, learned: where in a sector somebody is, how far off, and how they go on.

A sector is 4 degrees wide and tells of the nearest pixel of a person; clearances are those of bodies. Two
small networks mend that: one what each frame's sectors tell, one each line, of which it says how well it is
known, too. New, both mend nothing.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from sgw_ros.experts.risk.window import FRAMES
from training.risk.encoder.network import PER_SECTOR, TOLD
from training.risk.encoder.truth import SECTORS
from training.risk.outlook.sights import BETTER, Sights, sights, told_by
from training.risk.outlook.tracking import LEANINGS, Followed, Tracks, follow
from training.risk.outlook.ways import SPEED, TURN
from training.risk.standardise import Standardise

HINTS, WIDE, DEEP, SURE = 8, 64, 192, 32
TRACK = 5
"""Numbers of a line: place, velocity, logit of somebody."""
LEAST_DOUBT, MOST_DOUBT, USUAL = 0.015, 0.365, -1.8
"""m and m/s, and where a new tracker is between them, as a logit."""
SPREAD = (4.0, 4.0, 1.0, 1.0, 4.0)
"""What they are divided by, m, m/s and of logits."""
HIDDEN = 0.4
"""Share of what is known of a line that is hidden in training from what says how well it is known."""
FIT = 4.0
"""What is off a line, some 0.2 m, is multiplied by."""


class Tracker(nn.Module):
    """People's tracks, by a window's features of one encoder."""

    def __init__(self, dv: int) -> None:
        super().__init__()
        self.seen = Standardise(dv - TOLD)
        self.hint = nn.Linear(dv - TOLD, HINTS * SECTORS)
        self.sectors = nn.Sequential(
            nn.Conv1d(PER_SECTOR + HINTS, WIDE, 3, padding=1),
            nn.ReLU(),
            _idle(nn.Conv1d(WIDE, BETTER, 3, padding=1)),
        )
        self.driven = nn.Linear(TURN + 1 - SPEED, DEEP, bias=False)
        self.line = nn.Linear(FRAMES * TRACK + TRACK + HINTS, DEEP)
        self.more = nn.Sequential(nn.ReLU(), nn.Linear(DEEP, DEEP), nn.ReLU(), _idle(nn.Linear(DEEP, TRACK)))
        self.sure = nn.Sequential(
            nn.ReLU(),
            nn.Dropout(HIDDEN),
            nn.Linear(DEEP, SURE),
            nn.ReLU(),
            _idle(nn.Linear(SURE, 2 + LEANINGS)),
        )

    def forward(self, features: Tensor, telemetry: Tensor) -> Tracks:
        """Of features [B, F, dv] and telemetry [B, 8]."""
        return self.mend(follow(self.see(features, telemetry)), telemetry)

    def see(self, features: Tensor, telemetry: Tensor) -> Sights:
        """What frames show, people by all that a frame's features tell."""
        told = told_by(features)
        hints = self.hint(self.seen(features[..., :-TOLD])).reshape(-1, FRAMES, HINTS, SECTORS)
        better = self.sectors(torch.cat((told, hints), dim=2).flatten(0, 1))
        return sights(told, telemetry, better.reshape(-1, FRAMES, BETTER, SECTORS), hints.transpose(2, 3))

    def mend(self, found: Followed, telemetry: Tensor) -> Tracks:
        """Each line by how well it fits."""
        lines = torch.cat((found.tracks.place, found.tracks.velocity, found.tracks.there[..., None]), dim=-1)
        fit = FIT * found.fit.transpose(1, 2).flatten(2)
        known = self.line(torch.cat((fit, lines / torch.tensor(SPREAD).to(lines), found.hints), dim=-1))
        driven = self.driven(telemetry[:, None, SPEED : TURN + 1])
        known = known + driven
        place, velocity, there = torch.split(lines + self.more(known), [2, 2, 1], dim=-1)
        doubt, leaning = torch.split(self.sure(known), [2, LEANINGS], dim=-1)
        doubt = LEAST_DOUBT + (MOST_DOUBT - LEAST_DOUBT) * torch.sigmoid(doubt + USUAL)
        return Tracks(place, velocity, there.squeeze(-1), doubt, leaning)


def _idle(layer: nn.Conv1d | nn.Linear) -> nn.Module:
    """The layer, made to answer 0."""
    for values in layer.parameters():
        nn.init.zeros_(values)
    return layer
