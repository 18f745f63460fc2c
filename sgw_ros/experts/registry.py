# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which experts there are, in the order in which they judge a frame.

Only settings are imported here: an expert's own code waits until it is built, so that who just asks
for names, inputs and parameters does not load what the experts compute with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sgw_ros.core.errors import ConfigError
from sgw_ros.experts.base import Expert, ExpertConfig
from sgw_ros.experts.flow.config import FlowConfig
from sgw_ros.experts.memory.config import MemoryConfig
from sgw_ros.experts.physics.config import PhysicsConfig
from sgw_ros.experts.risk.config import RiskConfig
from sgw_ros.experts.visual.config import VisualConfig


@dataclass(frozen=True, slots=True)
class ExpertSpec:
    """An expert's name, its configuration type, how it is built, and whose results it joins."""

    name: str
    config_type: type[ExpertConfig]
    build: Callable[[Any], Expert[Any]]
    inputs: tuple[str, ...]


def _flow(config: FlowConfig) -> Expert[Any]:
    from sgw_ros.experts.flow.expert import FlowExpert

    return FlowExpert(config)


def _visual(config: VisualConfig) -> Expert[Any]:
    from sgw_ros.experts.visual.expert import VisualExpert

    return VisualExpert(config)


def _memory(config: MemoryConfig) -> Expert[Any]:
    from sgw_ros.experts.memory.expert import MemoryExpert

    return MemoryExpert(config)


def _physics(config: PhysicsConfig) -> Expert[Any]:
    from sgw_ros.experts.physics.expert import PhysicsExpert

    return PhysicsExpert(config)


def _risk(config: RiskConfig) -> Expert[Any]:
    from sgw_ros.experts.risk.expert import RiskExpert

    return RiskExpert(config)


def _without_model(build: Callable[[Any], Expert[Any]]) -> Callable[[Any], Expert[Any]]:
    """The builder of an expert that has no models to load yet: naming one is refused, not ignored."""

    def checked(config: ExpertConfig) -> Expert[Any]:
        if config.model:
            raise ConfigError(f"'model' is '{config.model}', but this expert loads none yet: leave it empty")
        return build(config)

    return checked


EXPERTS: dict[str, ExpertSpec] = {
    "flow": ExpertSpec("flow", FlowConfig, _without_model(_flow), ()),
    "visual": ExpertSpec("visual", VisualConfig, _visual, ("flow",)),
    "memory": ExpertSpec("memory", MemoryConfig, _without_model(_memory), ("flow", "visual")),
    "physics": ExpertSpec("physics", PhysicsConfig, _physics, ("memory",)),
    "risk": ExpertSpec("risk", RiskConfig, _risk, ("flow", "visual", "memory", "physics")),
}
"""Every expert by name; each one stands after those it listens to."""
