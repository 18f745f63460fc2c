# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""All that speaks against an episode, in nats, by what kind of evidence it is."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from training.physics.forecast import Forecaster
from training.physics.violations.absence import out_of_nowhere
from training.physics.violations.carrying import carry
from training.physics.violations.likelihood import likelihood
from training.physics.violations.mechanics import Mechanics
from training.physics.violations.record import Record


@dataclass(frozen=True)
class Evidence:
    """Nats; 0: nothing speaks against it.

    Attributes:
        likelihood: seen moment after moment elsewhere than foretold.
        returned: came back elsewhere than foretold.
        met: the same, but should have met another one while it was hidden.
        missing: should show and does not.
        appeared: came from nowhere.
        flight, slide, impact, overlap, gained: as in `Mechanics`.
    """

    likelihood: float = 0.0
    returned: float = 0.0
    met: float = 0.0
    missing: float = 0.0
    appeared: float = 0.0
    flight: float = 0.0
    slide: float = 0.0
    impact: float = 0.0
    overlap: float = 0.0
    gained: float = 0.0

    def record(self) -> dict[str, float]:
        """By name."""
        return asdict(self)


def gather(record: Record, known: Mechanics, forecaster: Forecaster) -> Evidence:
    """What a forecaster adds to what mechanics alone says of a record."""
    carried = carry(record, forecaster)
    return Evidence(
        likelihood=likelihood(carried, forecaster),
        returned=carried.returned,
        met=carried.met,
        missing=carried.missing,
        appeared=out_of_nowhere(carried.record, carried.known),
        **asdict(known),
    )
