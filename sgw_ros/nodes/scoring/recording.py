# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Stamped messages of one topic, and the pairs that two topics make."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sgw_ros.core.errors import FrameError, InputError
from sgw_ros.core.mount import FixedFrames
from sgw_ros.ingest.bag_reader import Bag
from sgw_ros.ingest.messages import read_transforms
from sgw_ros.ingest.topics import TRANSFORMS
from sgw_ros.nodes.convert.values import stamp_of
from sgw_ros.nodes.message_text import find_type
from sgw_ros.nodes.recorder.raw import read_message

Stamped = tuple[int, Any]
"""A message's header stamp in nanoseconds, and the message."""


@dataclass(frozen=True)
class Settings:
    """What counts as a match: distance of objects, time of events, stamps of the same moment."""

    gate_m: float = 1.0
    window_s: float = 1.0
    tolerance_s: float = 0.02


@dataclass(frozen=True, eq=False)
class Recording:
    """What was true and what was said, each in order of its stamps, and the fixed frames of the robot."""

    truth: Sequence[Stamped]
    said: Sequence[Stamped]
    frames: FixedFrames


def read_topic(bag: Bag, topic: str) -> list[Stamped]:
    """The messages of a topic in order of their stamps; malformed ones are left out."""
    kind = next((t.type for t in bag.topics if t.name == topic), "")
    found: list[Stamped] = []
    with suppress(InputError):  # a recording that nobody finished ends where it ends
        for _, _, _, raw in bag.messages({topic}):
            with suppress(FrameError):
                message = read_message(raw, find_type(kind))
                found.append((stamp_of(message), message))
    return sorted(found, key=lambda stamped: stamped[0])


def read_frames(*bags: Bag) -> FixedFrames:
    """The fixed transforms of some bags."""
    frames = FixedFrames()
    for bag in bags:
        topics = {t.name for t in bag.topics if t.type == TRANSFORMS and t.name.endswith("tf_static")}
        with suppress(InputError, FrameError):
            for _, kind, _, raw in bag.messages(topics):
                for parent, child, pose in read_transforms(read_message(raw, find_type(kind))):
                    frames.add(parent, child, pose)
    return frames


def paired(recording: Recording, tolerance_s: float) -> Iterator[tuple[Any, Any]]:
    """Pairs (true, said) of the same moment; each true message at most once."""
    stamps_ns = [stamp_ns for stamp_ns, _ in recording.said]
    for true_ns, true in recording.truth:
        i = bisect_left(stamps_ns, true_ns)
        near = min(
            range(max(0, i - 1), min(len(stamps_ns), i + 1)),
            key=lambda k: abs(stamps_ns[k] - true_ns),
            default=None,
        )
        if near is not None and abs(stamps_ns[near] - true_ns) <= tolerance_s * 1e9:
            yield true, recording.said[near][1]
