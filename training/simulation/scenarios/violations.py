# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Violations: pairs of one scene, possible and impossible, one scenario for each law."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from training.episodes.episode import Episode
from training.simulation.draw import Draw
from training.simulation.violations.kinds import KINDS
from training.simulation.violations.pairs import make_pair

VIOLATIONS: dict[str, Callable[[Draw], Iterator[Episode]]] = {
    f"violated_{name}": partial(make_pair, name=name) for name in KINDS
}
