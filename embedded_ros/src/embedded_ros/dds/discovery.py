# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The ROS graph: what this participant announces and what it hears of the others."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_void_p, cast
from typing import NamedTuple

from embedded_ros.dds import graph_message, native, opaque, status
from embedded_ros.dds.audience import READERS
from embedded_ros.dds.graph_message import NodeEntities
from embedded_ros.dds.native import BuiltinEndpoint, BuiltinParticipant, SampleInfo, check, clayer
from embedded_ros.dds.qos import EndpointQos, endpoint_qos, read_endpoint_qos, read_user_data
from embedded_ros.dds.waitset import WaitSet

_PARTICIPANTS, _WRITERS, _READERS, _NODES = 1, 2, 3, 4  # wait set tokens
_BUILTIN_TOPICS = {_PARTICIPANTS: 0x7FFF0001, _WRITERS: 0x7FFF0003, _READERS: 0x7FFF0004}
_BATCH = 32


class Endpoint(NamedTuple):
    """A reader or writer anywhere in the domain."""

    guid: bytes
    participant: bytes
    topic: str
    type_name: str
    qos: EndpointQos
    type_hash: str


class Discovery:
    """Keeps the graph up to date in one thread of its own and announces this participant's nodes.

    `changed` is notified after every change, for those who wait for a node, a topic or a service.
    """

    def __init__(self, participant: int, guid: bytes) -> None:
        self.changed = threading.Condition()
        self.writers: dict[bytes, Endpoint] = {}
        self.readers: dict[bytes, Endpoint] = {}
        self._guid = guid
        self._nodes: dict[bytes, list[NodeEntities]] = {guid: []}
        self._postponed = 0
        self._lock = threading.RLock()
        described = opaque.create_topic(participant, graph_message.TOPIC, graph_message.TYPE)
        user_data = f"typehash={graph_message.TYPE_HASH};".encode()
        with endpoint_qos(EndpointQos(depth=1, transient_local=True), user_data, ignore_local=True) as qos:
            self._writer = check(native.create_writer(participant, described, qos, None), "announce nodes")
        with endpoint_qos(EndpointQos(depth=0, transient_local=True), user_data, ignore_local=True) as qos:
            self._reader = check(native.create_reader(participant, described, qos, None), "hear of nodes")
        native.delete(described)
        self._waitset = WaitSet()
        self._sources = {_NODES: self._reader}
        for token, topic in _BUILTIN_TOPICS.items():
            self._sources[token] = check(
                native.create_reader(participant, topic, None, None), "watch discovery"
            )
        for token, reader in self._sources.items():
            native.set_status_mask(reader, status.DATA_AVAILABLE)
            self._waitset.attach(reader, token)
            self._update(token)
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="dds-discovery", daemon=True)
        self._thread.start()

    # what others announce

    def refresh(self) -> None:
        """Take in what has arrived, own endpoints included, without waiting for the thread."""
        for token in self._sources:
            self._update(token)

    def nodes(self) -> list[NodeEntities]:
        """Return all nodes of the domain, this participant's first."""
        with self._lock:
            return [node for nodes in list(self._nodes.values()) for node in nodes]

    def owner(self, guid: bytes) -> NodeEntities | None:
        """Return the node an endpoint belongs to, None while it is not announced."""
        return next((node for node in self.nodes() if guid in node.readers or guid in node.writers), None)

    def _run(self) -> None:
        while not self._closing:
            tokens = self._waitset.wait()
            for token in tokens:
                status.happened(self._sources[token], status.DATA_AVAILABLE)
                self._update(token)
            if tokens:
                with self.changed:
                    self.changed.notify_all()

    def _update(self, token: int) -> None:
        with self._lock:
            if token == _NODES:
                self._hear_nodes()
            elif token == _PARTICIPANTS:
                self._hear_participants()
            else:
                self._hear_endpoints(token, self.writers if token == _WRITERS else self.readers)

    def _hear_nodes(self) -> None:
        while isinstance(taken := clayer.ddspy_take(self._reader, native.ANY_STATE, _BATCH), list) and taken:
            for payload, info in taken:
                if info.valid_data:
                    try:
                        participant, nodes = graph_message.decode(payload)
                    except ValueError:
                        continue  # a peer that speaks another dialect still exchanges topics
                    self._nodes[participant] = nodes

    def _hear_participants(self) -> None:
        for pointer, alive in _take_builtin(self._sources[_PARTICIPANTS]):
            if not alive:
                self._nodes.pop(bytes(cast(pointer, POINTER(BuiltinParticipant)).contents.key), None)

    def _hear_endpoints(self, token: int, known: dict[bytes, Endpoint]) -> None:
        for pointer, alive in _take_builtin(self._sources[token]):
            if token == _READERS:
                READERS.note()
            sample = cast(pointer, POINTER(BuiltinEndpoint)).contents
            guid = bytes(sample.key)
            if not alive:
                known.pop(guid, None)
                continue
            known[guid] = Endpoint(
                guid,
                bytes(sample.participant_key),
                sample.topic_name.decode(),
                sample.type_name.decode(),
                read_endpoint_qos(c_void_p(sample.qos)),
                read_user_data(c_void_p(sample.qos)).get("typehash", ""),
            )

    # what this participant announces

    def add_node(self, node: NodeEntities) -> None:
        """Announce a node of this participant."""
        with self._lock:
            self._nodes[self._guid].append(node)
            self.announce()

    def remove_node(self, node: NodeEntities) -> None:
        """Withdraw a node of this participant."""
        with self._lock:
            if node in self._nodes[self._guid]:
                self._nodes[self._guid].remove(node)
                self.announce()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Announce once at the end of the block, whatever is created in it."""
        with self._lock:
            self._postponed += 1
        try:
            yield
        finally:
            with self._lock:
                self._postponed -= 1
                self.announce()

    def announce(self) -> None:
        """Publish this participant's nodes and endpoints, unless inside a batch."""
        with self._lock:
            if self._postponed:
                return
            payload = graph_message.encode(self._guid, self._nodes[self._guid])
            payload += b"\0" * (-len(payload) % 4)
            native.write(self._writer, byref(native.Sample(payload, len(payload))))
        with self.changed:
            self.changed.notify_all()

    def close(self) -> None:
        """Stop the thread; the endpoints go with the participant."""
        self._closing = True
        self._waitset.wake()
        self._thread.join()
        self._waitset.close()


def _take_builtin(reader: int) -> Iterator[tuple[int, bool]]:
    """Yield (pointer to the sample, whether its instance is alive) for everything that is waiting."""
    samples = (c_void_p * _BATCH)()
    infos = (SampleInfo * _BATCH)()
    while True:
        ctypes.memset(samples, 0, ctypes.sizeof(samples))
        count = native.take(reader, samples, infos, _BATCH, _BATCH)
        if count <= 0:
            return
        try:
            for sample, info in zip(samples[:count], infos[:count], strict=True):
                if sample is not None:
                    yield sample, not info.instance_state & native.NOT_ALIVE_STATES
        finally:
            native.return_loan(reader, samples, count)
