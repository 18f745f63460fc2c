# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The ranges that scenes are drawn from, read from YAML: one set for train, val and test, another for ood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from sgw_ros.core.errors import ConfigError

RANGES_YAML = Path(__file__).with_name("ranges.yaml")
SPLITS = {"train": "train", "val": "train", "test": "train", "ood": "ood"}
"""Which set of ranges serves which split."""
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


CHOICES = ("shapes", "boards")
UPPER_BOUNDS = {"restitution": 0.95, "aspect": 1.0, "size_m": 1.0, "push_mps": 4.0, "count": 12}
"""Beyond these the truth figures are not checked, or the names lose their sense."""


def load_ranges(split: str, path: Path = RANGES_YAML) -> Ranges:
    """The ranges of a split.

    Raises:
        ConfigError: no such split or file, an unknown or missing key, a range upside down or beyond bounds.
    """
    if split not in SPLITS:
        raise ConfigError(f"unknown split {split!r}; known are {', '.join(SPLITS)}")
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is no YAML: {error}") from None
    sections = set(SPLITS.values())
    if not isinstance(document, dict) or set(document) != sections:
        raise ConfigError(f"{path}: needs exactly the sections {', '.join(sorted(sections))}")
    name = SPLITS[split]
    return _ranges(f"{path}: {name}", document[name])


def _ranges(where: str, section: Any) -> Ranges:
    known = [item.name for item in fields(Ranges)]
    if not isinstance(section, Mapping):
        raise ConfigError(f"{where}: needs keys {', '.join(known)}")
    for key in section:
        if key not in known:
            raise ConfigError(f"{where}: unknown key {key!r}; known are {', '.join(known)}")
    for key in known:
        if key not in section:
            raise ConfigError(f"{where}: {key} is missing")
    made = {
        key: (_choice if key in CHOICES else _interval)(f"{where}.{key}", key, section[key]) for key in known
    }
    return Ranges(**made)


def _choice(where: str, _key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ConfigError(f"{where}: needs a list of shapes")
    for name in value:
        if name not in FAMILIES:
            raise ConfigError(f"{where}: unknown shape {name!r}; known are {', '.join(FAMILIES)}")
    return tuple(value)


def _interval(where: str, key: str, value: Any) -> Interval:
    numbers = isinstance(value, list) and all(type(item) in (int, float) for item in value)
    if not numbers or len(value) != 2:
        raise ConfigError(f"{where}: needs [low, high], found {value!r}")
    low, high = value
    if not low <= high:
        raise ConfigError(f"{where}: is upside down, {low} is above {high}")
    limit = UPPER_BOUNDS.get(key, float("inf"))
    if low < 0 or high > limit:
        raise ConfigError(f"{where}: must lie within 0 and {limit}, found {value!r}")
    return Interval(low, high)
