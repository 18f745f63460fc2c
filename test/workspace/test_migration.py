# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json
import sqlite3
from dataclasses import replace

import pytest

from sgw_ros.workspace.attribute import Attribute
from sgw_ros.workspace.errors import JournalError
from sgw_ros.workspace.journal import FIRST_CHAIN, FORMAT, Journal, chained
from sgw_ros.workspace.packing import unpack
from sgw_ros.workspace.scene import SCENE
from sgw_ros.workspace.schema import EdgeType, Migration, NodeType, Schema
from sgw_ros.workspace.workspace import Workspace

from .small import gone, identity, near, proposal, state, workspace_with

RANGE_CM = Schema(
    "lab",
    "1",
    {"object": NodeType("a thing", {"state": {"range": Attribute("number", "cm", 0.0, 1e6)}}, root="state")},
    {"near": EdgeType("two things", {"distance": Attribute("number", "cm", 0.0, 1e6)})},
)


def in_metres(update):
    return update._replace(attributes={name: value / 100 for name, value in update.attributes.items()})


RANGE_M = replace(
    RANGE_CM,
    version="2",
    nodes={
        "object": NodeType("a thing", {"state": {"range": Attribute("number", "m", 0.0, 50.0)}}, root="state")
    },
    migrations=(Migration("1", "2", in_metres, in_metres),),
)


def measured(number, value):
    return state(number)._replace(attributes={"range": value})


def old_lab(path, *ranges, checkpoint=False):
    workspace = Workspace(RANGE_CM, Journal(path))
    for number, value in enumerate(ranges):
        assert workspace.propose_update(proposal(measured(number, value))).status == "committed"
    if checkpoint:
        workspace.checkpoint()
        workspace.propose_update(proposal(near(0, 1, distance=100.0)))
    workspace.close()


@pytest.mark.parametrize("checkpoint", [False, True])
def test_a_journal_of_an_older_schema_is_migrated(tmp_path, checkpoint):
    old_lab(tmp_path / "w.db", 150.0, 20.0, checkpoint=checkpoint)
    for _ in range(2):
        workspace = Workspace(RANGE_M, Journal(tmp_path / "w.db"))
        assert workspace.head.nodes["object/0"].value("state", "range") == 1.5
        assert workspace.head.version == 2 + checkpoint
        if checkpoint:
            assert workspace.head.edges["near:object/0>object/1"].update.attributes == {"distance": 1.0}
        workspace.close()


def test_what_does_not_fit_the_newer_schema_stops_a_migration_and_changes_nothing(tmp_path):
    old_lab(tmp_path / "w.db", 150.0, 9000.0)
    before = (tmp_path / "w.db").read_bytes()
    with pytest.raises(JournalError, match=r"range is 90.0, outside 0 to 50 m"):
        Workspace(RANGE_M, Journal(tmp_path / "w.db"))
    assert (tmp_path / "w.db").read_bytes() == before
    assert Workspace(RANGE_CM, Journal(tmp_path / "w.db")).head.version == 2


def test_an_altered_commit_is_not_migrated(tmp_path):
    old_lab(tmp_path / "w.db", 150.0, 20.0)
    with sqlite3.connect(tmp_path / "w.db") as database:
        database.execute("UPDATE commits SET body = CAST(body || x'00' AS BLOB) WHERE version = 2")
    with pytest.raises(JournalError, match="version 2 was altered"):
        Workspace(RANGE_M, Journal(tmp_path / "w.db"))


@pytest.mark.parametrize(("name", "version"), [("sgw.scene", "0"), ("other", "1")])
def test_a_journal_that_no_way_leads_from_says_so(tmp_path, name, version):
    journal = Journal(tmp_path / "w.db")
    journal.set_meta("schema", [name, version])
    with pytest.raises(JournalError, match=f"holds schema {name} {version}, and no way leads"):
        Workspace(journal=journal)


def as_layout_1(path):
    """Write a journal the way its first layout was: bodies as JSON."""
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT version, body FROM commits ORDER BY version").fetchall()
        [[chain]] = database.execute("SELECT chain FROM checkpoints")
        if rows[0][0] == 1:
            chain = FIRST_CHAIN
        for version, body in rows:
            body = json.dumps(unpack(body)).encode()
            chain = chained(chain, body)
            database.execute("UPDATE commits SET chain=?, body=? WHERE version=?", (chain, body, version))
            database.execute("UPDATE checkpoints SET chain=? WHERE version=?", (chain, version))
        for version, body in database.execute("SELECT version, body FROM checkpoints").fetchall():
            schema, latest_ns, nodes, edges = unpack(body)
            values = {"schema": schema, "latest_ns": latest_ns, "nodes": sorted(nodes), "edges": edges}
            row = (json.dumps(values).encode(), version)
            database.execute("UPDATE checkpoints SET body = ? WHERE version = ?", row)
        database.execute("PRAGMA user_version=1")


@pytest.mark.parametrize("keep_commits", [0, 100])
def test_a_journal_of_the_first_layout_is_rewritten(tmp_path, keep_commits):
    path = tmp_path / "w.db"
    journal = Journal(path, keep_commits=keep_commits)
    before = workspace_with(state(1), identity(1), state(2, x=1.0), journal=journal)
    before.checkpoint()
    before.propose_update(proposal(gone(2, stamp=3), state(3, stamp=3)))
    before.close()
    as_layout_1(path)
    with pytest.raises(JournalError, match="a workspace that opens it brings it up to date"):
        Journal(path, read_only=True)
    after = Workspace(SCENE, Journal(path))
    assert after.head.state_hash() == before.head.state_hash()
    assert after.propose_update(proposal(state(4))).version == 3
    after.close()
    assert Journal(path, read_only=True).layout == FORMAT


def test_a_layout_of_the_future_is_refused(tmp_path):
    old_lab(tmp_path / "w.db")
    with sqlite3.connect(tmp_path / "w.db") as database:
        database.execute("PRAGMA user_version=9")
    with pytest.raises(JournalError, match="layout 9; this SGW knows up to 2"):
        Journal(tmp_path / "w.db")
