# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json
import pickle
import sqlite3
from dataclasses import replace

import pytest

from sgw_ros.workspace.archive import decode_items, decode_record
from sgw_ros.workspace.attribute import Attribute
from sgw_ros.workspace.errors import JournalError
from sgw_ros.workspace.journal import FIRST_CHAIN, Journal, chained
from sgw_ros.workspace.journal_file import FORMAT
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


def as_json(values):
    return json.dumps(values).encode()


def as_pickle(values):
    return pickle.dumps(values, 4)


def as_earlier_layout(path, layout):
    """Write a journal the way its first layouts were: bodies as JSON, then as pickles."""
    write = as_json if layout == 1 else as_pickle
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT version, body FROM commits ORDER BY version").fetchall()
        [[chain]] = database.execute("SELECT chain FROM checkpoints")
        if rows[0][0] == 1:
            chain = FIRST_CHAIN
        for version, body in rows:
            *before, nodes, edges, late, reads, reason, hashes = decode_record(body)
            updates = [list(map(tuple, some)) for some in (nodes, edges, late)]
            body = write((*before, *updates, reads, reason, hashes))
            chain = chained(chain, body)
            database.execute("UPDATE commits SET chain=?, body=? WHERE version=?", (chain, body, version))
            database.execute("UPDATE checkpoints SET chain=? WHERE version=?", (chain, version))
        for version, body in database.execute("SELECT version, body FROM checkpoints").fetchall():
            schema, latest_ns, nodes, edges = decode_items(body)
            nodes, edges = [[(v, e, tuple(u)) for v, e, u in some] for some in (nodes, edges)]
            values = (tuple(schema), latest_ns, nodes, edges)
            if layout == 1:
                values = dict(zip(("schema", "latest_ns", "nodes", "edges"), values, strict=True))
                values["nodes"] = sorted(nodes, key=str)
            database.execute("UPDATE checkpoints SET body = ? WHERE version = ?", (write(values), version))
        database.execute(f"PRAGMA user_version={layout}")


@pytest.mark.parametrize("layout", [1, 2])
@pytest.mark.parametrize("keep_commits", [0, 100])
def test_a_journal_of_an_earlier_layout_is_rewritten(tmp_path, keep_commits, layout):
    path = tmp_path / "w.db"
    journal = Journal(path, keep_commits=keep_commits)
    before = workspace_with(state(1), identity(1), state(2, x=1.0), journal=journal)
    before.checkpoint()
    before.propose_update(proposal(gone(2, stamp=3), state(3, stamp=3)))
    before.close()
    as_earlier_layout(path, layout)
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
    with pytest.raises(JournalError, match="layout 9; this SGW knows up to 3"):
        Journal(tmp_path / "w.db")


class Boom:
    def __reduce__(self):
        return print, ("this must not run",)


@pytest.mark.parametrize(
    "body",
    [pickle.dumps(Boom(), 4), b"\x80\x04K\x01r\xff\xff\xff\x7f.", b"\x80\x04Nb.", b"", b"\x80\x04", b"junk"],
)
def test_a_pickle_that_is_more_than_plain_values_is_refused_unread(tmp_path, capsys, body):
    old_lab(tmp_path / "w.db", 150.0)
    with sqlite3.connect(tmp_path / "w.db") as database:
        row = (chained(FIRST_CHAIN, body), body)
        database.execute("UPDATE commits SET chain = ?, body = ? WHERE version = 1", row)
        database.execute("PRAGMA user_version=2")
    with pytest.raises(JournalError, match="a commit of layout 2 is damaged"):
        Workspace(RANGE_CM, Journal(tmp_path / "w.db"))
    assert capsys.readouterr().out == ""
