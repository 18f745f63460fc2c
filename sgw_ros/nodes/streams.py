# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Streams: what passes between nodes, as objects inside a process and as topics between processes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from rclpy.qos import QoSProfile

ItemT = TypeVar("ItemT")

Messages = Mapping[str, Sequence[Any]]
"""The messages of one stamp that came so far, by topic."""


ONLY_ONE = ""
"""Who says a stream that one node alone says."""


@dataclass(frozen=True)
class Topic:
    """One topic that a stream travels as.

    `encode(item, frame_id)` gives the messages of one item: none, one or several. A topic with `once_per`
    holds for many items: it is published when `once_per(item)` changes, also when nobody listens yet.
    `needed` ones are subscribed to by who reads the stream.
    """

    name: str
    type: Any
    qos: QoSProfile
    encode: Callable[[Any, str], Sequence[Any]]
    once_per: Callable[[Any], Hashable] | None = None
    needed: bool = True


@dataclass(frozen=True)
class Stream(Generic[ItemT]):
    """A stream of dataclasses; its first topic names it.

    Topics are published in the order given. `join` makes an item of the messages of one stamp, or
    None while some are missing. A stream of a single needed topic is joined at every message.
    `said_by` names who said an item, where several nodes say the same stream.
    """

    topics: tuple[Topic, ...]
    join: Callable[[Messages], ItemT | None]
    said_by: Callable[[ItemT], str] = lambda _: ONLY_ONE

    @property
    def name(self) -> str:
        """The topic that stands for the stream."""
        return self.topics[0].name

    @property
    def needed(self) -> tuple[Topic, ...]:
        """The topics that a reader in another process subscribes to."""
        return tuple(topic for topic in self.topics if topic.needed)


def single(
    name: str,
    message_type: Any,
    qos: QoSProfile,
    encode: Callable[[Any, str], Any],
    decode: Callable[[Any], ItemT],
    said_by: Callable[[ItemT], str] = lambda _: ONLY_ONE,
) -> Stream[ItemT]:
    """A stream that travels as one message per item."""
    topic = Topic(name, message_type, qos, lambda item, frame: (encode(item, frame),))
    return Stream((topic,), lambda messages: decode(messages[name][-1]), said_by)
