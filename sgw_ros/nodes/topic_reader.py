# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads a stream from its topics, where its producer is another process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Any, Generic

from rclpy.node import Node

from sgw_ros.nodes.convert.values import stamp_of
from sgw_ros.nodes.foreign import attempt
from sgw_ros.nodes.streams import ItemT, Stream, Topic

JOINED_STAMPS = 32
"""Stamps whose messages are kept while some are missing: 1 s at 30 Hz."""


class TopicReader(Generic[ItemT]):
    """Subscribes to a stream's topics and joins the messages of each stamp; `on_fault` hears of bad ones."""

    def __init__(
        self,
        node: Node,
        stream: Stream[ItemT],
        deliver: Callable[[ItemT], None],
        on_fault: Callable[[str], None],
    ) -> None:
        self._node, self._stream = node, stream
        self._deliver, self._on_fault = deliver, on_fault
        self._joining: OrderedDict[int, dict[str, list[Any]]] = OrderedDict()
        self._subscriptions = [self._subscribe(topic) for topic in stream.needed]

    def close(self) -> None:
        """Subscribe no more."""
        for subscription in self._subscriptions:
            self._node.destroy_subscription(subscription)
        self._subscriptions = []

    def _subscribe(self, topic: Topic) -> Any:
        on_message = partial(self._on_message, topic.name)
        return self._node.create_subscription(topic.type, topic.name, on_message, topic.qos)

    def _on_message(self, topic: str, message: Any) -> None:
        item = attempt(topic, self._on_fault, self._join, topic, message)
        if item is not None:
            self._deliver(item)

    def _join(self, topic: str, message: Any) -> ItemT | None:
        if len(self._subscriptions) == 1:
            return self._stream.join({topic: [message]})
        stamp_ns = stamp_of(message)
        messages = self._joining.setdefault(stamp_ns, {})
        messages.setdefault(topic, []).append(message)
        item = self._stream.join(messages)
        if item is not None:
            del self._joining[stamp_ns]
        while len(self._joining) > JOINED_STAMPS:
            self._joining.popitem(last=False)
        return item
