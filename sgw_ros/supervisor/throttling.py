# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Who runs how often: all at full rate while something moves, slowly once the scene has settled."""

from __future__ import annotations

from collections.abc import Iterable

from sgw_ros.core.types import ExpertRoute
from sgw_ros.supervisor.config import SupervisorConfig

NEVER_THROTTLED = "risk"
"""One risk per frame is what the robot lives by."""


class Throttle:
    """Calm or awake, with hysteresis: awake at the first frame that moves, calm after a settling time."""

    def __init__(self, config: SupervisorConfig) -> None:
        self._config = config
        self._still_since_ns: int | None = None
        self.calm = False

    def update(self, stamp_ns: int, activity: float, urgent: bool) -> None:
        """Note one frame: the share of its picture that changed, and whether something keeps all awake."""
        config = self._config
        restless = urgent or not config.throttle or activity >= config.wake_activity
        if restless:
            self.calm = False
        if restless or activity >= config.calm_activity:
            # Between the two thresholds a calm scene stays calm, but no scene begins to settle.
            self._still_since_ns = None
            return
        if self._still_since_ns is None or stamp_ns < self._still_since_ns:
            self._still_since_ns = stamp_ns
        if stamp_ns - self._still_since_ns >= config.settle_s * 1e9:
            self.calm = True

    def routes(self, awake: Iterable[ExpertRoute]) -> tuple[ExpertRoute, ...]:
        """The routes that hold now; a calm rate never raises what the user set."""
        return tuple(self._calmed(route) for route in awake) if self.calm else tuple(awake)

    def _calmed(self, route: ExpertRoute) -> ExpertRoute:
        rate_hz: float = getattr(self._config, f"calm_{route.expert}_hz", 0.0)
        if route.expert == NEVER_THROTTLED or rate_hz <= 0 or 0 < route.rate_hz <= rate_hz:
            return route
        return ExpertRoute(route.expert, route.enabled, rate_hz)
