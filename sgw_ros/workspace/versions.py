# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The versions at hand: the newest snapshots and the commits that made them, bounded in number."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.commit import CommitRecord, undone
from sgw_ros.workspace.errors import SchemaError, VersionError
from sgw_ros.workspace.graph import Snapshot

DEFAULT_KEEP = 512
MOST_GONE = 4096
"""Removals remembered before those that no version at hand made are let go."""


class Versions:
    """A window of versions; one writer adds, any thread reads without a lock."""

    def __init__(self, first: Snapshot, keep: int = DEFAULT_KEEP) -> None:
        if keep < 1:
            raise VersionError(f"a workspace keeps at least 1 version, not {keep}")
        self._keep = keep
        self._snapshots = {first.version: first}
        self._records: dict[int, CommitRecord] = {}
        self._oldest = self._time_began = first.version
        self._gone: dict[str, tuple[int, int]] = {}
        self.head = first

    @property
    def oldest(self) -> int:
        """The oldest version at hand."""
        return self._oldest

    def add(self, snapshot: Snapshot, record: CommitRecord) -> None:
        """Take the next version and forget the oldest one beyond the window."""
        version = snapshot.version
        self._snapshots[version] = snapshot
        self._records[version] = record
        if snapshot.latest_ns < self.head.latest_ns:
            self._time_began = version
        self.head = snapshot
        self._note_removals(record)
        forgotten = version - self._keep
        # Readers hold no lock: what goes is said to be gone before it goes.
        self._oldest = max(self._oldest, forgotten + 1)
        self._snapshots.pop(forgotten, None)
        self._records.pop(forgotten + 1, None)

    def _note_removals(self, record: CommitRecord) -> None:
        updates: list[NodeUpdate | EdgeUpdate] = [*record.nodes, *record.edges]
        for update in updates:
            if update.remove:
                self._gone[update.key] = (update.stamp_ns, record.version)
            elif self._gone:
                self._gone.pop(update.key, None)
        if len(self._gone) > MOST_GONE:
            oldest = self.oldest
            self._gone = {key: entry for key, entry in self._gone.items() if entry[1] > oldest}

    def is_outlived(self, update: NodeUpdate | EdgeUpdate) -> bool:
        """Whether this would bring back a node or edge from before a commit at hand removed it."""
        entry = self._gone.get(update.key)
        if entry is None or update.remove or update.stamp_ns >= entry[0]:
            return False
        return not isinstance(update, NodeUpdate) or update.group in self.head.schema.roots

    def get(self, version: int) -> Snapshot:
        """The snapshot of one version.

        Raises:
            VersionError: when it does not exist yet or is no longer kept.
        """
        snapshot = self._snapshots.get(version)
        if snapshot is None:
            raise VersionError(self.missing(version))
        return snapshot

    def missing(self, version: int) -> str:
        """Why a version is not at hand."""
        if version > self.head.version or version < 0:
            return f"version {version} does not exist; the head is {self.head.version}"
        return f"version {version} is no longer kept, the oldest is {self.oldest}; read again"

    def find(self, version: int) -> Snapshot | None:
        """The snapshot of one version, or None."""
        return self._snapshots.get(version)

    def record(self, version: int) -> CommitRecord | None:
        """The commit that made a version, or None when it is not at hand."""
        return self._records.get(version)

    def since(self, version: int) -> list[CommitRecord]:
        """The commits after one version that are at hand, oldest first."""
        first = max(version, self.oldest)
        found = (self._records.get(v) for v in range(first + 1, self.head.version + 1))
        return [record for record in found if record is not None]

    def as_of(self, stamp_ns: int) -> Snapshot:
        """The graph as the sensors had shown it by `stamp_ns`: all facts up to then, none after.

        Starts from the last version that no later fact had entered, and adds the facts that came
        late. What was rolled back since has never been; what was pruned later had not been yet. After
        the clock was set back, stamps are those of the time since then. Its version is the head's, as
        the base of what is proposed on this ground.

        Raises:
            VersionError: when no version that early is at hand.
        """
        head = self.head
        if head.latest_ns <= stamp_ns:
            return head
        start, high = self._first(), head.version
        low = start.version
        if start.latest_ns > stamp_ns:
            raise VersionError(f"the state at {stamp_ns} ns is no longer kept; the oldest version is {low}")
        while high - low > 1:
            middle = (low + high) // 2
            snapshot = self._snapshots.get(middle)
            if snapshot is not None and snapshot.latest_ns > stamp_ns:
                high = middle
            else:
                low = middle
        return self._with_late_facts(self.get(self._before_undone(low)), stamp_ns, head)

    def _first(self) -> Snapshot:
        """The oldest version of this time; asked again where a writer forgets it that moment."""
        while True:
            first = self._snapshots.get(max(self._oldest, self._time_began))
            if first is not None:
                return first

    def _before_undone(self, version: int) -> int:
        """The last version up to `version` that holds nothing which was rolled back after it."""
        made_by = {record.handle: record.version for record in self.since(0)}
        rollbacks = [record for record in self.since(version) if record.undoes]
        return min([version, *(made_by.get(record.undoes, 0) - 1 for record in rollbacks)])

    def _with_late_facts(self, early: Snapshot, stamp_ns: int, head: Snapshot) -> Snapshot:
        state = early
        undone_handles = undone(self.since(0))
        for record in self.since(early.version):
            if record.version > head.version:
                break
            forgets_later = record.kind in ("prune", "merge") and record.stamp_ns > stamp_ns
            if forgets_later or record.undoes or record.handle in undone_handles:
                continue
            nodes = [
                u for u in (*record.nodes, *record.late) if u.stamp_ns <= stamp_ns and _is_newest(u, state)
            ]
            edges = [u for u in record.edges if u.stamp_ns <= stamp_ns]
            state = _with_those_that_fit(state, record, nodes, edges, min(record.stamp_ns, stamp_ns))
        return replace(state, version=head.version)


def _with_those_that_fit(
    state: Snapshot,
    record: CommitRecord,
    nodes: Sequence[NodeUpdate],
    edges: Sequence[EdgeUpdate],
    stamp_ns: int,
) -> Snapshot:
    """After a commit's updates, less those about what came into being later: they have no place yet."""
    try:
        return state.evolve(state.version, record.expert, nodes, edges, stamp_ns)
    except SchemaError:
        pass
    for node in nodes:
        with suppress(SchemaError):
            state = state.evolve(state.version, record.expert, [node], [], stamp_ns)
    for edge in edges:
        with suppress(SchemaError):
            state = state.evolve(state.version, record.expert, [], [edge], stamp_ns)
    return state


def _is_newest(update: NodeUpdate, state: Snapshot) -> bool:
    item = state.item(update.key, update.group)
    return item is None or item.update.stamp_ns <= update.stamp_ns
