# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The shared workspace as services and topics.

Services `workspace/{propose_update, commit_update, rollback, prune, read_state, snapshot, query}`;
topics `workspace/{keyframe, delta, pending, markers}`. The logic is `sgw_ros.workspace`'s.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

from sgw_msgs.msg import GraphDelta, GraphSnapshot
from sgw_ros.core.errors import WorkspaceError
from sgw_ros.nodes.channels import Output, bus_key
from sgw_ros.nodes.configs import WorkspaceConfig
from sgw_ros.nodes.convert.ingest import IngestReport
from sgw_ros.nodes.convert.versions import delta_message, snapshot_message
from sgw_ros.nodes.foreign import attempt
from sgw_ros.nodes.graph_view import GraphView
from sgw_ros.nodes.lifecycle_base import SgwNode
from sgw_ros.nodes.local_bus import BUS, Listener
from sgw_ros.nodes.policies import read_held, rules_of
from sgw_ros.nodes.qos import EVERY, LATCHED
from sgw_ros.nodes.supervision_streams import HEAD, INGEST_STATUS, PENDING
from sgw_ros.nodes.workspace_client import SERVICE, LocalProposal
from sgw_ros.nodes.workspace_services import WorkspaceServices
from sgw_ros.supervisor.restart import SceneRestart
from sgw_ros.workspace.authority import AuthorityKey
from sgw_ros.workspace.commit import CommitRecord, Pending
from sgw_ros.workspace.journal import Journal
from sgw_ros.workspace.policy import DEFAULT_RULES
from sgw_ros.workspace.scene import SCENE
from sgw_ros.workspace.workspace import Workspace

KEYFRAME_PERIOD_S = 5.0
"""Who comes later catches up with deltas, or asks for a snapshot; the whole graph is dear."""
PRUNE_PERIOD_S = 10.0
VIEW_PERIOD_S = 0.2


def key_path(name: str) -> Path:
    """The key file that a parameter names, `sgw.key` in ROS_HOME for none."""
    home = os.environ.get("ROS_HOME") or "~/.ros"
    return Path(name or f"{home}/sgw.key").expanduser()


class WorkspaceNode(SgwNode[WorkspaceConfig]):
    """Hosts one workspace."""

    def __init__(self, **node_kwargs: Any) -> None:
        super().__init__("workspace", WorkspaceConfig(), **node_kwargs)
        self._workspace: Workspace | None = None
        self._shown_version = -1

    def load(self) -> None:
        """Open the journal and recover what it holds."""
        config = self.config
        journal = None
        if config.journal:
            exclude = () if config.keep_sensitive else SCENE.sensitive
            journal = Journal(Path(config.journal).expanduser(), config.sync, exclude)  # type: ignore[arg-type]
        held = read_held(config.hold)
        self._workspace = Workspace(journal=journal, authority=AuthorityKey.load(key_path(config.key_file)))
        for rule in rules_of(held, before=frozenset(DEFAULT_RULES)):
            self._workspace.set_policy(*rule)
        self._workspace.add_listener(self._on_commit)

    def unload(self) -> None:
        """Close the journal."""
        if self._workspace is not None:
            self._workspace.close()
            self._workspace = None

    def start(self) -> None:
        """Serve, and show what changes."""
        self._heads = Output(self, HEAD, local_only=True)
        self.keep(self._heads)
        self._waiting = self.say(PENDING)
        keyframe = self.create_publisher(GraphSnapshot, "workspace/keyframe", LATCHED)
        self._keyframe = self.until_stopped(keyframe, self.destroy_publisher)
        delta = self.create_publisher(GraphDelta, "workspace/delta", EVERY)
        self._delta = self.until_stopped(delta, self.destroy_publisher)
        self.every(KEYFRAME_PERIOD_S, self._show_keyframe)
        self.every(PRUNE_PERIOD_S, self._forget)
        view = GraphView(self, lambda: self.workspace.head)
        self.keep(view)
        self.every(VIEW_PERIOD_S, view.show)
        self.hear(INGEST_STATUS, self._on_report)
        self._restart = SceneRestart()
        self._offered = WorkspaceServices(
            self, self.workspace, self._on_pending, self._restart.is_over, self.fault
        )
        self.keep(self._offered)
        key = bus_key(self, SERVICE)
        on_proposal = partial(self.mailbox.post, partial(self.guarded, self._on_local_proposal))
        local = Listener(key, on_proposal, producers_changed=lambda: None)
        BUS.listen(self.until_stopped(local, BUS.leave))
        self._shown_version = -1
        self._show_keyframe()

    def stop(self) -> None:
        """Show the last of it."""
        if self.context.ok():
            self._show_keyframe()

    def config_changed(self, config: WorkspaceConfig, names: set[str]) -> None:
        """Policies apply from the next proposal on."""
        rules = rules_of(read_held(config.hold), before=read_held(self.config.hold))
        if self._workspace is not None:
            for rule in rules:
                self._workspace.set_policy(*rule)

    def counters(self) -> dict[str, str]:
        """How big it is."""
        if self._workspace is None:
            return {}
        head = self._workspace.head
        return {
            "version": str(head.version),
            "nodes": str(len(head.nodes)),
            "edges": str(len(head.edges)),
            "pending": str(self._workspace.count_pending()),
            **self._workspace.faults,
        }

    @property
    def workspace(self) -> Workspace:
        """The workspace, while the node is configured."""
        if self._workspace is None:
            raise WorkspaceError("the workspace is not configured; trigger its lifecycle's configure first")
        return self._workspace

    def _on_report(self, report: IngestReport) -> None:
        """An input that starts again starts with an empty scene; its report comes before its first frame."""
        if not report.finished and (clearing := self._restart.step(report.stamp_ns, self.workspace.head)):
            self._offered.propose(clearing)

    def _on_local_proposal(self, local: LocalProposal) -> None:
        local.answer(self._offered.propose(local.proposal))

    def _on_commit(self, record: CommitRecord) -> None:
        # Commits are told under the workspace's lock, so deltas leave in the order of their versions.
        self._heads.publish(self.workspace.head)
        if self._delta.get_subscription_count() > 0:
            self._delta.publish(delta_message(self.workspace.epoch, record))

    def _on_pending(self, pending: Pending) -> None:
        # An authority binds to the state of affairs, so the supervisor needs it as of now.
        self._heads.publish(self.workspace.head)
        self._waiting.publish(pending)

    def _show_keyframe(self) -> None:
        head = self.workspace.head
        if head.version != self._shown_version:
            self._shown_version = head.version
            self._keyframe.publish(snapshot_message(head))

    def _forget(self) -> None:
        if self.config.forget_s > 0:
            attempt("pruning", self.fault, self.workspace.prune, "age", self.config.forget_s)
