# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the graph is to look at, opened once so that an unusable input is told before anything starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sgw_ros.core.errors import InputError
from sgw_ros.ingest.source import IngestConfig
from sgw_ros.nodes.bringup.arguments import Chosen
from sgw_ros.nodes.bringup.topics import bag_topics, given_topics
from sgw_ros.nodes.bringup.trial import apart, input_kind

LIVE_TOPICS = "topics"


@dataclass(frozen=True)
class Input:
    """The input by the name that the user gave; `kind` is video, bag, camera or topics.

    `topics` are ingest's parameters for the topics of a bag.
    """

    name: str
    kind: str = LIVE_TOPICS
    topics: dict[str, str] = field(default_factory=dict)

    @property
    def recorded(self) -> bool:
        """Whether it has an end and a time of its own."""
        return self.kind in ("video", "bag")


def look_at_input(chosen: Chosen) -> Input:
    """Open the input and close it again; no library that this takes stays loaded.

    Raises:
        ConfigError: for topics that nothing can be done with.
        InputError: when the input cannot be used.
    """
    name = chosen["input"]
    if not name:
        given_topics(chosen)
        return Input("")
    kind = _kind(name)
    topics = bag_topics(chosen, kind)
    if topics:
        _kind(name, IngestConfig(**topics))
    return Input(name, kind, topics)


@cache  # a fleet asks for each of its robots, and each robot's graph once more
def _kind(name: str, config: IngestConfig | None = None) -> str:
    return apart(input_kind, name, config)


def prepare_folder(out: Path, fresh_journal: bool) -> None:
    """Make the folder; a recording played again starts from an empty workspace.

    Raises:
        InputError: when that cannot be done.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        for suffix in ("", "-wal", "-shm") if fresh_journal else ():
            (out / f"workspace.db{suffix}").unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"out:={out}: {error.strerror}") from None
