# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of the flow expert."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_ros.core.config import setting
from sgw_ros.experts.base import ExpertConfig


@dataclass(frozen=True)
class FlowConfig(ExpertConfig):
    """What the flow expert can be told."""

    width: int = setting(
        320, "Width that pictures are reduced to for flow", unit="px", minimum=32, maximum=1920
    )
