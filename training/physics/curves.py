# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How well a score tells two kinds of episodes apart."""

from __future__ import annotations

from collections.abc import Sequence

from scipy.stats import rankdata


def area_under_roc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Probability that a positive scores above a negative, ties half; None without one of the two.

    Source: Mann and Whitney 1947 (the U statistic over its greatest value).
    """
    if not positive or not negative:
        return None
    ranks = rankdata([*positive, *negative])[: len(positive)]
    wins = ranks.sum() - len(positive) * (len(positive) + 1) / 2
    return round(float(wins / (len(positive) * len(negative))), 4)
