# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The Spatial Intent Model over time: window, telemetry, and whether it may answer at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sgw_ros.core.errors import ModelError
from sgw_ros.core.faults import reason
from sgw_ros.core.types import Detections, Frame, Risk
from sgw_ros.experts.risk.alarm import alarmed
from sgw_ros.experts.risk.config import RULES
from sgw_ros.experts.risk.encoder import Features, FrameEncoder, Look
from sgw_ros.experts.risk.looks import looks
from sgw_ros.experts.risk.model import Answer, RiskModel
from sgw_ros.experts.risk.settings import RiskSettings, read_settings
from sgw_ros.experts.risk.telemetry import telemetry
from sgw_ros.experts.risk.window import Window
from sgw_ros.inference.lookup import find_model


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Why the model does not answer for a frame."""

    why: str


class SpatialIntent:
    """Asks the model about every frame for which it has what it needs.

    `alarm` is whether its last answer was one of high risk; without an answer there is none.
    """

    def __init__(self, settings: RiskSettings, encoder: FrameEncoder, model: RiskModel) -> None:
        self.alarm = False
        self._settings = settings
        self._encoder = encoder
        self._model = model
        self._window: Window[tuple[Features, Features]] = Window()

    @property
    def threshold(self) -> float:
        """P(high) at which an alarm begins."""
        return self._settings.alarm.threshold

    def reset(self) -> None:
        """Forget the window."""
        self.alarm = False
        self._window.clear()
        self._encoder.reset()

    def judge(self, frame: Frame, visual: Detections | None) -> Answer | NoAnswer:
        """The model's answer for a frame, or why there is none; whatever happens, it says so."""
        try:
            look = self._encoder.look(frame)
            self._window.add(frame.stamp_ns, (self._features(frame, visual, look), looks(look.now.picture)))
            answer = self._answer(frame)
        except Exception as error:  # whatever is wrong with a model, the rules still answer
            answer = NoAnswer(reason(error))
        self.alarm = isinstance(answer, Answer) and self._alarmed(answer)
        return answer

    def _alarmed(self, answer: Answer) -> bool:
        return bool(alarmed(np.array([answer.risk[Risk.HIGH]]), self._settings.alarm, self.alarm)[0])

    def _answer(self, frame: Frame) -> Answer | NoAnswer:
        window, motion = self._window.full(), telemetry(frame)
        if window is None:
            return NoAnswer("its window of frames is not full")
        if motion is None:
            return NoAnswer("inertia or odometry are missing")
        known = self._settings
        features, looked = (np.stack(part) for part in zip(*window, strict=True))
        if not known.pictures.distance(looked) <= known.pictures.limit:
            return NoAnswer("the pictures are unlike those it learned on")
        if known.telemetry is not None and not known.telemetry.farthest(motion) <= known.telemetry.limit:
            return NoAnswer("inertia and odometry are unlike those it learned on")
        return self._model.answer(features, motion)

    def _features(self, frame: Frame, visual: Detections | None, look: Look) -> Features:
        """What the visual expert made of this very frame with the same encoder, or made here."""
        if visual is not None and visual.stamp_ns == frame.stamp_ns:
            made = visual.frame_features
            mine = visual.encoder == self._encoder.identity
            if mine and made is not None and made.shape == (self._settings.dv,) and np.isfinite(made).all():
                return made
        return self._encoder.encode(look)


def open_intent(model: str, device: str) -> SpatialIntent:
    """A model by path or name, with its encoder.

    Raises:
        ModelError: when one of its files is missing, damaged, or made for something else.
    """
    try:
        found = find_model(model, "risk")
    except ModelError as error:
        raise ModelError(f"{error}; 'model' of risk may also be '{RULES}'") from error
    settings = read_settings(found)
    encoder = FrameEncoder(settings.encoder, device)
    return SpatialIntent(settings, encoder, RiskModel(found, settings.identity, settings.dv, device))
