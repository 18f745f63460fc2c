# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether a track can still be seen: misses weighed by how reliably each detector has found it."""

from __future__ import annotations

from collections.abc import Iterable

FIRST_RATE = 0.6
"""Hit rate granted to a detector that has found a thing once."""
LEARNING = 0.15
LOWEST_RATE, HIGHEST_RATE = 0.05, 0.97
UNSEEN = 0.1
"""Below this probability of missing it by chance, a track counts as out of sight."""


class Presence:
    """Hit rates per detector and the probability that all misses since the last hit were chance.

    A detector that finds the thing in every frame makes one miss mean much; one that finds it now
    and then makes a miss mean little; one that never found it, or did not look, means nothing.
    `judged_ns` is when a detector that knows the thing last looked, whether it found it or not.
    """

    def __init__(self) -> None:
        self.judged_ns = -1
        self._rates: dict[str, float] = {}
        self._chance = 1.0

    @property
    def visible(self) -> bool:
        """Whether it is still plausible that the thing is in sight."""
        return self._chance >= UNSEEN

    def hit(self, detector: str, stamp_ns: int) -> None:
        """Note that `detector` found the thing."""
        self.judged_ns = stamp_ns
        rate = self._rates.get(detector)
        self._rates[detector] = FIRST_RATE if rate is None else rate + LEARNING * (HIGHEST_RATE - rate)
        self._chance = 1.0

    def miss(self, looked: Iterable[str], stamp_ns: int) -> None:
        """Note that the detectors that looked did not find it."""
        for detector in looked:
            rate = self._rates.get(detector)
            if rate is None:
                continue
            self.judged_ns = stamp_ns
            self._chance *= 1.0 - rate
            if self.visible:
                self._rates[detector] = rate + LEARNING * (LOWEST_RATE - rate)
