# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Sightings matched to tracks; what is left over is a piece of one of them, or something new."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.types import Array
from sgw_ros.experts.memory.association import BREAKS, SHRINKS, Match, assign, costs, parts
from sgw_ros.experts.memory.boxes import Box, ious
from sgw_ros.experts.memory.hypothesis import Hypothesis
from sgw_ros.experts.memory.sighting import Sighting

TWIN_IOU = 0.7
"""Two tracks that share this much while one of them is no longer found are one thing."""
TWIN_LIKENESS = 0.8
GROWN = 1.2
"""Growth of a box from one look to the next from which it may hold two things."""
YOUNG_S = 1.0
"""A younger track than this may still turn out to be a twin of an older one."""


def match(hypotheses: list[Hypothesis], seen: list[Sighting], limit: float, stamp_ns: int) -> list[Match]:
    """The cheapest matches of tracks (rows) and sightings (columns)."""
    if not seen or not hypotheses:
        return []
    shape = (len(hypotheses), len(seen))
    likeness = np.full(shape, np.nan)
    same_class = np.ones(shape, dtype=bool)
    for row, hypothesis in enumerate(hypotheses):
        for column, sighting in enumerate(seen):
            like = hypothesis.identity.likeness(sighting.look)
            likeness[row, column] = np.nan if like is None else like
            if sighting.named and hypothesis.named:
                same_class[row, column] = sighting.item.class_name == hypothesis.identity.class_name
    cost = costs(
        stack([h.box for h in hypotheses]),
        stack([s.box for s in seen]),
        _distances2(hypotheses, seen),
        likeness,
        np.array([h.hidden_s(stamp_ns) for h in hypotheses]),
        same_class,
        np.array([BREAKS if h.named else SHRINKS for h in hypotheses]),
    )
    return assign(cost, limit)


def _distances2(hypotheses: list[Hypothesis], seen: list[Sighting]) -> Array:
    """Squared Mahalanobis distances [N, M] between where tracks should be and where sightings are."""
    filters, found = [h.place.kalman for h in hypotheses], [s.measured for s in seen]
    noise = np.stack([m.noise + m.bias for m in found])
    spread = np.stack([f.covariance[:3, :3] for f in filters])[:, None] + noise[None]
    offset = np.stack([m.position for m in found])[None] - np.stack([f.mean[:3] for f in filters])[:, None]
    distances2: Array = (offset * np.linalg.solve(spread, offset[..., None])[..., 0]).sum(axis=-1)
    return distances2


def pieces(
    hypotheses: list[Hypothesis], seen: list[Sighting], matches: list[Match], free: list[int], hits: int
) -> dict[int, list[int]]:
    """By track's row, the free unnamed sightings that lie where a track of `hits` was: it broke up."""
    found: dict[int, list[int]] = {m.track: [] for m in matches}
    loose = [i for i in free if not seen[i].named]
    rows = [m.track for m in matches if hypotheses[m.track].hits >= hits]
    inside = parts(stack([seen[i].box for i in loose]), stack([hypotheses[r].box for r in rows]))
    for index, column in np.argwhere(inside).tolist():
        found[rows[column]].append(loose[index])
    return found


def merged(hypotheses: list[Hypothesis], seen: list[Sighting], matches: list[Match]) -> dict[int, str]:
    """By row, the detector that found a track in one box with another: the box has grown to hold both."""
    taken = {m.track for m in matches}
    found: dict[int, str] = {}
    for pair in matches:
        own, box = hypotheses[pair.track], seen[pair.detection].box
        if seen[pair.detection].named or _area(box) < GROWN * _area(own.box):
            continue
        others = [r for r, h in enumerate(hypotheses) if r not in taken and h.presence.visible and h.id]
        inside = parts(stack([hypotheses[r].box for r in others]), stack([box]))
        rows = [r for r, within in zip(others, inside, strict=True) if within.any()]
        if rows:
            found |= dict.fromkeys([pair.track, *rows], seen[pair.detection].item.detector)
    return found


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def twins(hypotheses: list[Hypothesis], matched: set[int]) -> set[int]:
    """Rows of tracks that are an older one once more."""
    if len(hypotheses) < 2:
        return set()
    boxes = stack([h.box for h in hypotheses])
    same_box = np.argwhere(np.triu(ious(boxes, boxes), 1) > TWIN_IOU).tolist()
    found = {young for old, young in same_box if young not in matched and _alike(hypotheses, old, young)}
    within = np.argwhere(parts(boxes, boxes) & ~np.eye(len(boxes), dtype=bool)).tolist()
    return found | {part for part, whole in within if _belongs(hypotheses[part], hypotheses[whole])}


def _alike(hypotheses: list[Hypothesis], old: int, young: int) -> bool:
    if hypotheses[young].age_s >= YOUNG_S:
        return False
    like = hypotheses[old].identity.likeness(hypotheses[young].identity.embedding)
    return like is None or like > TWIN_LIKENESS


def _belongs(part: Hypothesis, whole: Hypothesis) -> bool:
    """Whether a nameless thing inside the box of a named one is a part of it: as far away, and with it."""
    if part.named or not whole.named or part.first_seen_ns < whole.first_seen_ns:
        return False
    offset = part.place.kalman.mean - whole.place.kalman.mean
    near = float(np.linalg.norm(offset[:3])) < max(float(whole.place.extent.max()), 0.5)
    return near and float(np.linalg.norm(offset[3:])) < 1.0


def stack(boxes: list[Box]) -> Array:
    """Boxes as an array [N, 4]."""
    return np.array(boxes, dtype=np.float64).reshape(-1, 4)
