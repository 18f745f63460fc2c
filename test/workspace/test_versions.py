# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from sgw_ros.workspace.versions import Versions

from .small import position_x, proposal, state, workspace_with


class Watched(dict):
    """A dictionary that calls somebody with every step of a change, as another thread may come in there."""

    def __init__(self, content, on_change):
        super().__init__(content)
        self._on_change = on_change

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self._on_change()

    def pop(self, *args):
        self._on_change()
        value = super().pop(*args)
        self._on_change()
        return value


def test_who_reads_while_a_version_is_added_finds_the_time_that_is_kept():
    workspace = workspace_with(keep=4)
    for stamp in range(0, 100, 10):
        workspace.propose_update(proposal(state(1, stamp=stamp, x=stamp), stamp=stamp))
    versions, found = workspace._versions, []

    def read():
        asked = workspace.head.latest_ns - 5
        found.append(asked - position_x(workspace.read_state(asked), 1))

    versions._snapshots = Watched(versions._snapshots, read)
    for stamp in range(100, 200, 10):
        workspace.propose_update(proposal(state(1, stamp=stamp, x=stamp), stamp=stamp))
    assert found == [5.0] * 30


def test_the_oldest_version_is_that_of_the_window():
    workspace = workspace_with(state(1), keep=3)
    assert workspace._versions.oldest == 0
    for stamp in range(2, 8):
        workspace.propose_update(proposal(state(1, stamp=stamp)))
    assert workspace._versions.oldest == 5
    assert Versions(workspace.head, 3).oldest == 7
