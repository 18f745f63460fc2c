# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Opening a journal: the newest checkpoint, every commit after it, and whether that is all there was."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from sgw_ros.workspace.archive import decode_record, decode_snapshot, fitting
from sgw_ros.workspace.commit import CommitRecord
from sgw_ros.workspace.errors import JournalError, SchemaError
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.journal import FIRST_CHAIN, Journal, chained
from sgw_ros.workspace.journal_log import lost_commits
from sgw_ros.workspace.migration import bring_up_to_date
from sgw_ros.workspace.schema import Schema
from sgw_ros.workspace.versions import Versions

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def open_versions(journal: Journal | None, schema: Schema, keep: int) -> Versions:
    """The versions that a journal holds; without one, or with an empty one, a new epoch.

    Args:
        journal: opened for writing.
        schema: what the workspace takes.
        keep: how many versions to keep at hand.

    Raises:
        JournalError: when the journal is damaged or of a schema that cannot be read; it is let go then.
    """
    if journal is None:
        return Versions(Snapshot(_new_epoch(), 0, schema), keep)
    try:
        return _recover(journal, schema, keep)
    except BaseException:
        journal.release()
        raise


def _recover(journal: Journal, schema: Schema, keep: int) -> Versions:
    _check_exclusions(journal, schema)
    bring_up_to_date(journal, schema)
    epoch = journal.meta("epoch", "")
    if not epoch or _may_differ(journal):
        epoch = _new_epoch()
    steps = replay(journal, schema, epoch)
    first, _, chain = next(steps)
    versions = Versions(first, keep)
    for snapshot, record, link in steps:
        chain = link
        if record is not None:
            versions.add(snapshot, record)
    if journal.lost_commits:
        journal.restart_log()
        journal.last_fault = _loss(journal.lost_commits, versions.head.version)
    journal.set_meta("epoch", epoch)
    session = {"boot": _boot_id(), "sync": journal.sync, "closed": False, "hides": bool(journal.exclude)}
    journal.set_meta("session", session)
    journal.continue_chain(chain)
    return versions


def _check_exclusions(journal: Journal, schema: Schema) -> None:
    for kind in schema.nodes.values():
        for group, names in journal.exclude.items():
            for name in names & kind.groups.get(group, {}).keys():
                if kind.groups[group][name].required:
                    raise JournalError(
                        f"journal {journal.path}: '{group}.{name}' cannot be excluded, {kind.text} needs it"
                    )


def _new_epoch() -> str:
    return secrets.token_hex(8)


def replay(
    journal: Journal, schema: Schema, epoch: str = "", until: int | None = None, from_oldest: bool = False
) -> Iterator[tuple[Snapshot, CommitRecord | None, bytes]]:
    """Every (snapshot, record, chain) from the newest checkpoint to the end (or version `until`).

    `from_oldest` starts at the oldest one, compares every checkpoint on the way and looks through the log.

    Raises:
        JournalError: where a commit is missing, altered or does not fit.
    """
    snapshot, chain = Snapshot(epoch, 0, schema), FIRST_CHAIN
    hashes: dict[int, str] = {}
    start: tuple[int, bytes, str, bytes] | None = None
    for checkpoint in journal.checkpoints(until):
        start, hashes[checkpoint[0]] = checkpoint, checkpoint[2]
        if not from_oldest:
            break
    if start is not None and not (from_oldest and journal.has_commit(1)):
        version, chain, _, body = start
        snapshot = decode_snapshot(body, replace(snapshot, version=version))
        _compare(snapshot, hashes, journal)
    yield snapshot, None, chain
    for version, link, body in journal.rows(snapshot.version, until):
        if version != snapshot.version + 1:
            raise JournalError(f"journal {journal.path}: version {snapshot.version + 1} is missing")
        chain = chained(chain, body)
        if chain != link:
            raise JournalError(f"journal {journal.path}: version {version} was altered")
        try:
            record = fitting(decode_record(body), schema)
            snapshot = snapshot.evolve(version, record.expert, record.nodes, record.edges, record.stamp_ns)
        except SchemaError as error:
            raise JournalError(f"journal {journal.path}: version {version} does not fit: {error}") from error
        _compare(snapshot, hashes, journal)
        yield snapshot, record, chain
    beyond = max(hashes, default=0)
    if beyond > snapshot.version:
        raise JournalError(
            f"journal {journal.path}: it ends at version {snapshot.version}, but has a checkpoint at {beyond}"
        )
    if from_oldest and (lost := lost_commits(journal.path)):
        raise JournalError(f"journal {journal.path}: {_loss(lost, snapshot.version)}")


def _compare(snapshot: Snapshot, hashes: Mapping[int, str], journal: Journal) -> None:
    if snapshot.version in hashes and snapshot.state_hash() != hashes[snapshot.version]:
        raise JournalError(
            f"journal {journal.path}: the checkpoint at {snapshot.version} is not what the commits give"
        )


def _may_differ(journal: Journal) -> bool:
    """Whether others may know commits that the journal lost, or what it was told not to store."""
    session = journal.meta("session", {})
    unsafe = session.get("sync") != "commit" and not session.get("closed", True)
    went_down = unsafe and session.get("boot") != _boot_id()
    return bool(went_down or journal.lost_commits or session.get("hides", journal.exclude))


def _loss(commits: int, version: int) -> str:
    if commits > 1:
        return f"{commits} commits after version {version} are damaged in its log"
    return f"1 commit after version {version} is damaged in its log, or its writer was killed at it"


def _boot_id() -> str:
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return ""
