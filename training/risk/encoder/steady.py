# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Means of the networks' weights over the last few hundred steps: better than those of any one step."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import torch

from training.risk.encoder.network import Encoder, Teachers

KEPT = 0.998
"""Of what they were, at every step."""


class Steady:
    """An encoder and its teachers, following those that learn."""

    def __init__(self, encoder: Encoder, teachers: Teachers) -> None:
        self.encoder, self.teachers = deepcopy(encoder), deepcopy(teachers)

    @torch.no_grad()
    def follow(self, encoder: Encoder, teachers: Teachers) -> None:
        """One step."""
        for mean, learning in ((self.encoder, encoder), (self.teachers, teachers)):
            values = learning.state_dict()
            for name, kept in mean.state_dict().items():
                if kept.is_floating_point():
                    kept.lerp_(values[name], 1.0 - KEPT)
                else:
                    kept.copy_(values[name])

    def state_dict(self) -> dict[str, Any]:
        """Of both, by name."""
        return {"encoder": self.encoder.state_dict(), "teachers": self.teachers.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """What `state_dict` gave."""
        self.encoder.load_state_dict(state["encoder"])
        self.teachers.load_state_dict(state["teachers"])
