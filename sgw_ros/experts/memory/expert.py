# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The memory expert: detections in, objects out that persist. Kalman filters and the Hungarian method."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.graph import Proposal
from sgw_ros.core.types import Array, Detection, Detections, Frame, Objects, Track
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.memory.association import Match, assign, costs, parts
from sgw_ros.experts.memory.boxes import Box, ious, union
from sgw_ros.experts.memory.config import MemoryConfig
from sgw_ros.experts.memory.hypothesis import Hypothesis
from sgw_ros.experts.memory.priors import UNKNOWN, UNNAMED
from sgw_ros.experts.memory.proposal import SceneWriter
from sgw_ros.experts.memory.ranging import Measurement, measure
from sgw_ros.experts.memory.view import View, Viewpoint, background_shift

__all__ = ["MemoryConfig", "MemoryExpert"]

LONGEST_STEP_S = 5.0
"""A longer gap between frames is a break: what was seen before it says nothing about now."""
NAMING = frozenset({"person", "yolo"})
"""Detectors that name classes; their silence about a track is a doubt about its class."""
TWIN_IOU = 0.7
"""Two tracks that share this much while one of them is no longer found are one thing."""
TENTATIVE_S = 0.5
"""How long an unconfirmed thing is kept without another sighting."""


class MemoryExpert:
    """Keeps objects through misses, occlusion and crossings; places them in odom with covariance."""

    name = "memory"
    inputs = ("flow", "visual")

    def __init__(self, config: MemoryConfig) -> None:
        self.config = config
        self._next_id = 1
        self._writer = SceneWriter()
        self.reset()

    def reset(self) -> None:
        """Forget all tracks; ids go on, so that no id ever names two things."""
        self._hypotheses: list[Hypothesis] = []
        self._viewpoint = Viewpoint(self.config.camera_height_m)
        self._view: View | None = None
        self._stamp_ns: int | None = None
        self._looked_ns = -1
        self._last_look_ns: int | None = None

    def step(self, frame: Frame, upstream: Upstream) -> Objects:
        """Predict every track to the frame's stamp, then take what the detectors saw in it."""
        flow = upstream.flow if upstream.flow and upstream.flow.stamp_ns == frame.stamp_ns else None
        dt_s = 0.0 if self._stamp_ns is None else (frame.stamp_ns - self._stamp_ns) / 1e9
        if not 0.0 <= dt_s <= LONGEST_STEP_S or self._resized(frame):
            self.reset()
            dt_s = 0.0
        view = self._viewpoint.see(frame, flow)
        background = background_shift(self._view, view, flow)
        for hypothesis in self._hypotheses:
            hypothesis.predict(dt_s, self.config.acceleration, background, frame.stamp_ns)
        self._view, self._stamp_ns = view, frame.stamp_ns
        if self._last_look_ns is None:
            self._last_look_ns = frame.stamp_ns
        detections = upstream.visual
        if detections is not None and self._looked_ns < detections.stamp_ns <= frame.stamp_ns:
            self._looked_ns = detections.stamp_ns
            if detections.detectors or detections.items:
                self._last_look_ns = frame.stamp_ns
                self._look(view, detections)
        self._give_up(frame)
        self._writer.robot(frame)
        return Objects(frame.stamp_ns, self._published(frame), view.T_odom_cam)

    def propose(self, result: Objects) -> Proposal | None:
        """Objects' states and identities, the camera's pose, the robot's state; gone objects leave."""
        return self._writer.write(result)

    def _resized(self, frame: Frame) -> bool:
        if self._view is None:
            return False
        camera = self._view.camera
        return (camera.width, camera.height) != (frame.camera.width, frame.camera.height)

    def _look(self, view: View, detections: Detections) -> None:
        usable = [i for i, item in enumerate(detections.items) if _usable(item.box)]
        items = [detections.items[i] for i in usable]
        looks = [_row(detections.embeddings, i, len(detections.items)) for i in usable]
        seen = [self._measure(view, item, detections.masks, None) for item in items]
        matches = self._match(items, seen, looks, detections.stamp_ns)
        free = [i for i in range(len(items)) if i not in {m.detection for m in matches}]
        pieces = self._pieces(items, matches, free)
        looked = frozenset(detections.detectors) | {item.detector for item in items}
        matched = {m.track: m for m in matches}
        for row, hypothesis in enumerate(self._hypotheses):
            match = matched.get(row)
            if match is None:
                hypothesis.presence.miss(looked)
                continue
            item, embedding = items[match.detection], looks[match.detection]
            if pieces[row]:
                box = union([item.box, *(items[i].box for i in pieces[row])])
                item = replace(item, box=box, instance=0)
            measured = self._measure(view, item, detections.masks, hypothesis)
            hypothesis.see(item, measured, embedding, match.margin, detections.stamp_ns)
            if item.class_name in UNNAMED and looked & NAMING:
                hypothesis.identity.doubt()
        self._merge_twins(set(matched))
        joined = {i for found in pieces.values() for i in found}
        for index in free:
            if index not in joined and not self._is_part(items[index], matches):
                self._begin(items[index], seen[index], looks[index], detections.stamp_ns)
        self._confirm()

    def _measure(
        self, view: View, item: Detection, masks: NDArray[np.uint16] | None, known: Hypothesis | None
    ) -> Measurement:
        name = item.class_name
        if name in UNNAMED and known is not None:
            name = known.identity.class_name
        mask = _mask(item, masks)
        reach = None if known is None else known.reach
        return measure(view, item.box, name, mask, self.config.assumed_range_m, reach)

    def _match(
        self,
        items: list[Detection],
        seen: list[Measurement],
        looks: list[NDArray[np.float32] | None],
        stamp_ns: int,
    ) -> list[Match]:
        if not items or not self._hypotheses:
            return []
        shape = (len(self._hypotheses), len(items))
        places2, likeness = np.zeros(shape), np.full(shape, np.nan)
        same_class = np.ones(shape, dtype=bool)
        for row, hypothesis in enumerate(self._hypotheses):
            own_name = hypothesis.identity.class_name
            for column, item in enumerate(items):
                measured = seen[column]
                places2[row, column] = hypothesis.kalman.distance2(
                    measured.position, measured.noise + measured.bias
                )
                like = hypothesis.identity.likeness(looks[column])
                likeness[row, column] = np.nan if like is None else like
                same_class[row, column] = (
                    own_name == UNKNOWN or item.class_name in UNNAMED or item.class_name == own_name
                )
        cost = costs(
            _stack([h.box for h in self._hypotheses]),
            _stack([item.box for item in items]),
            places2,
            likeness,
            np.array([h.hidden_s(stamp_ns) for h in self._hypotheses]),
            same_class,
        )
        return assign(cost, self.config.match_cost)

    def _pieces(self, items: list[Detection], matches: list[Match], free: list[int]) -> dict[int, list[int]]:
        """Free unnamed detections that lie where a matched track was: it broke up. By track's row."""
        pieces: dict[int, list[int]] = {m.track: [] for m in matches}
        free = [i for i in free if items[i].class_name in UNNAMED]
        rows = [m.track for m in matches if self._hypotheses[m.track].hits >= self.config.confirm_hits]
        inside = parts(_stack([items[i].box for i in free]), _stack([self._hypotheses[r].box for r in rows]))
        for index, column in np.argwhere(inside).tolist():
            pieces[rows[column]].append(free[index])
        return pieces

    def _is_part(self, item: Detection, matches: list[Match]) -> bool:
        boxes = _stack([self._hypotheses[m.track].box for m in matches])
        return bool(parts(_stack([item.box]), boxes).any())

    def _begin(
        self, item: Detection, seen: Measurement, look: NDArray[np.float32] | None, stamp_ns: int
    ) -> None:
        begun = Hypothesis(item, seen, stamp_ns)
        begun.see(item, seen, look, 1.0, stamp_ns)
        self._hypotheses.append(begun)

    def _confirm(self) -> None:
        """Give an id to what was seen often enough."""
        for hypothesis in self._hypotheses:
            if hypothesis.id == 0 and hypothesis.hits >= self._hits_needed(hypothesis):
                hypothesis.id = self._next_id
                self._next_id += 1

    def _hits_needed(self, hypothesis: Hypothesis) -> int:
        named = hypothesis.identity.class_name != UNKNOWN
        return max(1, self.config.confirm_hits - 1) if named else self.config.confirm_hits

    def _merge_twins(self, matched: set[int]) -> None:
        """Drop the younger of two tracks on one place when its detections went to the older, or none came."""
        if len(self._hypotheses) < 2:
            return
        boxes = _stack([h.box for h in self._hypotheses])
        twins = np.argwhere(np.triu(ious(boxes, boxes), 1) > TWIN_IOU)
        dropped = set()
        for first, second in twins.tolist():
            if first in matched and second in matched:
                continue
            young, old = self._hypotheses[second], self._hypotheses[first]
            like = old.identity.likeness(young.identity.embedding)
            if second not in matched and young.age_s < 1.0 and (like is None or like > 0.8):
                dropped.add(second)
        self._hypotheses = [h for i, h in enumerate(self._hypotheses) if i not in dropped]

    def _give_up(self, frame: Frame) -> None:
        self._hypotheses = [h for h in self._hypotheses if self._kept(h, frame)]

    def _kept(self, hypothesis: Hypothesis, frame: Frame) -> bool:
        if self._blind(frame.stamp_ns):
            return False
        if hypothesis.presence.visible:
            return True
        hidden_s = hypothesis.hidden_s(frame.stamp_ns)
        if hypothesis.id == 0:
            return hidden_s < TENTATIVE_S
        if hypothesis.left(frame.camera.width, frame.camera.height):
            return hidden_s < self.config.left_s
        return hidden_s < min(self.config.coast_s, max(TENTATIVE_S, 2.0 * hypothesis.age_s))

    def _blind(self, stamp_ns: int) -> bool:
        return self._last_look_ns is not None and stamp_ns - self._last_look_ns > self.config.blind_s * 1e9

    def _published(self, frame: Frame) -> tuple[Track, ...]:
        width, height = frame.camera.width, frame.camera.height
        return tuple(h.track(frame.stamp_ns) for h in self._hypotheses if h.id and not h.left(width, height))


def _usable(box: Box) -> bool:
    return bool(np.isfinite(box).all()) and box[2] - box[0] >= 1.0 and box[3] - box[1] >= 1.0


def _stack(boxes: list[Box]) -> Array:
    return np.array(boxes, dtype=np.float64).reshape(-1, 4)


def _row(embeddings: NDArray[np.float32] | None, index: int, count: int) -> NDArray[np.float32] | None:
    if embeddings is None or embeddings.ndim != 2 or len(embeddings) != count:
        return None
    return np.asarray(embeddings[index])


def _mask(item: Detection, masks: NDArray[np.uint16] | None) -> NDArray[np.bool_] | None:
    if masks is None or item.instance == 0:
        return None
    height, width = masks.shape
    x0, y0 = max(int(item.box[0]), 0), max(int(item.box[1]), 0)
    x1, y1 = min(int(np.ceil(item.box[2])), width), min(int(np.ceil(item.box[3])), height)
    return np.asarray(masks[y0:y1, x0:x1] == item.instance)
