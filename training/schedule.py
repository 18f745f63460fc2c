# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Learning rates over a run."""

from __future__ import annotations

import math
from collections.abc import Callable

from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR

LEAST_RATE = 0.01


def warm_cosine(
    optimiser: Optimizer, steps: int, warmup: float, spent: Callable[[], float] = lambda: 0.0
) -> LambdaLR:
    """A linear warm-up over the share `warmup` of all steps, then a cosine down to a hundredth.

    The cosine follows the share of the steps that are done, or `spent`, that of the time, if it is more.
    """
    warm = max(1, round(warmup * steps))

    def rate(step: int) -> float:
        if step < warm:
            return (step + 1) / warm
        done = min(1.0, max((step - warm) / max(1, steps - warm), spent()))
        return LEAST_RATE + (1 - LEAST_RATE) * 0.5 * (1 + math.cos(math.pi * done))

    return LambdaLR(optimiser, rate)
