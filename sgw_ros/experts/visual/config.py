# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of the visual expert."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_ros.core.config import setting
from sgw_ros.core.errors import ConfigError
from sgw_ros.experts.base import ExpertConfig
from sgw_ros.experts.risk.config import SHIPPED


@dataclass(frozen=True)
class VisualConfig(ExpertConfig):
    """What the visual expert can be told."""

    detector: str = setting(
        "auto",
        "auto is motion and person, or yolo when a model is given",
        choices=("auto", "motion", "person", "yolo"),
        read_only=True,
    )
    encoder: str = setting(
        SHIPPED,
        "Path or name under models/ of the risk model whose encoder makes the features; empty is none",
        read_only=True,
    )
    smallest_share: float = setting(
        0.002, "Smallest box of the motion detector, as a share of the picture", minimum=1e-5, maximum=1.0
    )
    score_threshold: float = setting(
        0.35, "Boxes of a model count from this score on", minimum=0.0, maximum=1.0
    )
    person_rate_hz: float = setting(
        3.0, "The person detector runs at most this often", unit="Hz", minimum=0.1, maximum=60.0
    )
    absorb_after_s: float = setting(
        60.0, "What rests for so long becomes part of the scene", unit="s", minimum=1.0, maximum=1e5
    )

    @property
    def detectors(self) -> tuple[str, ...]:
        """The detectors that these settings ask for.

        Raises:
            ConfigError: when detector and model do not go together.
        """
        if self.detector == "yolo" and not self.model:
            raise ConfigError(
                "detector 'yolo' needs a model: set 'model' to an ONNX file of the YOLOv8 family"
            )
        if self.detector in ("motion", "person") and self.model:
            raise ConfigError(
                f"detector '{self.detector}' takes no model; unset 'model' or set detector to yolo"
            )
        if self.detector == "auto":
            return ("yolo",) if self.model else ("motion", "person")
        return (self.detector,)

    def check(self) -> None:
        """Detector and model go together."""
        _ = self.detectors
