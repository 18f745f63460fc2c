# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The memory expert: detections in, objects out that persist. Kalman filters and the Hungarian method."""

from __future__ import annotations

from sgw_ros.core.graph import Proposal
from sgw_ros.core.types import Detections, Frame, Objects, Track
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.memory.association import parts
from sgw_ros.experts.memory.config import MemoryConfig
from sgw_ros.experts.memory.hypothesis import Hypothesis
from sgw_ros.experts.memory.level import LevelFloor
from sgw_ros.experts.memory.matching import match, merged, pieces, stack, twins
from sgw_ros.experts.memory.proposal import SceneWriter
from sgw_ros.experts.memory.sighting import Sighting, sightings
from sgw_ros.experts.memory.view import View, background_shift
from sgw_ros.experts.memory.viewpoint import Viewpoint

__all__ = ["MemoryConfig", "MemoryExpert"]

LONGEST_STEP_S = 5.0
"""A longer gap between frames is a break: what was seen before it says nothing about now."""
NAMING = frozenset({"person", "yolo"})
"""Detectors that name classes; their silence about a track is a doubt about its class."""
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
        self._floor = LevelFloor()
        self._view: View | None = None
        self._stamp_ns: int | None = None
        self._looked_ns = -1

    def step(self, frame: Frame, upstream: Upstream) -> Objects:
        """Predict every track to the frame's stamp, then take what the detectors saw in it."""
        dt_s = 0.0 if self._stamp_ns is None else (frame.stamp_ns - self._stamp_ns) / 1e9
        if not 0.0 <= dt_s <= LONGEST_STEP_S or self._resized(frame):
            self.reset()
            dt_s = 0.0
        view = self._viewpoint.see(frame, upstream.flow, level=not self._floor.doubted)
        background = background_shift(self._view, view, upstream.flow)
        for hypothesis in self._hypotheses:
            hypothesis.predict(dt_s, self.config.acceleration, background, view)
        self._view, self._stamp_ns = view, frame.stamp_ns
        detections = upstream.visual
        if detections is not None and self._looked_ns < detections.stamp_ns <= frame.stamp_ns:
            self._looked_ns = detections.stamp_ns
            if detections.detectors or detections.items:
                self._look(view, detections)
                self._floor.look(frame, view, self._hypotheses, detections.stamp_ns)
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
        stamp_ns, config = detections.stamp_ns, self.config
        seen = sightings(view, detections, config.assumed_range_m)
        matches = match(self._hypotheses, seen, config.match_cost, stamp_ns)
        free = sorted(set(range(len(seen))) - {m.detection for m in matches})
        broken = pieces(self._hypotheses, seen, matches, free, config.confirm_hits)
        looked = frozenset(detections.detectors) | {s.item.detector for s in seen}
        matched = {m.track: m for m in matches}
        together = merged(self._hypotheses, seen, matches)
        for row, hypothesis in enumerate(self._hypotheses):
            if row in together and hypothesis.see_through(view, together[row], stamp_ns):
                continue
            found = matched.get(row)
            if found is None:
                hypothesis.presence.miss(looked, stamp_ns)
                continue
            whole = seen[found.detection].joined([seen[i] for i in broken[row]])
            name, reach = hypothesis.identity.class_name, hypothesis.place.reach
            hypothesis.see(
                whole, whole.again(view, name, reach, config.assumed_range_m), found.margin, stamp_ns
            )
            if not whole.named and looked & NAMING:
                hypothesis.identity.doubt()
        joined = {i for indices in broken.values() for i in indices}
        self._begin([seen[i] for i in free if i not in joined], set(matched), stamp_ns)

    def _begin(self, free: list[Sighting], matched: set[int], stamp_ns: int) -> None:
        """Start tracks for what belongs to none, end twins, and give ids to what was seen often enough."""
        inside = parts(
            stack([s.box for s in free]), stack([self._hypotheses[row].box for row in sorted(matched)])
        )
        dropped = twins(self._hypotheses, matched)
        self._hypotheses = [h for row, h in enumerate(self._hypotheses) if row not in dropped]
        self._hypotheses += [
            Hypothesis(sighting, stamp_ns)
            for sighting, part_of in zip(free, inside, strict=True)
            if sighting.named or not part_of.any()
        ]
        for hypothesis in self._hypotheses:
            if hypothesis.id == 0 and hypothesis.hits >= self.config.confirm_hits - hypothesis.named:
                hypothesis.id = self._next_id
                self._next_id += 1

    def _give_up(self, frame: Frame) -> None:
        self._hypotheses = [h for h in self._hypotheses if self._kept(h, frame)]

    def _kept(self, hypothesis: Hypothesis, frame: Frame) -> bool:
        if frame.stamp_ns - hypothesis.presence.judged_ns > self.config.blind_s * 1e9:
            return False  # nobody who knows it has looked for so long: that it is there is a mere guess
        if hypothesis.presence.visible:
            return True
        hidden_s = hypothesis.hidden_s(frame.stamp_ns)
        if hypothesis.id == 0:
            return hidden_s < TENTATIVE_S
        if hypothesis.left(frame.camera.width, frame.camera.height):
            return hidden_s < self.config.left_s
        return hidden_s < min(self.config.coast_s, max(TENTATIVE_S, 2.0 * hypothesis.age_s))

    def _published(self, frame: Frame) -> tuple[Track, ...]:
        width, height = frame.camera.width, frame.camera.height
        return tuple(h.track(frame.stamp_ns) for h in self._hypotheses if h.id and not h.left(width, height))
