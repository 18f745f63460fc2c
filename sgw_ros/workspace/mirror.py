# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A copy of the workspace in another process, kept up by keyframes and deltas, read locally.

A delta that does not follow on what is here is a gap: it is kept while a keyframe is fetched, and
applied after it. Deltas of the past are ignored, those of another epoch ask for a keyframe. An epoch
that was left comes back only with something new: a journal that was opened again, not an old message.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.commit import CommitRecord
from sgw_ros.workspace.errors import SchemaError
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.reading import Readable
from sgw_ros.workspace.scene import SCENE
from sgw_ros.workspace.schema import Schema
from sgw_ros.workspace.versions import Versions

MAX_WAITING = 4096
"""Deltas kept during a gap; beyond that the keyframe to come will be newer anyway."""

MAX_LEFT = 16
"""Epochs remembered after they were left."""


@dataclass(frozen=True, slots=True)
class Keyframe:
    """The whole graph at one version, as it travels."""

    epoch: str
    version: int
    schema_version: str
    nodes: tuple[NodeUpdate, ...]
    edges: tuple[EdgeUpdate, ...]
    state_hash: str = ""


def keyframe_of(snapshot: Snapshot) -> Keyframe:
    """A snapshot as a keyframe, in order of the keys, each node's root group first."""
    nodes: list[NodeUpdate] = []
    for key in snapshot.nodes:
        node = snapshot.nodes[key]
        nodes += [node.groups[n].update for n in snapshot.schema.root_first(node.type, node.groups)]
    edges = tuple(snapshot.edges[key].update for key in snapshot.edges)
    return Keyframe(
        snapshot.epoch,
        snapshot.version,
        snapshot.schema.version,
        tuple(nodes),
        edges,
        snapshot.state_hash(),
    )


class Mirror(Readable):
    """A local copy; `needs_keyframe` says that it does not know, or no longer knows, the graph."""

    def __init__(self, schema: Schema = SCENE, keep: int = 64) -> None:
        self._schema = schema
        self._keep = keep
        self._lock = threading.Lock()
        self._waiting: dict[int, tuple[str, CommitRecord]] = {}
        self._versions = Versions(Snapshot("", 0, schema), keep)
        self._left: OrderedDict[str, int] = OrderedDict()
        self.needs_keyframe = True
        self.gaps = 0

    def apply_keyframe(self, keyframe: Keyframe) -> bool:
        """Take a keyframe, unless what is here is newer; then the deltas that waited for it.

        Raises:
            SchemaError: when it does not fit the schema, or is of another version of it.
        """
        if keyframe.schema_version != self._schema.version:
            raise SchemaError(
                f"the workspace has version '{keyframe.schema_version}' of its schema, this process "
                f"'{self._schema.version}'; run the same release of both"
            )
        with self._lock:
            head = self._versions.head
            known = head.version if self.needs_keyframe else head.version + 1
            if keyframe.epoch == head.epoch and keyframe.version < known:
                return False
            if keyframe.version <= self._left.get(keyframe.epoch, -1):
                return False
            if keyframe.epoch != head.epoch:
                self._leave(head)
            stamps = [u.stamp_ns for u in keyframe.nodes] + [u.stamp_ns for u in keyframe.edges]
            start = Snapshot(keyframe.epoch, keyframe.version, self._schema)
            nodes = ((keyframe.version, "", node) for node in keyframe.nodes)
            edges = ((keyframe.version, "", edge) for edge in keyframe.edges)
            self._versions = Versions(start.restore(nodes, edges, max(stamps, default=0)), self._keep)
            self.needs_keyframe = False
            waiting = sorted(self._waiting.values(), key=lambda w: w[1].version)
            self._waiting.clear()
            for epoch, record in waiting:
                if epoch == keyframe.epoch:
                    self._apply(epoch, record)
            return True

    def _leave(self, head: Snapshot) -> None:
        """Remember where an epoch was left: what comes of it from before that is late and not news."""
        self._left[head.epoch] = head.version
        while len(self._left) > MAX_LEFT:
            self._left.popitem(last=False)

    def apply_delta(self, epoch: str, record: CommitRecord) -> bool:
        """Take one commit; False where it has to wait for a keyframe or was known already.

        Raises:
            SchemaError: when it does not fit the graph, which then needs a keyframe.
        """
        with self._lock:
            return self._apply(epoch, record)

    def _apply(self, epoch: str, record: CommitRecord) -> bool:
        head = self._versions.head
        if not self.needs_keyframe and epoch == head.epoch:
            if record.version <= head.version:
                return False
            if record.version == head.version + 1:
                self._evolve(head, record)
                return True
        if not self.needs_keyframe:
            self.needs_keyframe = True
            self.gaps += 1
        if len(self._waiting) < MAX_WAITING:
            self._waiting[record.version] = (epoch, record)
        return False

    def _evolve(self, head: Snapshot, record: CommitRecord) -> None:
        try:
            snapshot = head.evolve(record.version, record.expert, record.nodes, record.edges, record.stamp_ns)
        except Exception:
            self.needs_keyframe = True
            raise
        self._versions.add(snapshot, record)
