# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The Spatial Intent Model: what the robot sees and how it moves, read by a frozen language model."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from sgw_ros.experts.risk.telemetry import LENGTH
from sgw_ros.experts.risk.window import FRAMES, TOKENS
from training.risk.labels import LABELS
from training.risk.language import LanguageModel
from training.risk.outlook.numbers import NUMBERS, numbers
from training.risk.outlook.sights import sights, told_by
from training.risk.outlook.tracker import Tracker
from training.risk.pooling import POOLINGS
from training.risk.standardise import Standardise

FROZEN = "language."
ASKED = 20
"""How many numbers of each other token may shift the task's."""
LEAST_SPREAD = (0.5, 0.5, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1)
"""Of telemetry, m/s^2, rad/s, m/s: a simulated floor is flat, and a real one's bumps are no other world."""
LEAST_FEATURE, LEAST_NUMBER = 1e-3, 0.05


@dataclass(frozen=True)
class Shape:
    """Sizes.

    Attributes:
        dv: of an encoder's features.
        frames, tokens: F of a window, and K that they are pooled to.
        hidden: width inside the projectors; 0 takes the language model's.
        pooling: segment or attention.
        dropout: of what the projectors take.
        outlook: whether what this project's encoder tells in metres is worked out beside the telemetry.
    """

    dv: int
    frames: int = FRAMES
    tokens: int = TOKENS
    hidden: int = 0
    pooling: str = "segment"
    dropout: float = 0.1
    outlook: bool = False

    @property
    def felt(self) -> int:
        """How many numbers say how the robot moves, and where that leads."""
        return LENGTH + NUMBERS * self.outlook


@dataclass(frozen=True, eq=False)
class Said:
    """Logits of classes [B, 4], [B, 4], [B, 6], and of the answer to `risk` being right [B]."""

    risk: Tensor
    reason: Tensor
    action: Tensor
    confidence: Tensor


class VisionProjector(nn.Module):
    """Features of a frame, and how the robot moves, to a token: what is near matters as fast as it is neared.

    The frozen language model, which learned no products of the two, could not work that out.
    """

    def __init__(self, dv: int, felt: int, hidden: int, d: int, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.seen, self.felt = nn.Linear(dv, hidden), nn.Linear(felt, hidden, bias=False)
        self.token = nn.Linear(hidden, d)

    def forward(self, seen: Tensor, felt: Tensor) -> Tensor:
        """Tokens [B, F, d] of features [B, F, dv] and what is felt [B, N], both in units of their spread."""
        hidden = self.seen(self.dropout(seen)) + self.felt(felt).unsqueeze(1)
        token: Tensor = self.token(torch.relu(hidden))
        return token


class SpatialIntentModel(nn.Module):
    """K visual tokens, one of telemetry and one for the task are a prefix; its last position is read out.

    Everything but the language model is trained.
    """

    def __init__(self, shape: Shape, language: LanguageModel) -> None:
        super().__init__()
        d = language.width
        self.shape = shape
        self.seen, self.felt = Standardise(shape.dv), Standardise(LENGTH)
        if shape.outlook:
            self.outlook, self.tracker = Standardise(NUMBERS), Tracker(shape.dv).requires_grad_(False)
        self.vision = VisionProjector(shape.dv, shape.felt, shape.hidden or d, d, shape.dropout)
        self.pool = POOLINGS[shape.pooling](shape.frames, shape.tokens, d)
        hidden = shape.hidden or d
        self.motion = nn.Sequential(nn.Linear(shape.felt, hidden), nn.GELU(), nn.Linear(hidden, d))
        self.task = nn.Parameter(0.02 * torch.randn(d))
        self.asked = nn.Sequential(
            nn.Linear(d, ASKED), nn.GELU(), nn.Flatten(), nn.Linear((shape.tokens + 1) * ASKED, d)
        )
        self.heads = nn.ModuleDict({task: nn.Linear(d, len(names)) for task, names in LABELS.items()})
        self.confidence = nn.Linear(d, 1)
        self.language = language

    def train(self, mode: bool = True) -> SpatialIntentModel:
        """As of any module; but the tracker, which does not learn here, always answers as in use."""
        super().train(mode)
        if self.shape.outlook:
            self.tracker.eval()
        return self

    def forward(self, vis_feats: Tensor, telemetry: Tensor) -> Said:
        """Of features [B, F, dv] and raw telemetry [B, 8]."""
        felt = self.felt(telemetry)
        if self.shape.outlook:
            felt = torch.cat((felt, self.outlook(self.looked_out(vis_feats, telemetry))), dim=1)
        visual = self.pool(self.vision(self.seen(vis_feats), felt))
        motion = self.motion(felt).unsqueeze(1)
        known = torch.cat((visual, motion), dim=1)
        # A frozen model passes on what it was asked better than it combines what it never learned to read.
        task = self.task + self.asked(known).unsqueeze(1)
        read = self.language(torch.cat((known, task), dim=1))
        logits = {task: head(read) for task, head in self.heads.items()}
        # How sure the answer is must not change the answer.
        return Said(**logits, confidence=self.confidence(read.detach()).squeeze(-1))

    def looked_out(self, vis_feats: Tensor, telemetry: Tensor) -> Tensor:
        """The outlook's numbers [B, 55], with people where the frozen tracker has them."""
        seen = sights(told_by(vis_feats), telemetry)
        return numbers(seen, self.tracker(vis_feats, telemetry), telemetry)

    def trained(self) -> dict[str, nn.Parameter]:
        """Parameters that are trained, by name."""
        return {name: value for name, value in self.named_parameters() if value.requires_grad}

    def kept_state(self) -> dict[str, Tensor]:
        """State of everything but the language model."""
        return {name: value for name, value in self.state_dict().items() if not name.startswith(FROZEN)}
