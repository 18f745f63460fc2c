# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading a graph without a lock, the same way from the workspace itself and from a mirror of it."""

from __future__ import annotations

from sgw_ros.workspace.commit import CommitRecord
from sgw_ros.workspace.difference import Difference, difference
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.query import Query, Subgraph, run
from sgw_ros.workspace.versions import Versions


class Readable:
    """The versions at hand, read by any thread while a writer adds to them."""

    _versions: Versions

    @property
    def head(self) -> Snapshot:
        """The newest version."""
        return self._versions.head

    @property
    def epoch(self) -> str:
        """Names this life of the graph; versions of different epochs have nothing in common."""
        return self._versions.head.epoch

    def read_state(self, stamp_ns: int | None = None) -> Snapshot:
        """The head, or the graph as of a sensor time.

        Raises:
            VersionError: when that time is no longer kept.
        """
        return self._versions.head if stamp_ns is None else self._versions.as_of(stamp_ns)

    def snapshot(self, version: int) -> Snapshot:
        """One version.

        Raises:
            VersionError: when it does not exist yet or is no longer kept.
        """
        return self._versions.get(version)

    def query(self, query: Query, version: int | None = None) -> Subgraph:
        """The part of a version (the head) that a query describes.

        Raises:
            QueryError: for a query that cannot be understood.
            VersionError: as `snapshot`.
        """
        return run(query, self.head if version is None else self.snapshot(version))

    def diff(self, a: int, b: int) -> Difference:
        """What changed from version `a` to version `b`.

        Raises:
            VersionError: as `snapshot`.
        """
        return difference(self.snapshot(a), self.snapshot(b))

    def records(self, since: int = 0) -> list[CommitRecord]:
        """The commits after a version that are at hand, oldest first."""
        return self._versions.since(since)

    def history(self, key: str) -> list[CommitRecord]:
        """The commits at hand that wrote a node, its edges, or the edge of this key; oldest first."""
        return [record for record in self.records() if record.touches(key)]
