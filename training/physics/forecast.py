# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What every forecaster says, learned or not, so that all are scored alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from training.episodes.trajectory import Trajectory

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Forecast:
    """What N rows will do at F times; world frame.

    Attributes:
        position: [F, N, 3] m.
        velocity: [F, N, 3] m/s.
        touch: gives [N, N], the probability that two rows touch until the last of the times; symmetric.
            Called only where it is wanted, for it can cost more than all the rest.
        position_sd: [F, N, 3] m, None where the forecaster knows no uncertainty.
        orientation: [F, N, 4] unit quaternion, wxyz; None: turned as it was seen last.
        steps: how many steps it took to get there; 1 where there is a formula.
    """

    position: Floats
    velocity: Floats
    touch: Callable[[], Floats]
    position_sd: Floats | None = None
    orientation: Floats | None = None
    steps: int = 1


class Forecaster(Protocol):
    """Forecasts scenes; `observed` ends at the present, see `observe`."""

    def forecast(self, observed: Trajectory, times_s: Floats) -> Forecast:
        """What happens at `times_s` [F] after the last observed frame, ascending."""
        ...
