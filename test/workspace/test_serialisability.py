# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import sys

import pytest

from sgw_ros.workspace.workspace import Workspace

from . import history
from .small import proposal, state, workspace_with


@pytest.fixture(autouse=True)
def _eager_switching():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


def test_a_sample_of_concurrent_transactions_is_serialisable():
    commits, anomalies = history.history(Workspace(pending_ttl_s=0.0), threads=4, transactions=2000)
    assert anomalies == []
    assert commits > 500


@pytest.mark.slow
def test_a_million_concurrent_transactions_are_serialisable():
    total = 0
    for seed in range(20):
        workspace = Workspace(pending_ttl_s=0.0)
        commits, anomalies = history.history(workspace, threads=4, transactions=50_000, seed=100 * seed)
        assert anomalies == []
        total += commits
    assert total > 250_000


def test_the_checker_finds_a_lost_update():
    workspace = workspace_with(state(1))
    checker = history.Checker()
    workspace.add_listener(checker)
    handle = workspace.propose_update(proposal(state(1, stamp=2))).handle
    checker.values["object/1"] = "written meanwhile"
    assert checker.check({handle: history.Read(1, {"object/1": "bare"}, None)})
