# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which collisions are imminent: those that are too late to wait for another opinion about.

What touches later than the robot can stand may be judged once more: people give way, a robot turns. What
touches before that, if all go on as they do, can no longer be avoided by braking from the next decision on.
"""

from __future__ import annotations

from collections.abc import Iterable

from sgw_ros.experts.risk.threat import Threat

REACTION_S = 0.2
"""Until the next decision, and from there until the brakes bite: a tenth of a second for each."""


def time_to_rest_s(speed: float, braking: float) -> float:
    """How long a robot of a speed m/s rolls on that brakes by `braking` m/s^2 from the next decision on."""
    return REACTION_S + abs(speed) / braking


def is_imminent(threats: Iterable[Threat], speed: float, braking: float) -> bool:
    """Whether one of the threats touches the robot before it could stand; what touches it already does."""
    rest_s = time_to_rest_s(speed, braking)
    return any(threat.contact_s < rest_s for threat in threats)
