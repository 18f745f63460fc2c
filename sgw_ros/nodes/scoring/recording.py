# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Stamped messages of one topic, and the pairs that two topics make."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
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
    """What was true and what was said, each in order of its stamps, and the fixed frames of the robot.

    `span_ns` are the stamps of the first and the last image that the graph judged.
    """

    truth: Sequence[Stamped]
    said: Sequence[Stamped]
    frames: FixedFrames
    span_ns: tuple[int, int]


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


def paired(recording: Recording, tolerance_s: float) -> list[tuple[Any, Any]]:
    """Pairs (true, said) of the same moment, each message at most once, the nearest first.

    True messages that nothing was said about are there with None; those of times when nobody was there to
    say anything are left out.
    """
    tolerance_ns = round(tolerance_s * 1e9)
    first_ns, last_ns = recording.span_ns
    truth = [t for t in recording.truth if first_ns - tolerance_ns <= t[0] <= last_ns + tolerance_ns]
    stamps_ns = [stamp_ns for stamp_ns, _ in recording.said]
    near = sorted(
        (abs(stamps_ns[k] - true_ns), i, k)
        for i, (true_ns, _) in enumerate(truth)
        for k in range(
            bisect_left(stamps_ns, true_ns - tolerance_ns), bisect_right(stamps_ns, true_ns + tolerance_ns)
        )
    )
    answers: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, k in near:
        if i not in answers and k not in taken:
            answers[i] = k
            taken.add(k)
    return [
        (true, recording.said[answers[i]][1] if i in answers else None) for i, (_, true) in enumerate(truth)
    ]


def unanswered(pairs: Sequence[tuple[Any, Any]]) -> int:
    """How many true messages nothing was said about."""
    return sum(said is None for _, said in pairs)
