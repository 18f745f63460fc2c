# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The workspace: experts propose, the supervisor settles, everybody reads without a lock."""

from __future__ import annotations

import itertools
import secrets
import threading
import time
from collections.abc import Callable, Sequence

from sgw_ros.core.errors import WorkspaceError
from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Proposal
from sgw_ros.workspace.authority import AuthorityKey, Decision
from sgw_ros.workspace.commit import (
    ROLLBACK_OF,
    CommitRecord,
    CommitResult,
    Listener,
    Pending,
    ProposalResult,
    PruneResult,
    Status,
)
from sgw_ros.workspace.errors import SchemaError
from sgw_ros.workspace.intake import check_proposal
from sgw_ros.workspace.journal import Journal
from sgw_ros.workspace.listeners import Listeners
from sgw_ros.workspace.policy import PolicyTable, Rule
from sgw_ros.workspace.pruning import Strategy, choose, merging_updates, protected_keys
from sgw_ros.workspace.reading import Readable
from sgw_ros.workspace.recovery import open_versions
from sgw_ros.workspace.rollback import BlockedError, plan
from sgw_ros.workspace.scene import SCENE
from sgw_ros.workspace.schema import Schema
from sgw_ros.workspace.settlement import (
    Sorted,
    contested_at,
    decision_on,
    judge,
    newly_contested,
    resolve,
    sort_by_age,
)
from sgw_ros.workspace.time_base import check_stamps
from sgw_ros.workspace.versions import DEFAULT_KEEP
from sgw_ros.workspace.waiting import WaitingRoom

PENDING_TTL_S = 2.0
CHECKPOINT_EVERY = 10_000
"""Versions between checkpoints: recovery replays at most about these many commits."""


class Workspace(Readable):
    """The shared graph. Writers take turns under one lock; `head` and snapshots are plain references.

    Args:
        schema: what may be written.
        journal: where commits go before they are acknowledged; None keeps nothing.
        authority: the key that settlements are checked with; None makes one for this process, which
            `authority` hands out.
        keep: how many versions stay readable.
        pending_ttl_s: how long a proposal waits for the supervisor.
        clock_ns: the time for commits, expiry and authority.

    Raises:
        JournalError: when the journal cannot be recovered.
    """

    def __init__(
        self,
        schema: Schema = SCENE,
        journal: Journal | None = None,
        authority: AuthorityKey | None = None,
        keep: int = DEFAULT_KEEP,
        pending_ttl_s: float = PENDING_TTL_S,
        clock_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self.schema = schema
        self.authority = authority or AuthorityKey.generate()
        self._journal = journal
        self._clock_ns = clock_ns
        self._ttl_ns = round(pending_ttl_s * 1e9)
        self._policies = PolicyTable()
        self._listeners = Listeners()
        self._is_closed = False
        self._waiting = WaitingRoom()
        self._session, self._numbers = secrets.token_hex(4), itertools.count(1)
        self._lock = threading.RLock()
        self._versions = open_versions(journal, schema, keep)

    @property
    def faults(self) -> dict[str, str]:
        """What went wrong last beside the commits: at the `journal`'s flushing, at a `listener`."""
        journal = self._journal.last_fault if self._journal else ""
        found = {"journal": journal, "listener": self._listeners.fault}
        return {name: fault for name, fault in found.items() if fault}

    def pending(self) -> tuple[Pending, ...]:
        """Proposals that wait, oldest first, with what contests them now."""
        with self._lock:
            return self._waiting.all(self._versions, self._clock_ns())

    def find_pending(self, handle: str) -> Pending:
        """One of them; a `WorkspaceError` says what became of it where it waits no longer."""
        with self._lock:
            return self._waiting.find(handle, self._versions, self._clock_ns())

    def count_pending(self) -> int:
        """How many proposals wait, without a look at what contests them."""
        with self._lock:
            self._waiting.expire(self._clock_ns())
            return len(self._waiting)

    # ---- writing -------------------------------------------------------------------------------

    def propose_update(self, proposal: Proposal, epoch: str = "") -> ProposalResult:
        """Validate a proposal; free of conflict and under policy `auto`, it is committed at once.

        `epoch` is that of the version it read; given and outdated, the proposal is refused.
        """
        handle = self._new_handle()
        try:
            proposal = check_proposal(proposal, self.schema)
        except WorkspaceError as error:
            return ProposalResult(handle, Status.REFUSED, message=str(error))
        with self._lock:
            return self._propose(handle, proposal, epoch)

    def _propose(self, handle: str, proposal: Proposal, epoch: str) -> ProposalResult:
        head = self._versions.head
        if epoch and epoch != head.epoch and proposal.base_version is not None:
            return ProposalResult(handle, Status.REFUSED, message=f"epoch {epoch} is over; read again")
        try:
            check_stamps(proposal.stamp_ns, proposal.nodes, proposal.edges, head, self._clock_ns())
            conflicts, writes = judge(proposal, self._versions)
            held = self._policies.held(proposal)
            if conflicts or held:
                head.evolve(head.version + 1, proposal.expert, proposal.nodes, proposal.edges)
                return self._hold(handle, proposal, conflicts, held)
            version = self._commit(handle, "proposal", proposal, writes)
        except SchemaError as error:
            # On a full disk the ground of a proposal is missing, which is no mistake of its sender.
            refusal = self._journal.refusal if self._journal is not None else ""
            text = f"{refusal}; what this rests on was not kept" if refusal else str(error)
            return ProposalResult(handle, Status.REFUSED, message=text)
        except WorkspaceError as error:
            return ProposalResult(handle, Status.REFUSED, message=str(error))
        return ProposalResult(handle, Status.COMMITTED, version, message=writes.remark)

    def commit_update(
        self,
        handle: str,
        authority: str,
        accept: bool = True,
        nodes: Sequence[NodeUpdate] = (),
        edges: Sequence[EdgeUpdate] = (),
    ) -> CommitResult:
        """Settle a pending proposal: refuse it, commit it as it stands, or commit a resolution in its place.

        The settlement is a transaction of its own: it holds only while the contested items are as the
        supervisor saw them, because the authority is bound to their versions.
        """
        with self._lock:
            try:
                now_ns = self._clock_ns()
                pending = self._waiting.find(handle, self._versions, now_ns)
                writes = resolve(pending, accept, nodes, edges, self.schema)
                check_stamps(0, *writes, self.head, now_ns)
                if contested := newly_contested(pending, writes, self.head, self._versions.since):
                    message = f"{', '.join(contested)} was written meanwhile; decide again"
                    return CommitResult(False, message=message)
                self.authority.spend(authority, decision_on(pending, accept, writes, self.head), now_ns)
                settled = sort_by_age(self.head.standing(*writes), *writes, self._versions)
                version = self._commit(handle, "settlement", pending.proposal, settled) if accept else 0
            except WorkspaceError as error:
                return CommitResult(False, message=str(error))
            self._waiting.leave(handle, f"was {'committed' if accept else 'refused'} already")
            return CommitResult(accept, version, settled.remark if accept else "refused as decided")

    def authorise(
        self,
        pending: Pending,
        accept: bool,
        nodes: Sequence[NodeUpdate] = (),
        edges: Sequence[EdgeUpdate] = (),
    ) -> str:
        """Sign a settlement with this workspace's own key, for a supervisor in the same process."""
        writes = resolve(pending, accept, nodes, edges, self.schema)
        return self.authority.sign(decision_on(pending, accept, writes, self.head), self._clock_ns())

    def rollback(self, handle: str, authority: str) -> CommitResult:
        """Undo a commit as a new version, unless a later one rests on it."""
        with self._lock:
            try:
                undo = plan(handle, self._versions)
                self.authority.spend(authority, Decision(self.epoch, handle, "rollback"), self._clock_ns())
                proposal = Proposal("supervisor", undo.record.stamp_ns, reason=f"{ROLLBACK_OF}{handle}")
                writes = Sorted(undo.nodes, undo.edges, undo.late)
                version = self._commit(self._new_handle(), "rollback", proposal, writes)
            except BlockedError as error:
                return CommitResult(False, message=str(error), blocked_by=error.handles)
            except WorkspaceError as error:
                return CommitResult(False, message=str(error))
            return CommitResult(True, version)

    def prune(self, strategy: Strategy, threshold: float) -> PruneResult:
        """Forget nodes, or merge duplicates, in one commit; see `pruning` for strategies and thresholds.

        What an open proposal has read or wants to write stays.

        Raises:
            WorkspaceError: for an unknown strategy or threshold, or when the journal did not take it.
        """
        with self._lock:
            head = self._versions.head
            protected = protected_keys(self.pending(), self._versions)
            doomed = choose(head, strategy, threshold, protected)
            if not doomed:
                return PruneResult(head.version, message="nothing to forget")
            nodes, edges = merging_updates(head, doomed)
            kind = "merge" if strategy == "duplicates" else "prune"
            proposal = Proposal("workspace", head.latest_ns, reason=f"{strategy} {threshold:g}")
            version = self._commit(self._new_handle(), kind, proposal, Sorted(nodes, edges))
            return PruneResult(version, tuple(sorted(doomed)))

    # ---- rules and listeners -------------------------------------------------------------------

    def set_policy(self, expert: str, group: str, rule: Rule) -> None:
        """Say whether an expert's proposals on a group (or edge type) commit by themselves."""
        with self._lock:
            self._policies.set(expert, group, rule)

    def add_listener(self, listener: Listener) -> None:
        """Call `listener` with every commit from now on, in order, while the write lock is held."""
        with self._lock:
            self._listeners.add(listener)

    def checkpoint(self) -> None:
        """Write the whole graph into the journal, so that the next start is quick.

        Raises:
            JournalError: when it could not be written.
        """
        with self._lock:
            if self._journal is not None:
                self._journal.checkpoint(self.head)

    def close(self) -> None:
        """Flush and close the journal; reading goes on, writing does not."""
        with self._lock:
            self._is_closed = True
            if self._journal is not None:
                self._journal.close()
                self._journal = None

    def _new_handle(self) -> str:
        return f"{self._session}-{next(self._numbers)}"

    def _commit(self, handle: str, kind: str, proposal: Proposal, writes: Sorted) -> int:
        """Make the next version: journal first, then show it, then tell.

        Raises:
            SchemaError: when the writes do not fit the graph.
            JournalError: when the journal did not take it; the graph is as before.
            WorkspaceError: when the workspace is closed.
        """
        self._check_open()
        head = self._versions.head
        version = head.version + 1
        snapshot = head.evolve(version, proposal.expert, writes.nodes, writes.edges, proposal.stamp_ns)
        p, now_ns = proposal, self._clock_ns()
        made_by = (handle, kind, p.expert, version, p.base_version, p.stamp_ns, now_ns)
        record = CommitRecord(*made_by, *writes[:3], p.reads, p.reason, p.input_hashes)
        if self._journal is not None:
            self._journal.append(record)
            if version % CHECKPOINT_EVERY == 0:
                self._journal.request_checkpoint(snapshot)
        self._versions.add(snapshot, record)
        self._listeners.tell(record)
        return version

    def _check_open(self) -> None:
        if self._is_closed:
            raise WorkspaceError("the workspace is closed; nothing is written any more")

    def _hold(
        self, handle: str, proposal: Proposal, conflicts: tuple[str, ...], held: tuple[str, ...]
    ) -> ProposalResult:
        self._check_open()
        now_ns = self._clock_ns()
        contested = contested_at(self.head, conflicts, self._versions.since)
        pending = Pending(handle, proposal, contested, held, now_ns + self._ttl_ns)
        self._waiting.enter(pending, self.head.version, now_ns)
        reasons = [f"conflicts with later writes of {', '.join(conflicts)}"] if conflicts else []
        if held:
            reasons.append(f"policy holds {', '.join(held)}")
        return ProposalResult(handle, Status.PENDING, conflicts=conflicts, message="; ".join(reasons))
