# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json
import random
import sqlite3
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.archive import decode_record, encode_record
from sgw_ros.workspace.commit import CommitRecord
from sgw_ros.workspace.errors import JournalError
from sgw_ros.workspace.journal import FIRST_CHAIN, Journal, chained
from sgw_ros.workspace.recovery import replay
from sgw_ros.workspace.scene import SCENE
from sgw_ros.workspace.workspace import Workspace

from .small import near, proposal, state, workspace_with

NUMBERS = st.floats(allow_nan=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
VALUES = st.one_of(
    st.booleans(), st.integers(-(2**63), 2**63 - 1), NUMBERS, TEXTS, st.tuples(), st.tuples(NUMBERS)
)
ATTRIBUTES = st.dictionaries(TEXTS, VALUES, max_size=4)
STAMPS = st.integers(0, 2**63 - 1)
NODES = st.builds(NodeUpdate, TEXTS, TEXTS, ATTRIBUTES, NUMBERS, STAMPS, st.booleans())
EDGES = st.builds(EdgeUpdate, TEXTS, TEXTS, TEXTS, ATTRIBUTES, NUMBERS, STAMPS, st.booleans())


@given(st.lists(NODES, max_size=3), st.lists(EDGES, max_size=3), st.lists(NODES, max_size=3), TEXTS)
def test_a_commit_comes_back_as_it_was(nodes, edges, late, text):
    updates = tuple(map(tuple, (nodes, edges, late)))
    record = CommitRecord("s-1", "proposal", text, 7, None, 1, 2, *updates, (text,), text, (text,))
    assert decode_record(encode_record(record, {})) == record


def test_a_body_is_a_line_of_json_and_then_its_numbers():
    record = CommitRecord("s-1", "proposal", "memory", 1, None, 5, 6, (state(1, x=2.5),), (near(1, 2),))
    line, _, tail = encode_record(record, {}).partition(b"\n")
    assert json.loads(line)[7:9] == [
        [["object/1", "state", 1, "position", [3]]],
        [["near", "object/1", "object/2", 1, "distance", None]],
    ]
    assert struct.unpack("<6d", tail) == (2.5, 0.0, 0.0, 0.1, 1.0, 0.1)


def forged(path, body):
    """A journal whose only commit is `body`, with a chain that holds."""
    Workspace(journal=Journal(path)).close()
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO commits VALUES (1, ?, ?)", (chained(FIRST_CHAIN, body), body))
    return Journal(path, read_only=True)


def body_of(change):
    """The body of a small commit after `change` has had its JSON in hands."""
    record = CommitRecord("s-1", "proposal", "memory", 1, None, 5, 6, (state(1),), ())
    line, _, tail = encode_record(record, {}).partition(b"\n")
    values = json.loads(line)
    change(values)
    return json.dumps(values).encode() + b"\n" + tail


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda v: v[7][0].__setitem__(0, "ghost/1"), "unknown node type"),
        (lambda v: v[7][0].__setitem__(4, [2**70]), "numbers are wanted"),
        (lambda v: v[7][0].__setitem__(4, [-1]), "numbers are wanted"),
        (lambda v: v[7][0].__setitem__(slice(4, 5), [[2], "velocity", None]), "takes 3 numbers"),
        (lambda v: v[7][0].extend(["visible", float("nan")]), "takes True or False"),
        (lambda v: v[7][0].__setitem__(2, -1), "stamp_ns"),
        (lambda v: v[7][0].append(1), "has no value"),
        (lambda v: v[7][0].__setitem__(3, ["a list"]), "damaged"),
        (lambda v: v.__setitem__(0, 5), "another kind"),
        (lambda v: v.__setitem__(3, None), "another kind"),
        (lambda v: v.__setitem__(10, 5), "damaged"),
        (lambda v: v.append(5), "damaged"),
        (lambda v: v.clear(), "damaged"),
    ],
)
def test_a_forged_commit_is_a_named_error(tmp_path, change, message):
    with pytest.raises(JournalError, match=message):
        list(replay(forged(tmp_path / "w.db", body_of(change)), SCENE))


def test_numbers_that_are_none_or_too_many_are_refused(tmp_path):
    body = body_of(lambda values: None)
    damaged = body.replace(struct.pack("<d", 0.0), struct.pack("<d", float("nan")), 1)
    with pytest.raises(JournalError, match="outside -1e"):
        list(replay(forged(tmp_path / "nan.db", damaged), SCENE))
    with pytest.raises(JournalError, match="1 numbers are too many"):
        decode_record(body + bytes(8))
    with pytest.raises(JournalError, match="no multiple of 8"):
        decode_record(body + b"1")
    with pytest.raises(JournalError, match="damaged"):
        decode_record(b"[" * 100_000)


def test_a_damaged_commit_is_a_named_error_wherever_the_damage_is():
    workspace = workspace_with(state(1), state(2), near(1, 2))
    body = encode_record(workspace.records()[0], {})
    rng = random.Random(1)
    for _ in range(3000):
        damaged = bytearray(body)
        for _ in range(rng.randint(1, 3)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        if rng.random() < 0.3:
            del damaged[rng.randrange(len(damaged)) :]
        try:
            decode_record(bytes(damaged))
        except JournalError:
            continue


def test_what_a_node_needs_cannot_be_excluded(tmp_path):
    with pytest.raises(JournalError, match=r"'state.position' cannot be excluded"):
        Workspace(journal=Journal(tmp_path / "w.db", exclude=["state.position"]))
    workspace = Workspace(
        journal=Journal(tmp_path / "v.db", exclude=["state.velocity", "identity.embedding"])
    )
    assert workspace.propose_update(proposal(state(1))).status == "committed"
    workspace.close()
