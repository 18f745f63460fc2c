# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is said about the risk in a video, moment by moment; there is no truth beside it.

A video brings no telemetry: the expert takes the rules' answer and says so. What its model would say is asked
for as a diagnostic, with the telemetry of a robot that stands level and still.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Risk
from sgw_ros.experts.risk.alarm import Thresholds
from sgw_ros.experts.risk.config import RULES
from sgw_ros.experts.risk.fusion import MODEL
from sgw_ros.experts.risk.picture import canonical
from sgw_ros.ingest.source import open_source
from sgw_ros.pipeline import Pipeline, configure
from training.risk.clips import Clip, windows
from training.risk.judging import ExportedJudge

AT_REST = (0.0, 0.0, 9.81, 0.0, 0.0, 0.0, 0.0, 0.0)
TILE_PX, TILES = 146, 8
Image = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Watched:
    """T moments of a video.

    Attributes:
        stamp_s: [T] s since the first frame.
        tiles: some frames with their stamps, for people.
        p_published: [T, 4] of risk, as the expert publishes it.
        risk: [T] the level it publishes.
        fallback: [T] whether the rules answer in the model's place.
        p_model: [T, 4] of the model for a robot at rest, NaN where its window is not full; None without one.
        familiar: [T] whether the model's pictures are like those it learned on.
        alarm: from when to when P(high) is an alarm of the model's.
    """

    stamp_s: NDArray[np.float64]
    tiles: list[tuple[float, Image]]
    p_published: NDArray[np.float64]
    risk: NDArray[np.int64]
    fallback: NDArray[np.bool_]
    p_model: NDArray[np.float64] | None
    familiar: NDArray[np.bool_]
    alarm: Thresholds


def watch(video: Path, model: str | None) -> Watched:
    """Run the loop over a video, and the model beside it; None asks for the rules alone.

    Raises:
        InputError: the video cannot be read.
        ModelError: the model cannot be read, or fails.
    """
    source = open_source(str(video))
    pipeline = Pipeline(configure({"risk": {"model": model or RULES}}))
    stamps, pictures, said = [], [], []
    frames: list[tuple[float, Image]] = []
    every_s = 0.0
    try:
        if source.info.rate_hz:
            every_s = source.info.total / source.info.rate_hz / TILES
        for output in pipeline.run(source):
            if output.risk is None:
                continue
            rgb = np.ascontiguousarray(output.frame.image[..., ::-1])
            stamps.append(output.frame.stamp_ns)
            said.append(output.risk.assessment)
            pictures.append(canonical(rgb))
            if (stamps[-1] - stamps[0]) / 1e9 >= len(frames) * every_s and len(frames) < TILES:
                frames.append(((stamps[-1] - stamps[0]) / 1e9, _tile(rgb)))
    finally:
        pipeline.close()
        source.close()
    judge = ExportedJudge(model) if model is not None else None
    stamps_ns = np.array(stamps, np.int64)
    p_model, familiar = _at_rest(judge, stamps_ns, np.stack(pictures)) if judge else (None, np.ones(0, bool))
    return Watched(
        stamp_s=(stamps_ns - stamps_ns[0]) / 1e9,
        tiles=frames,
        p_published=np.array([one.risk_probabilities for one in said], np.float64),
        risk=np.array([int(one.risk) for one in said], np.int64),
        fallback=np.array([MODEL in one.stale_inputs for one in said]),
        p_model=p_model,
        familiar=familiar,
        alarm=judge.alarm if judge else Thresholds(1.0, 1.0),
    )


def _at_rest(
    judge: ExportedJudge, stamps_ns: NDArray[np.int64], pictures: Image
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    count = len(stamps_ns)
    unknown = np.zeros(count, np.int64)
    telemetry = np.tile(np.array(AT_REST, np.float32), (count, 1))
    clip = Clip("video", stamps_ns, telemetry, unknown, unknown, unknown, pictures)
    looked, moments = windows(clip)
    said, known = judge.judge(judge.seen(clip), looked, moments)
    p_model, familiar = np.full((count, len(Risk)), np.nan), np.zeros(count, bool)
    p_model[moments], familiar[moments] = said["risk"], known
    return p_model, familiar


def _tile(rgb: Image) -> Image:
    height, width = rgb.shape[:2]
    size = (TILE_PX, round(TILE_PX * height / width))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
