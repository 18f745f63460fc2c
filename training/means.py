# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The mean of the weights that a run had at several moments: late ones lie about a better point than any one.

Source: Izmailov et al. 2018, "Averaging Weights Leads to Wider Optima and Better Generalization".
"""

from __future__ import annotations

from collections.abc import Iterable

from torch import Tensor


def mean_of(states: Iterable[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of states of one network; what is the same in all of them stays so to the last bit.

    The first one is taken for it. What is counted, not weighed, is the last one's.
    """
    rest = iter(states)
    mean = next(rest)
    for number, state in enumerate(rest, start=2):
        for name, value in state.items():
            if value.is_floating_point():
                mean[name].lerp_(value.to(mean[name]), 1.0 / number)
            else:
                mean[name].copy_(value)
    return mean
