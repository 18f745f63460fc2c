# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The supervisor: one look at every frame, out of which come routes, settlements and traces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sgw_ros.core.stamps import StampOrder, StampStep
from sgw_ros.core.types import (
    DecisionTrace,
    Detections,
    ExpertRoute,
    Objects,
    PhysicsResult,
    Risk,
    RiskResult,
    RoutingDecision,
    Telemetry,
)
from sgw_ros.supervisor.authority import Settlement, judge
from sgw_ros.supervisor.config import SupervisorConfig
from sgw_ros.supervisor.routing import Router
from sgw_ros.supervisor.scene import Scene
from sgw_ros.supervisor.throttling import Throttle
from sgw_ros.supervisor.trace import Tracer
from sgw_ros.workspace.commit import Pending
from sgw_ros.workspace.graph import Snapshot

EVERY_FRAME = tuple(ExpertRoute(name, True, 0.0) for name in ("flow", "visual", "memory", "physics", "risk"))
"""The routes while something moves, unless the user set others."""


@dataclass(frozen=True, slots=True, eq=False)
class SupervisorOutput:
    """What the supervisor wants after a frame; `routing` only when it changed."""

    routing: RoutingDecision | None = None
    traces: tuple[DecisionTrace, ...] = ()
    settlements: tuple[Settlement, ...] = ()


class Supervisor:
    """Pure: no clock, no threads; the same frames give the same decisions.

    Args:
        config: thresholds.
        awake: every expert's route as the user configured it; calm rates only lower these.
    """

    def __init__(
        self, config: SupervisorConfig | None = None, awake: Sequence[ExpertRoute] = EVERY_FRAME
    ) -> None:
        self.config = config or SupervisorConfig()
        self._awake = tuple(awake)
        self._order = StampOrder()
        self.reset()

    def reset(self) -> None:
        """Forget everything; the next frame is the first one."""
        self._throttle = Throttle(self.config)
        self._router = Router(self.config, self._awake)
        self._tracer = Tracer(self.config)
        self._scene = Scene(0, 1.0)

    @property
    def calm(self) -> bool:
        """Whether the experts are slowed down."""
        return self._throttle.calm

    def observe(
        self,
        stamp_ns: int,
        activity: float,
        *,
        visual: Detections | None = None,
        memory: Objects | None = None,
        physics: PhysicsResult | None = None,
        risk: RiskResult | None = None,
        telemetry: Sequence[Telemetry] = (),
        pending: Sequence[Pending] = (),
        head: Snapshot | None = None,
    ) -> SupervisorOutput:
        """Judge one frame, after its experts. A frame from before the last ones is the first of a new pass.

        Args:
            stamp_ns: the frame's stamp.
            activity: share of the picture that changed, 0-1.
            visual: the detections in it; like the other results, None where the expert did not run.
            memory: the tracks.
            physics: predictions, contacts and violations.
            risk: the assessment and advice.
            telemetry: what the experts spent on it.
            pending: proposals that wait in the workspace.
            head: the workspace (or a mirror of it) as it is now.
        """
        if self._order.step(stamp_ns) is StampStep.RESTART:
            self.reset()
        last = self._scene
        scene = Scene(
            stamp_ns,
            activity,
            visual or last.visual,
            memory or last.memory,
            physics or last.physics,
            risk,
            tuple(telemetry),
            head.version if head else 0,
        )
        self._scene = scene
        self._throttle.update(stamp_ns, activity, self._is_urgent(scene))
        settlements = tuple(judge(waiting, scene, head, self.config) for waiting in pending)
        routing = self._router.decide(scene, self._throttle)
        traces = self._tracer.traces(scene, settlements, routing.rationale if routing else "")
        return SupervisorOutput(routing, traces, settlements)

    def _is_urgent(self, scene: Scene) -> bool:
        """Whether something other than motion in the picture keeps everybody awake."""
        high = scene.risk is not None and scene.risk.assessment.risk == Risk.HIGH
        return high or scene.moves(self.config) or bool(scene.imminent_contacts(self.config))
