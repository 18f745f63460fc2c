# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Every scenario by name: a function that makes one episode, or both halves of a pair, of a draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from training.episodes.episode import Episode
from training.simulation.draw import Draw

SCENARIOS: dict[str, Callable[[Draw], Iterator[Episode]]] = {}
