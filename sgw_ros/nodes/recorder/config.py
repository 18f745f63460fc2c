# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where and what to record."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_ros.core.config import setting
from sgw_ros.experts.registry import EXPERTS


@dataclass(frozen=True)
class RecorderConfig:
    """Where and what to record."""

    out: str = setting("out", "Folder for bag, report and summary", read_only=True)
    input: str = setting("", "What is played, for the report", read_only=True)
    mode: str = setting("composed", "How the graph runs, for the report", read_only=True)
    rate: float = setting(
        1.0, "Playing speed of the input, to measure latency against", minimum=0.0, read_only=True
    )
    record_images: bool = setting(True, "Keep pictures in bag and report", read_only=True)
    last_expert: str = setting(
        "risk",
        "Whose answers are counted: the last enabled expert in the order of judgement; empty: nobody's",
        choices=("", *EXPERTS),
        read_only=True,
    )
