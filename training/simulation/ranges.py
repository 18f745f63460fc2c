# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The ranges that scenes are drawn from, read from YAML: one set for train, val and test, another for ood."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from sgw_ros.core.errors import ConfigError

RangesT = TypeVar("RangesT")

RANGES_YAML = Path(__file__).with_name("ranges.yaml")
SPLITS = {"train": "train", "val": "train", "test": "train", "ood": "ood"}
"""Which set of ranges serves which split."""
WORLD = "world"
"""A section that may stand beside those: conditions that hold in all of them."""
FAMILIES = ("sphere", "box", "cylinder", "capsule", "ellipsoid", "hull", "wedge", "prism")


@dataclass(frozen=True)
class Interval:
    """Closed, low <= high."""

    low: float
    high: float

    def meets(self, other: Interval) -> bool:
        """Whether any number lies in both."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True)
class Ranges:
    """What one split draws from; `ranges.yaml` says what each entry is for."""

    shapes: tuple[str, ...]
    boards: tuple[str, ...]
    count: Interval
    size_m: Interval
    aspect: Interval
    density_kg_m3: Interval
    friction: Interval
    rolling_friction_m: Interval
    spinning_friction_m: Interval
    restitution: Interval
    push_mps: Interval


BOARDS_AND_SHAPES = ("shapes", "boards")
UPPER_BOUNDS = {"restitution": 0.95, "aspect": 1.0, "size_m": 1.0, "push_mps": 4.0, "count": 12}
"""Beyond these the truth figures are not checked, or the names lose their sense."""


BY_DECADES = ("density_kg_m3", "friction", "rolling_friction_m", "spinning_friction_m", "size_m")
"""Drawn by their logarithm, or divided by: they begin above 0."""


def load_ranges(split: str, path: Path = RANGES_YAML) -> Ranges:
    """The ranges of a split; raises as `load_split`, and ConfigError where one must begin above 0."""
    choices = dict.fromkeys(BOARDS_AND_SHAPES, FAMILIES)
    ranges = load_split(Ranges, split, path, choices, UPPER_BOUNDS, (WORLD,))
    for name in BY_DECADES:
        if getattr(ranges, name).low <= 0:
            raise ConfigError(f"{path}: {SPLITS[split]}.{name}: must begin above 0, however little")
    return ranges


def load_split(
    kind: type[RangesT],
    split: str,
    path: Path,
    choices: Mapping[str, Collection[str]],
    upper_bounds: Mapping[str, float],
    beside: Collection[str] = (),
) -> RangesT:
    """A dataclass of tuples of names and of intervals, from the section of a YAML file that serves a split.

    Args:
        kind: the dataclass; its fields are the keys of the section.
        split: one of SPLITS.
        path: of the file.
        choices: key to the names that its list may hold; all other keys are intervals within 0 and a bound.
        upper_bounds: key to that bound, where there is one.
        beside: sections that the file may have besides those of the splits.

    Raises:
        ConfigError: no such split or file, an unknown or missing key, a range upside down or beyond bounds.
    """
    if split not in SPLITS:
        raise ConfigError(f"unknown split {split!r}; known are {', '.join(SPLITS)}")
    section, where = read_ranges_yaml(path, beside)[SPLITS[split]], f"{path}: {SPLITS[split]}"
    known = [item.name for item in fields(kind)]  # type: ignore[arg-type]
    if not isinstance(section, Mapping):
        raise ConfigError(f"{where}: needs keys {', '.join(known)}")
    for key in section:
        if key not in known:
            raise ConfigError(f"{where}: unknown key {key!r}; known are {', '.join(known)}")
    for key in known:
        if key not in section:
            raise ConfigError(f"{where}: {key} is missing")
    made: dict[str, Any] = {}
    for key in known:
        place, value = f"{where}.{key}", section[key]
        if key in choices:
            made[key] = _choice(place, choices[key], value)
        else:
            made[key] = _interval(place, upper_bounds.get(key, float("inf")), value)
    return kind(**made)


@lru_cache(maxsize=8)
def _parsed(text: str) -> Any:
    """Parsing costs more than drawing a scene, and every draw asks for the same text."""
    return yaml.safe_load(text)


def read_ranges_yaml(path: Path, beside: Collection[str] = ()) -> Mapping[str, Any]:
    """The sections of a file of ranges, unchecked.

    Raises:
        ConfigError: it cannot be read, or has not just those of the splits and maybe some `beside` them.
    """
    try:
        document = _parsed(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is no YAML: {error}") from None
    sections = set(SPLITS.values())
    if not isinstance(document, dict) or set(document) - set(beside) != sections:
        raise ConfigError(f"{path}: needs exactly the sections {', '.join(sorted(sections))}")
    return document


def _choice(where: str, names: Collection[str], value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ConfigError(f"{where}: needs a list of names")
    for name in value:
        if name not in names:
            raise ConfigError(f"{where}: unknown name {name!r}; known are {', '.join(names)}")
    return tuple(value)


def _interval(where: str, limit: float, value: Any) -> Interval:
    numbers = isinstance(value, list) and all(type(item) in (int, float) for item in value)
    if not numbers or len(value) != 2:
        raise ConfigError(f"{where}: needs [low, high], found {value!r}")
    low, high = value
    if not low <= high:
        raise ConfigError(f"{where}: is upside down, {low} is above {high}")
    if low < 0 or high > limit:
        raise ConfigError(f"{where}: must lie within 0 and {limit}, found {value!r}")
    return Interval(low, high)
