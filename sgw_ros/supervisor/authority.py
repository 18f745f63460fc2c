# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settling what waits: physics' corrections against what was seen, and conflicts between experts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.core.types import Track
from sgw_ros.supervisor.config import SupervisorConfig
from sgw_ros.supervisor.scene import Scene
from sgw_ros.workspace.address import item_address
from sgw_ros.workspace.authority import AuthorityKey
from sgw_ros.workspace.commit import CommitResult, Pending
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.settlement import decision_on, resolve
from sgw_ros.workspace.workspace import Workspace

Verdict = Literal["accept", "refuse", "ask again"]
CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of a pending proposal: `accept` writes the resolution, otherwise nothing is written.

    An accepted one whose `nodes` and `edges` are empty commits the proposal as it stands.
    """

    pending: Pending
    verdict: Verdict
    accept: bool
    nodes: tuple[NodeUpdate, ...] = ()
    edges: tuple[EdgeUpdate, ...] = ()
    reason: str = ""
    object_id: int = 0

    @property
    def handle(self) -> str:
        """The handle of the proposal."""
        return self.pending.handle


def judge(pending: Pending, scene: Scene, head: Snapshot | None, config: SupervisorConfig) -> Settlement:
    """Decide on one pending proposal.

    Conflicting reads or writes come first: stale ground is asked for anew. Corrections are then
    judged one by one, whatever the conflict's outcome gave the rest, which is kept.
    """
    settled = _judge_conflict(pending, head) if pending.conflicts else None
    if settled is not None and not settled.accept:
        return settled
    kept: list[NodeUpdate] = []
    verdicts: list[tuple[Verdict, str, int]] = []
    for node in pending.proposal.nodes:
        if node.group != CORRECTION:
            kept.append(node)
            continue
        object_id = object_id_of(node.key)
        verdict, reason = judge_correction(scene.track(object_id), scene, config)
        verdicts.append((verdict, reason, object_id))
        if verdict == "accept":
            kept.append(node)
    if not verdicts:
        return settled or Settlement(pending, "accept", True, reason="no objection")
    verdict, reason, object_id = min(verdicts, key=lambda v: ("refuse", "ask again", "accept").index(v[0]))
    edges = pending.proposal.edges
    accept = bool(kept or edges)
    return Settlement(pending, verdict, accept, tuple(kept), edges if accept else (), reason, object_id)


def judge_correction(track: Track | None, scene: Scene, config: SupervisorConfig) -> tuple[Verdict, str]:
    """Whether physics may overrule memory on one object: only where seeing is not believing."""
    if track is None:
        return "refuse", "the object is no longer tracked"
    deviation_m = math.sqrt(max(float(track.covariance[0, 0] + track.covariance[1, 1]), 0.0))
    if not track.visible:
        return "accept", "the object is hidden, physics carries it"
    if deviation_m > config.hidden_deviation_m:
        return "accept", f"its position is known to {deviation_m:.1f} m only"
    detection = scene.detection(track)
    score = detection.score if detection else 0.0
    if score >= config.sure_score:
        return "refuse", f"it is in plain sight, detected with {score:.2f}"
    return "ask again", f"it is seen with {score:.2f} only; the next frame tells"


def _judge_conflict(pending: Pending, head: Snapshot | None) -> Settlement:
    """The better known of two statements about the same thing stays."""
    contested = {address for address, _ in pending.conflicts}
    for node in pending.proposal.nodes:
        address = item_address(node.key, "" if node.remove else node.group)
        if address in contested:
            contested.remove(address)
            item = head.item(node.key, node.group) if head and not node.remove else None
            if item is None or node.uncertainty >= item.update.uncertainty:
                reason = f"{address} is known at least as well already"
                return Settlement(pending, "refuse", False, reason=reason, object_id=object_id_of(node.key))
    if contested:
        return Settlement(
            pending, "ask again", False, reason=f"{', '.join(sorted(contested))} changed meanwhile"
        )
    return Settlement(pending, "accept", True, reason="it knows better than what is there")


def object_id_of(key: str) -> int:
    """The number of an object node; 0 for other keys."""
    kind, _, name = key.partition("/")
    return int(name) if kind == "object" and name.isdecimal() else 0


def sign(settlement: Settlement, key: AuthorityKey, head: Snapshot, now_ns: int) -> str:
    """The authority for a settlement, for a supervisor that holds the key and a mirror of the graph.

    Raises:
        SchemaError: when the resolution does not fit the schema.
    """
    writes = resolve(settlement.pending, settlement.accept, settlement.nodes, settlement.edges, head.schema)
    return key.sign(decision_on(settlement.pending, settlement.accept, writes, head), now_ns)


def apply(settlement: Settlement, workspace: Workspace) -> CommitResult:
    """Carry out a settlement on a workspace in this process."""
    waiting, accept, nodes, edges = settlement.pending, settlement.accept, settlement.nodes, settlement.edges
    authority = workspace.authorise(waiting, accept, nodes, edges)
    return workspace.commit_update(waiting.handle, authority, accept, nodes, edges)
