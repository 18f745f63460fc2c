# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Every scenario by name: a function that makes one episode, or both halves of a pair, of a draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from training.episodes.episode import Episode
from training.simulation.draw import Draw
from training.simulation.scenarios import (
    collide,
    contain,
    demo,
    dominoes,
    drop,
    link,
    roll,
    rover,
    stereo,
    support,
    tracking,
)
from training.simulation.scenarios.violations import VIOLATIONS

SCENARIOS: dict[str, Callable[[Draw], Iterator[Episode]]] = {
    "dominoes": dominoes.make,
    "support": support.make,
    "collide": collide.make,
    "contain": contain.make,
    "drop": drop.make,
    "link": link.make,
    "roll": roll.make,
    "crossings": tracking.crossings,
    "occlusions": tracking.occlusions,
    "lookalikes": tracking.lookalikes,
    "traffic": tracking.traffic,
    "moving_camera": tracking.moving_camera,
    "rover": rover.make,
    "demo": demo.make,
    "stereo": stereo.make,
    **VIOLATIONS,
}
