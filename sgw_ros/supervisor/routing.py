# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The routing decision: who runs, and which regions deserve a look in 3D. Published when it changes."""

from __future__ import annotations

from collections.abc import Sequence

from sgw_ros.core.types import ROBOT_ID, ExpertRoute, RoutingDecision, Track
from sgw_ros.supervisor.config import SupervisorConfig
from sgw_ros.supervisor.scene import Scene
from sgw_ros.supervisor.throttling import Throttle

WEAK_RANGES = frozenset({"assumed", "ground"})
"""Range sources that a reconstruction would improve."""


class Router:
    """Remembers what holds, and speaks only when something else shall hold."""

    def __init__(self, config: SupervisorConfig, awake: Sequence[ExpertRoute]) -> None:
        self._config = config
        self._awake = tuple(awake)
        self._last: tuple[ExpertRoute, ...] | None = None
        self._looked_ns: dict[int, int] = {}

    def decide(self, scene: Scene, throttle: Throttle) -> RoutingDecision | None:
        """The new decision, or None while the last one holds."""
        routes = throttle.routes(self._awake)
        ambiguous = self._ambiguous(scene)
        if routes == self._last and not ambiguous:
            return None
        reasons = [] if routes == self._last else [_rationale(scene, throttle, first=self._last is None)]
        reasons += [f"object {t.id}: {reason}" for t, reason in ambiguous]
        self._last = routes
        return RoutingDecision(scene.stamp_ns, routes, tuple(t.box for t, _ in ambiguous), "; ".join(reasons))

    def _ambiguous(self, scene: Scene) -> list[tuple[Track, str]]:
        """Objects whose place in space matters now and is not known well; each once in a while."""
        found = []
        for object_id, reason in self._candidates(scene):
            track = scene.track(object_id)
            if track is None or not track.visible or track.range_source not in WEAK_RANGES:
                continue
            looked_ns = self._looked_ns.get(object_id)
            if looked_ns is not None and 0 <= scene.stamp_ns - looked_ns < self._config.region_pause_s * 1e9:
                continue
            self._looked_ns[object_id] = scene.stamp_ns
            found.append((track, reason))
        return found

    def _candidates(self, scene: Scene) -> list[tuple[int, str]]:
        if scene.physics is None or scene.physics.stamp_ns != scene.stamp_ns:
            return []
        near = {
            i: "a contact is near and its distance is not measured"
            for c in scene.imminent_contacts(self._config)
            for i in (c.first_id, c.second_id)
            if i > ROBOT_ID
        }
        odd = {
            v.object_id: "it moves against physics and its distance is not measured"
            for v in scene.physics.violations
            if v.score >= self._config.violation_score
        }
        return sorted({**odd, **near}.items())


def _rationale(scene: Scene, throttle: Throttle, first: bool) -> str:
    if throttle.calm:
        return "nothing has moved for a while: experts slow down"
    if first:
        return "start: every expert at its own rate"
    return f"{scene.activity:.1%} of the picture moves: every expert at its own rate"
