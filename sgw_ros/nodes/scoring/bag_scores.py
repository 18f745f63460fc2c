# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Scores a bag's outputs against a topic of truth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sgw_ros.core.errors import InputError
from sgw_ros.ingest.bag_reader import Bag, open_bag
from sgw_ros.nodes.scoring.recording import Recording, Settings, Stamped, read_frames, read_topic
from sgw_ros.nodes.scoring.scorings import SCORINGS, Scoring

HEARTBEAT, HEARTBEAT_TYPE = "telemetry", "sgw_msgs/msg/ExpertTelemetry"
"""Said for every image, and by nobody but the graph: tells whose outputs a bag holds, and of what time."""


def has_outputs(path: Path, truth: str) -> bool:
    """Whether a bag holds outputs of the graph; if not, it has to run on the bag first.

    Raises:
        InputError: when the bag, the topic or a way to score it is not there, or several graphs' outputs are.
    """
    bag = open_bag(path)
    try:
        _scoring(path, bag, truth)
        return _namespace(path, bag) is not None
    finally:
        bag.close()


def score_bags(truth_bag: Path, output_bag: Path, truth: str, settings: Settings) -> dict[str, Any]:
    """Scores of the outputs in one bag against the truth in another, or the same.

    Raises:
        InputError: when one of them is not there, or they have no time in common.
    """
    true_bag, said_bag = open_bag(truth_bag), open_bag(output_bag)
    try:
        kind, scoring = _scoring(truth_bag, true_bag, truth)
        namespace = _namespace(output_bag, said_bag)
        if namespace is None:
            raise InputError(f"{output_bag}: no outputs of the graph in it")
        output = f"{namespace}/{scoring.output}"
        true, said = read_topic(true_bag, truth), read_topic(said_bag, output)
        span_ns = _overlap(truth, true, read_topic(said_bag, f"{namespace}/{HEARTBEAT}"))
        recording = Recording(true, said, read_frames(true_bag, said_bag), span_ns)
        scores = scoring.score(recording, settings)
    finally:
        true_bag.close()
        said_bag.close()
    return {"truth": truth, "type": kind, "output": output, **scores}


def _scoring(path: Path, bag: Bag, truth: str) -> tuple[str, Scoring]:
    scorable = [t for t in bag.topics if t.type in SCORINGS]
    there = ", ".join(f"{t.name} ({t.type})" for t in scorable) or "none"
    kind = next((t.type for t in bag.topics if t.name == truth), None)
    if kind is None:
        raise InputError(f"{path}: no topic {truth}; those that can be scored: {there}")
    if kind not in SCORINGS:
        known = ", ".join(SCORINGS)
        raise InputError(f"{path}: {truth} is {kind}; truth is one of {known}; in this bag: {there}")
    return kind, SCORINGS[kind]


def _namespace(path: Path, bag: Bag) -> str | None:
    """What the outputs are below; None where there are none."""
    end = f"/{HEARTBEAT}"
    found = [
        t.name.removesuffix(end) for t in bag.topics if t.type == HEARTBEAT_TYPE and t.name.endswith(end)
    ]
    if len(found) > 1:
        raise InputError(f"{path}: outputs of several graphs in it ({', '.join(found)}); split the bag")
    return found[0] if found else None


def _overlap(truth: str, true: list[Stamped], heard: list[Stamped]) -> tuple[int, int]:
    """Stamps of the first and the last image that the graph judged."""
    if not true:
        raise InputError(f"no message of {truth} can be read")
    if not heard or true[-1][0] < heard[0][0] or heard[-1][0] < true[0][0]:
        spans = [f"from {m[0][0] / 1e9:.2f} to {m[-1][0] / 1e9:.2f} s" for m in (true, heard) if m]
        said = spans[1] if heard else "at no time"
        raise InputError(f"no time in common: {truth} is {spans[0]}, the graph judged images {said}")
    return heard[0][0], heard[-1][0]
