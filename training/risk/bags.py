# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Clips out of recorded bags: pictures and motion as the robot had them, labels from `/ground_truth`.

What the robot published itself (`/sgw/risk`) is no truth and is never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sgw_ros.experts.risk.depth import canonical_depth_of
from sgw_ros.experts.risk.encoder import canonical_view
from sgw_ros.experts.risk.telemetry import telemetry
from sgw_ros.ingest.bag import BagSource
from sgw_ros.ingest.bag_reader import open_bag
from sgw_ros.ingest.messages import stamp_ns
from sgw_ros.ingest.source import IngestConfig
from training.risk.clips import Clip, ClipError
from training.risk.measuring import in_mm

RISK, ACTION = "/ground_truth/risk", "/ground_truth/action"


def bags_in(path: Path) -> list[Path]:
    """The bag that a path is, or the `.mcap` and `.db3` files and bag folders in it."""
    if path.suffix in (".mcap", ".db3"):
        return [path]
    if (path / "metadata.yaml").is_file():
        return [path]
    inside = sorted(path.iterdir()) if path.is_dir() else []
    return [p for p in inside if p.suffix in (".mcap", ".db3") or (p / "metadata.yaml").is_file()]


def bag_clips(path: Path) -> Iterator[Clip]:
    """A clip of every bag.

    Raises:
        ClipError: a bag lacks labels, or motion.
        InputError: a bag cannot be read.
    """
    for bag in bags_in(path):
        yield clip_of_bag(bag)


def clip_of_bag(path: Path) -> Clip:
    """The frames of a bag for which motion and labels are known.

    Raises:
        ClipError: there are none.
        InputError: the bag cannot be read.
    """
    labels = _labels(path)
    if not labels:
        raise ClipError(f"{path}: no labels on {RISK} and {ACTION}; label it, or leave it out")
    source = BagSource(path, IngestConfig())
    kept = []
    try:
        for frame in source:
            motion = telemetry(frame)
            if motion is not None and frame.stamp_ns in labels:
                seen = canonical_view(frame), in_mm(canonical_depth_of(frame))
                kept.append((frame.stamp_ns, motion, labels[frame.stamp_ns], *seen))
    finally:
        source.close()
    if not kept:
        raise ClipError(f"{path}: no frame has a label, inertia and odometry at once")
    stamps, motions, classes, pictures, depths = zip(*kept, strict=True)
    risk, reason, action = np.array(classes, np.int64).T
    return Clip(
        name=path.stem,
        stamps_ns=np.array(stamps, np.int64),
        telemetry=np.stack(motions),
        risk=risk,
        reason=reason,
        action=action,
        pictures=np.stack(pictures),
        depths=np.stack(depths),
        place="bag",
    )


def _labels(path: Path) -> dict[int, tuple[int, int, int]]:
    """Risk, reason and action by stamp."""
    bag = open_bag(path)
    risks: dict[int, tuple[int, int]] = {}
    actions: dict[int, int] = {}
    try:
        there = {topic.name for topic in bag.topics} & {RISK, ACTION}
        for topic, type_name, _, raw in bag.messages(there):
            message = bag.deserialize(raw, type_name)
            if topic == RISK:
                risks[stamp_ns(message)] = (int(message.risk), int(message.reason))
            else:
                actions[stamp_ns(message)] = int(message.action)
    finally:
        bag.close()
    return {stamp: (*pair, actions[stamp]) for stamp, pair in risks.items() if stamp in actions}
