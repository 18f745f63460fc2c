# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which samples an epoch holds, and in what order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import torch
from torch import Tensor
from torch.utils.data import Sampler


class Epochs(Protocol):
    """Samples of which every epoch shows others."""

    epoch: int

    def __len__(self) -> int:
        """How many there are."""
        ...


class EpochOrder(Sampler[int]):
    """Drawn by the seed and the epoch alone, so that a resumed run goes on as it would have.

    With `weights` [N] samples are drawn with replacement, by how much they weigh.
    """

    def __init__(self, samples: Epochs, seed: int, per_epoch: int = 0, weights: Tensor | None = None) -> None:
        self._samples, self._seed, self._weights = samples, seed, weights
        self._count = min(per_epoch or len(samples), len(samples))

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[int]:
        generator = torch.Generator().manual_seed(1_000_003 * self._seed + self._samples.epoch)
        if self._weights is None:
            order = torch.randperm(len(self._samples), generator=generator)[: self._count]
        else:
            order = torch.multinomial(self._weights, self._count, replacement=True, generator=generator)
        yield from order.tolist()
