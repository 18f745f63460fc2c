# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A process that commits as fast as it can and says so, until somebody kills it."""

import sys

from sgw_ros.workspace.journal import Journal
from sgw_ros.workspace.workspace import Workspace

from .small import near, proposal, state


def commit_forever(path, sync, say):
    workspace = Workspace(journal=Journal(path, sync))
    start = workspace.head.version
    say(start, workspace.head.state_hash())
    for number in range(1, 1_000_000):
        stamp = start + number
        updates = [state(number % 7, stamp=stamp, x=number % 50), state(10 + number % 5, stamp=stamp)]
        result = workspace.propose_update(proposal(*updates, near(number % 7, 10 + number % 5, stamp=stamp)))
        if result.status != "committed":
            sys.exit(result.message)
        say(result.version, workspace.head.state_hash())
        if number % 40 == 0:
            workspace.checkpoint()
