# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The contract of an expert: one class, hosted by a node, a container or the synchronous loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, runtime_checkable

from sgw_ros.core.config import setting
from sgw_ros.core.graph import Proposal
from sgw_ros.core.types import Detections, FlowResult, Frame, Objects, PhysicsResult, RiskResult

Result = Detections | FlowResult | Objects | PhysicsResult | RiskResult
"""What an expert answers; each carries the `stamp_ns` of the frame it judged."""

ResultT_co = TypeVar("ResultT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Upstream:
    """Results of other experts, joined by image stamp.

    A result may be older than the frame: its own `stamp_ns` tells. Then its expert either skipped
    this frame on purpose (throttled), or did not answer in time and is named in `stale`.
    """

    flow: FlowResult | None = None
    visual: Detections | None = None
    memory: Objects | None = None
    physics: PhysicsResult | None = None
    stale: tuple[str, ...] = ()


class Expert(Protocol[ResultT_co]):
    """Turns a frame and upstream results into one result; keeps its own state between frames."""

    @property
    def name(self) -> str:
        """The expert's name in topics, parameters and traces."""
        ...

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the experts whose results are joined, fields of `Upstream`."""
        ...

    def step(self, frame: Frame, upstream: Upstream) -> ResultT_co:
        """Judge one frame. Frames come in order of their stamps, some may be left out."""
        ...

    def propose(self, result: Any) -> Proposal | None:
        """Say what this result changes in the workspace, or None for nothing."""
        ...

    def reset(self) -> None:
        """Forget everything; the next frame is the first one."""
        ...


@runtime_checkable
class LooksAhead(Protocol):
    """An expert part of whose work rests on frames alone, and may be done before their turn."""

    def prepare(self, before: Frame, frame: Frame) -> None:
        """Do now what `step` will want for a frame, should the one judged before it be `before`.

        Called in another thread, while `step` judges earlier frames; `step` says the same without it.

        Raises:
            FrameError: when the frame cannot be judged; `step` will raise it, too.
        """
        ...


@dataclass(frozen=True)
class ExpertConfig:
    """What every expert can be told; its own configuration extends this one."""

    enabled: bool = setting(True, "Whether the expert runs at all")
    rate_hz: float = setting(
        0.0, "Runs at most this often; 0 is every frame", unit="Hz", minimum=0.0, maximum=1e3
    )
    model: str = setting("", "Path or name under models/ of the model; empty is the built-in baseline")
    device: str = setting("auto", "Where a model runs", choices=("auto", "cpu", "cuda", "tensorrt"))
    timeout_s: float = setting(
        0.1, "How long to wait for upstream experts", unit="s", minimum=1e-3, maximum=60.0
    )

    def check(self) -> None:
        """See that settings go together, each of which is right by itself.

        Raises:
            ConfigError: naming those that do not.
        """
