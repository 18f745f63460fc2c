# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The ends of a stream: an `Output` says it once, an `Input` hears it by the shortest way."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any, Generic, Protocol

from rclpy.node import Node

from sgw_ros.nodes.local_bus import BUS, Key, Listener
from sgw_ros.nodes.mailbox import Mailbox
from sgw_ros.nodes.streams import ONLY_ONE, ItemT, Stream, Topic


class Reader(Protocol):
    """Whatever brings a stream in from other processes."""

    def close(self) -> None:
        """Bring nothing more."""
        ...


def bus_key(node: Node, topic: str, who: str = ONLY_ONE) -> Key:
    """The address of a topic on the bus: contexts are separate worlds, also inside one process."""
    return (id(node.context), node.resolve_topic_name(topic), who)


class Output(Generic[ItemT]):
    """Publishes a stream: by reference to this process, serialised only for those outside who listen.

    With `local_only` nobody outside hears it; `who` tells this node from others that say the same stream.
    """

    def __init__(
        self, node: Node, stream: Stream[ItemT], local_only: bool = False, who: str = ONLY_ONE
    ) -> None:
        self._node = node
        self._key = bus_key(node, stream.name, who)
        topics = () if local_only else stream.topics
        self._publishers = [(t, node.create_publisher(t.type, t.name, t.qos)) for t in topics]
        self._said: dict[str, Hashable] = {}
        BUS.add_producer(self._key)

    def publish(self, item: ItemT, frame_id: str = "") -> None:
        """Say one item; `frame_id` goes into the headers of topics that are in the image's frame."""
        # Asked before the hand-off: whoever it wakes in this process then need not wait for this thread.
        due = [pair for pair in self._publishers if self._is_due(*pair, item)]
        BUS.publish(self._key, item)
        for topic, publisher in due:
            for message in topic.encode(item, frame_id):
                publisher.publish(message)

    def _is_due(self, topic: Topic, publisher: Any, item: ItemT) -> bool:
        if topic.once_per is None:
            return int(publisher.get_subscription_count()) > 0
        state = topic.once_per(item)
        if self._said.get(topic.name) == state:
            return False
        self._said[topic.name] = state
        return True

    def close(self) -> None:
        """Be a producer no more."""
        BUS.remove_producer(self._key)
        for _, publisher in self._publishers:
            self._node.destroy_publisher(publisher)
        self._publishers = []


class Input(Generic[ItemT]):
    """Hears a stream: on the bus from who says it in this process, through `open_reader` from all others.

    `open_reader(deliver)` subscribes to the stream's topics; it is called only while somebody of `producers`
    is not in this process. What comes that way from one who is has come on the bus already.
    """

    def __init__(
        self,
        node: Node,
        mailbox: Mailbox,
        stream: Stream[ItemT],
        callback: Callable[[ItemT], None],
        open_reader: Callable[[Callable[[ItemT], None]], Reader],
        producers: Sequence[str] = (ONLY_ONE,),
    ) -> None:
        self._callback, self._open_reader, self._said_by = callback, open_reader, stream.said_by
        self._reader: Reader | None = None
        self._closed = False
        deliver = partial(mailbox.post, self._deliver)
        producers_changed = partial(mailbox.post, self._choose_way, None)
        self._listeners = {
            who: Listener(bus_key(node, stream.name, who), deliver, producers_changed) for who in producers
        }
        for listener in self._listeners.values():
            BUS.listen(listener)
        self._choose_way(None)

    def close(self) -> None:
        """Hear nothing more."""
        self._closed = True
        for listener in self._listeners.values():
            BUS.leave(listener)
        self._close_reader()

    def _deliver(self, item: ItemT) -> None:
        if not self._closed:
            self._callback(item)

    def _deliver_from_outside(self, item: ItemT) -> None:
        listener = self._listeners.get(self._said_by(item))
        if listener is not None and not BUS.has_producer(listener.key):
            self._deliver(item)

    def _choose_way(self, _: None) -> None:
        if self._closed:
            return
        if all(BUS.has_producer(listener.key) for listener in self._listeners.values()):
            self._close_reader()
        elif self._reader is None:
            self._reader = self._open_reader(self._deliver_from_outside)

    def _close_reader(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
