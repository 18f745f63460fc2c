# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Laws that hold after any sequence of operations, against a plain model of the graph."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from sgw_ros.workspace.authority import Decision
from sgw_ros.workspace.journal import Journal
from sgw_ros.workspace.mirror import Mirror, keyframe_of
from sgw_ros.workspace.workspace import Workspace

from .small import Clock, correction, gone, identity, near, proposal, state

NUMBERS = st.integers(1, 5)
EXPERTS = st.sampled_from(["memory", "physics"])


class Laws(RuleBasedStateMachine):
    """Versions never change, refusals change nothing, mirrors and journals equal the source."""

    handles = Bundle("handles")

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "w.db"
        self.clock = Clock()
        self.stamp = 0
        self.workspace = Workspace(journal=Journal(self.path, "off"), clock_ns=self.clock)
        self.mirror = Mirror(keep=512)
        self.mirror.apply_keyframe(keyframe_of(self.workspace.head))
        self.hashes = {0: self.workspace.head.state_hash()}
        self.follow()

    def follow(self):
        workspace = self.workspace
        workspace.add_listener(lambda record: self.mirror.apply_delta(workspace.epoch, record))
        workspace.add_listener(lambda record: self.remember(record.version))

    def remember(self, version):
        assert version not in self.hashes
        self.hashes[version] = self.workspace.head.state_hash()

    def teardown(self):
        self.workspace.close()
        self.folder.cleanup()

    def propose(self, *updates, **settings):
        before = self.workspace.head
        result = self.workspace.propose_update(proposal(*updates, **settings))
        if result.status == "committed":
            assert result.version == before.version + 1
        else:
            assert self.workspace.head is before
        return result.handle

    @rule(target=handles, number=NUMBERS, x=st.floats(-50, 50), age=st.integers(0, 3), expert=EXPERTS)
    def write_state(self, number, x, age, expert):
        self.stamp += 1
        return self.propose(state(number, stamp=max(self.stamp - age, 0), x=x), expert=expert)

    @rule(target=handles, number=NUMBERS, read=NUMBERS, lag=st.integers(0, 3), expert=EXPERTS)
    def read_and_write(self, number, read, lag, expert):
        self.stamp += 1
        base = max(self.workspace.head.version - lag, 0)
        update = identity(number, stamp=self.stamp)
        return self.propose(update, base=base, reads=[f"object/{read}"], expert=expert)

    @rule(target=handles, a=NUMBERS, b=NUMBERS)
    def link(self, a, b):
        self.stamp += 1
        return self.propose(near(a, b, stamp=self.stamp))

    @rule(target=handles, number=NUMBERS, other=NUMBERS)
    def remove_and_add(self, number, other):
        self.stamp += 1
        return self.propose(gone(number, stamp=self.stamp), state(other, stamp=self.stamp))

    @rule(target=handles, number=NUMBERS)
    def correct(self, number):
        self.stamp += 1
        return self.propose(correction(number, stamp=self.stamp), expert="physics")

    @rule(target=handles, accept=st.booleans())
    def settle(self, accept):
        done = []
        for pending in self.workspace.pending():
            before = self.workspace.head
            authority = self.workspace.authorise(pending, accept)
            result = self.workspace.commit_update(pending.handle, authority, accept)
            assert result.done == (self.workspace.head is not before)
            assert not self.workspace.commit_update(pending.handle, authority, accept).done
            done.append(pending.handle)
        return multiple(*done)

    @rule(handle=handles)
    def roll_back(self, handle):
        before, records = self.workspace.head, self.workspace.records()
        token = self.workspace.authority.sign(
            Decision(self.workspace.epoch, handle, "rollback"), self.clock.now_ns
        )
        result = self.workspace.rollback(handle, token)
        if not result.done:
            assert self.workspace.head is before
            return
        version = next(r.version for r in reversed(records) if r.handle == handle)
        if version == before.version:
            assert self.workspace.head.state_hash() == self.hashes[version - 1]

    @rule(strategy=st.sampled_from(["age", "count"]), threshold=st.integers(0, 4))
    def prune(self, strategy, threshold):
        self.workspace.prune(strategy, float(threshold))

    @rule(seconds=st.integers(0, 3))
    def wait(self, seconds):
        self.clock.now_ns += seconds * 1_000_000_000

    @rule()
    def checkpoint(self):
        self.workspace.checkpoint()

    @rule()
    def restart(self):
        before = self.workspace.head
        self.workspace.close()
        self.workspace = Workspace(journal=Journal(self.path, "off"), clock_ns=self.clock)
        self.follow()
        assert (self.workspace.epoch, self.workspace.head.version) == (before.epoch, before.version)
        assert self.workspace.head.state_hash() == before.state_hash()

    @invariant()
    def versions_never_change(self):
        head = self.workspace.head
        for version in range(max(0, head.version - 5), head.version + 1):
            if self.workspace._versions.find(version) is not None:
                assert self.workspace.snapshot(version).state_hash() == self.hashes[version]

    @invariant()
    def the_mirror_equals_the_source(self):
        assert self.mirror.head.version == self.workspace.head.version
        assert self.mirror.head.state_hash() == self.workspace.head.state_hash()

    @invariant()
    def edges_and_indices_agree_with_the_nodes(self):
        head = self.workspace.head
        for key in head.edges:
            edge = head.edges[key].update
            for end in (edge.source, edge.target):
                assert edge in head.edges_of(end)
        assert len(list(head.edges)) == len(head.edges)
        everywhere = set(head.places.within((-1e9, -1e9), (1e9, 1e9)))
        assert everywhere == set(head.nodes)


Laws.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestLaws = Laws.TestCase
