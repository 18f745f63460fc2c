# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The visual expert: what is in the picture, where, and how it looks."""

from __future__ import annotations

from sgw_ros.core.graph import Proposal
from sgw_ros.core.types import Detections, FlowResult, Frame
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.visual.appearance import embeddings
from sgw_ros.experts.visual.config import VisualConfig
from sgw_ros.experts.visual.features import FrameFeatures
from sgw_ros.experts.visual.found import Found
from sgw_ros.experts.visual.merge import labelled, merge
from sgw_ros.experts.visual.motion import MotionDetector
from sgw_ros.experts.visual.person import PersonDetector
from sgw_ros.experts.visual.yolo import YoloDetector
from sgw_ros.inference.lookup import find_model
from sgw_ros.inference.session import Session

__all__ = ["VisualConfig", "VisualExpert"]


class VisualExpert:
    """Runs the detectors that are due and merges what they find."""

    name = "visual"
    inputs: tuple[str, ...] = ("flow",)

    def __init__(self, config: VisualConfig) -> None:
        """Open model and encoder, where they are given.

        Raises:
            ConfigError: when detector and model do not go together.
            ModelError: when one of them cannot be used.
        """
        self._config = config
        self._chosen = config.detectors
        self._yolo: YoloDetector | None = None
        if "yolo" in self._chosen:
            session = Session(find_model(config.model, self.name), config.device)
            self._yolo = YoloDetector(session, config.score_threshold)
        self._features = FrameFeatures(config.encoder, config.device) if config.encoder else None
        self.reset()

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names that a detection's class can have, besides none for what is only known to move."""
        if self._yolo is not None:
            return self._yolo.class_names
        return ("person",) if "person" in self._chosen else ()

    def step(self, frame: Frame, upstream: Upstream) -> Detections:
        """Detect in one frame; `detectors` names those that could judge it."""
        shape = (frame.image.shape[0], frame.image.shape[1])
        if self._yolo is not None:
            seen = self._yolo.detect(frame)
            looked: tuple[str, ...] = (self._yolo.name,)
            found = labelled(seen.items, seen.labels, shape)
        else:
            looks = self._look(frame, upstream.flow)
            looked = tuple(name for name, look in looks.items() if look is not None)
            found = merge(looks.get("motion") or Found(()), looks.get("person") or Found(()), shape)
        return Detections(
            stamp_ns=frame.stamp_ns,
            items=found.items,
            detectors=looked,
            masks=found.labels,
            embeddings=embeddings(frame.image, found.items, found.labels),
            encoder=self._features.encoder if self._features else "",
            frame_features=self._features.of(frame) if self._features else None,
        )

    def propose(self, result: Detections) -> Proposal | None:
        """Detections are not yet objects: memory proposes those."""
        return None

    def reset(self) -> None:
        """Forget the scene; models stay open."""
        if self._features is not None:
            self._features.reset()
        config, chosen = self._config, self._chosen
        self._motion = (
            MotionDetector(config.smallest_share, config.absorb_after_s) if "motion" in chosen else None
        )
        self._person = PersonDetector(config.person_rate_hz) if "person" in chosen else None

    def _look(self, frame: Frame, flow: FlowResult | None) -> dict[str, Found | None]:
        """What each detector found, None where it could not judge this frame."""
        looks: dict[str, Found | None] = {}
        if self._motion is not None:
            looks["motion"] = self._motion.detect(frame, flow)
        if self._person is not None:
            motion = looks.get("motion")
            regions = [item.box for item in motion.items] if motion is not None else []
            moving = flow is not None and flow.camera_motion.moving
            looks["person"] = self._person.detect(frame, regions, moving=moving or motion is None)
        return looks
