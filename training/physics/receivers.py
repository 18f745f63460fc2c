# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What rows make of what their edges tell them: the sum, or the greatest.

Thousands of rows are trained on at once, and scattered to. One scene's few are exported with a matrix of who
hears whom: ONNX Runtime scatters a number at a time, which took a third of a forecast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from torch.nn.functional import pad


class Receivers(Protocol):
    """Which of N rows every one of E edges tells."""

    def sum(self, told: Tensor) -> Tensor:
        """[M, N, C] of what edges tell, [M, E, C]; 0 where nothing is told."""
        ...

    def greatest(self, told: Tensor, silent: float) -> Tensor:
        """[M, N, 1] of what edges tell, [M, E, 1], no gradient; `silent` where nothing greater is told."""
        ...


@dataclass(frozen=True, eq=False)
class Scattered:
    """By `index` [E]: of any number of rows."""

    index: Tensor
    rows: int

    def sum(self, told: Tensor) -> Tensor:
        """See `Receivers`."""
        return self._all(told, 0.0).scatter_add(1, self._at(told), told)

    def greatest(self, told: Tensor, silent: float) -> Tensor:
        """See `Receivers`."""
        return self._all(told, silent).scatter_reduce(1, self._at(told), told.detach(), "amax")

    def _all(self, told: Tensor, value: float) -> Tensor:
        return told.new_full((told.shape[0], self.rows, told.shape[2]), value)

    def _at(self, told: Tensor) -> Tensor:
        return self.index[None, :, None].expand_as(told)


@dataclass(frozen=True, eq=False)
class Listed:
    """By `hears` [N, E], 1 where an edge tells a row and 0 elsewhere: of few rows.

    `silent` bool[N, E + 1] is where it does not; nobody hears the last, so that there is one where E is 0.
    """

    hears: Tensor
    silent: Tensor

    def sum(self, told: Tensor) -> Tensor:
        """See `Receivers`."""
        return self.hears @ told

    def greatest(self, told: Tensor, silent: float) -> Tensor:
        """See `Receivers`."""
        nobody = told.new_full((len(told), 1, 1), silent)
        heard = torch.cat([told.detach(), nobody], dim=1).transpose(1, 2)
        return torch.where(self.silent, silent, heard).amax(dim=-1, keepdim=True)


def listed(receiver: Tensor, rows: int) -> Listed:
    """Of the edges' receivers [E]."""
    hears = torch.arange(rows, device=receiver.device)[:, None] == receiver
    return Listed(hears.float(), pad(~hears, (0, 1), value=True))
