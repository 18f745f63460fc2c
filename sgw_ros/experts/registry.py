# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which experts there are, in the order in which they judge a frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sgw_ros.core.errors import ConfigError
from sgw_ros.experts.base import Expert, ExpertConfig
from sgw_ros.experts.flow.expert import FlowConfig, FlowExpert
from sgw_ros.experts.memory.expert import MemoryConfig, MemoryExpert
from sgw_ros.experts.physics.expert import PhysicsConfig, PhysicsExpert
from sgw_ros.experts.risk.expert import RiskConfig, RiskExpert
from sgw_ros.experts.visual.expert import VisualConfig, VisualExpert


@dataclass(frozen=True, slots=True)
class ExpertSpec:
    """An expert's name, its configuration type, how it is built, and whose results it joins."""

    name: str
    config_type: type[ExpertConfig]
    build: Callable[[Any], Expert[Any]]
    inputs: tuple[str, ...]


def _without_model(build: Callable[[Any], Expert[Any]]) -> Callable[[Any], Expert[Any]]:
    """The builder of an expert that has no models to load yet: naming one is refused, not ignored."""

    def checked(config: ExpertConfig) -> Expert[Any]:
        if config.model:
            raise ConfigError(f"'model' is '{config.model}', but this expert loads none yet: leave it empty")
        return build(config)

    return checked


EXPERTS: dict[str, ExpertSpec] = {
    "flow": ExpertSpec("flow", FlowConfig, _without_model(FlowExpert), FlowExpert.inputs),
    "visual": ExpertSpec("visual", VisualConfig, VisualExpert, VisualExpert.inputs),
    "memory": ExpertSpec("memory", MemoryConfig, _without_model(MemoryExpert), MemoryExpert.inputs),
    "physics": ExpertSpec("physics", PhysicsConfig, _without_model(PhysicsExpert), PhysicsExpert.inputs),
    "risk": ExpertSpec("risk", RiskConfig, _without_model(RiskExpert), RiskExpert.inputs),
}
"""Every expert by name; each one stands after those it listens to."""
