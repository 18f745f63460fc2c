# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a scenario may use to make one episode; all its chance comes from here."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.simulation.conditions import USUAL, Conditions, load_conditions
from training.simulation.ranges import RANGES_YAML, Interval, Ranges, load_ranges

DURATION_S = 5.0
FRAME_RATE_HZ = 30


@dataclass(frozen=True)
class RenderSettings:
    """What is wanted of the cameras: size in px, whether dense flow is made too, and moments per picture.

    With `subframes` above 1 a picture is the mean of so many moments while the shutter is open: motion blur.
    """

    width_px: int = 256
    height_px: int = 256
    flow: bool = False
    subframes: int = 1


@dataclass(frozen=True)
class Draw:
    """One episode's share of chance.

    Attributes:
        scenario: its name.
        index: of the draw in its split; scenarios that make one episode a draw make `wanted` ones.
        seed: of the data set.
        split: train, val, test or ood.
        rng: seeded by all of the above, so an episode is the same whoever makes it, and when.
        ranges: of the split.
        render: None for state-only episodes.
        conditions: of the world that it happens in.
    """

    scenario: str
    index: int
    seed: int
    split: str
    rng: np.random.Generator
    ranges: Ranges
    render: RenderSettings | None = None
    conditions: Conditions = USUAL

    @property
    def wanted(self) -> bool:
        """Whether this episode must be one of what half of them are: hidden, or of high risk."""
        return self.index % 2 == 1

    def uniform(self, interval: Interval) -> float:
        """A number of an interval."""
        return float(self.rng.uniform(interval.low, interval.high))

    def log_uniform(self, interval: Interval) -> float:
        """A number of an interval, each decade as likely as the next; `low` must be above 0."""
        return float(np.exp(self.rng.uniform(np.log(interval.low), np.log(interval.high))))

    def integer(self, interval: Interval) -> int:
        """A whole number of an interval, both ends included."""
        return int(self.rng.integers(int(interval.low), int(interval.high) + 1))


def start_draw(
    scenario: str,
    index: int,
    seed: int = 0,
    split: str = "train",
    render: RenderSettings | None = None,
    ranges: Path = RANGES_YAML,
) -> Draw:
    """The draw of episode `index`: the same arguments give the same episode.

    Raises:
        ConfigError: the split is unknown or the ranges are wrong.
    """
    words = [seed, zlib.crc32(scenario.encode()), zlib.crc32(split.encode()), index]
    rng = np.random.default_rng(np.random.SeedSequence(words))
    drawn_from = load_ranges(split, ranges)
    return Draw(scenario, index, seed, split, rng, drawn_from, render, load_conditions(ranges))
