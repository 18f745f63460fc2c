# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How one scene looks: surfaces, lights, lens and sensor, drawn from the ranges of a split."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.simulation.patterns import PATTERNS, Colours, Picture
from training.simulation.ranges import Interval, load_split

LOOKS_YAML = Path(__file__).with_name("looks.yaml")
BOUNDS = {
    "hue": 1.0,
    "saturation": 1.0,
    "value": 1.0,
    "lights": 4,
    "barrel": 0.3,
    "exposure_drift": 0.5,
    "shutter": 1.0,
}
EXPOSURE_CYCLE_S = 3.0
FADED = 0.45
"""Floors and skies are less colourful than things."""


@dataclass(frozen=True)
class LookRanges:
    """What a split's looks are drawn from; `looks.yaml` says what each entry is for."""

    patterns: tuple[str, ...]
    floors: tuple[str, ...]
    hue: Interval
    saturation: Interval
    value: Interval
    lights: Interval
    light_strength: Interval
    ambient: Interval
    barrel: Interval
    poisson_electrons: Interval
    gaussian_levels: Interval
    exposure_drift: Interval
    shutter: Interval


@dataclass(frozen=True, eq=False)
class Surface:
    """A picture and how often it repeats per metre."""

    picture: Picture
    per_metre: float


@dataclass(frozen=True)
class Light:
    """A lamp at `position` m that shines towards `direction`, strength 0-1."""

    position: tuple[float, float, float]
    direction: tuple[float, float, float]
    strength: float


@dataclass(frozen=True, eq=False)
class Look:
    """Everything about a scene that only cameras notice.

    Attributes:
        floor: of planes.
        surfaces: of the other parts, by name; a part that is not here keeps its plain colour.
        sky: picture of the background.
        lights: lamps.
        ambient: light from everywhere, 0-1.
        k1: radial lens distortion.
        electrons: of a white pixel, for photon noise.
        read_noise: grey levels of 255.
        exposure_drift, exposure_phase: the exposure at t s is 1 + drift sin(2 pi t / cycle + phase).
        shutter: share of a frame's time that it is open.
    """

    floor: Surface
    surfaces: dict[str, Surface]
    sky: Picture
    lights: tuple[Light, ...]
    ambient: float
    k1: float
    electrons: float
    read_noise: float
    exposure_drift: float
    exposure_phase: float
    shutter: float = 0.0

    def exposure(self, time_s: float) -> float:
        """Factor on the brightness at a time."""
        angle = 2 * np.pi * time_s / EXPOSURE_CYCLE_S + self.exposure_phase
        return float(1.0 + self.exposure_drift * np.sin(angle))


def load_looks(split: str, path: Path = LOOKS_YAML) -> LookRanges:
    """The look ranges of a split; raises as `load_split`."""
    return load_split(LookRanges, split, path, dict.fromkeys(("patterns", "floors"), PATTERNS), BOUNDS)


def draw_look(rng: np.random.Generator, ranges: LookRanges, parts: Sequence[str]) -> Look:
    """A look for a scene; `parts` are those that get a patterned surface."""

    def uniform(interval: Interval) -> float:
        return float(rng.uniform(interval.low, interval.high))

    lights = rng.integers(int(ranges.lights.low), int(ranges.lights.high) + 1)
    return Look(
        floor=Surface(_picture(rng, ranges, ranges.floors, FADED), float(rng.uniform(0.4, 0.9))),
        surfaces={
            name: Surface(_picture(rng, ranges, ranges.patterns), float(rng.uniform(2, 5))) for name in parts
        },
        sky=_picture(rng, ranges, ranges.patterns, FADED),
        lights=tuple(_light(rng, uniform(ranges.light_strength) / lights) for _ in range(lights)),
        ambient=uniform(ranges.ambient),
        k1=-uniform(ranges.barrel),
        electrons=uniform(ranges.poisson_electrons),
        read_noise=uniform(ranges.gaussian_levels),
        exposure_drift=uniform(ranges.exposure_drift),
        exposure_phase=float(rng.uniform(0, 2 * np.pi)),
        shutter=uniform(ranges.shutter),
    )


def _picture(
    rng: np.random.Generator, ranges: LookRanges, patterns: Sequence[str], colourful: float = 1.0
) -> Picture:
    name = patterns[int(rng.integers(len(patterns)))]
    return PATTERNS[name](rng, _colours(rng, ranges, colourful))


def _colours(rng: np.random.Generator, ranges: LookRanges, colourful: float) -> Colours:
    hsv = [[rng.uniform(i.low, i.high) for i in (ranges.hue, ranges.saturation, ranges.value)] for _ in "ab"]
    return np.array([colorsys.hsv_to_rgb(hue, colourful * sat, value) for hue, sat, value in hsv])


def _light(rng: np.random.Generator, strength: float) -> Light:
    angle, height = rng.uniform(0, 2 * np.pi), rng.uniform(2.5, 5.0)
    radius = rng.uniform(0.5, 2.5)
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    return Light((x, y, height), (-x / height, -y / height, -1.0), strength)
