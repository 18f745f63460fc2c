# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import argparse
import json
from xml.etree import ElementTree

import pytest

from sgw_ros.cli.workspace import add_parser
from sgw_ros.core.errors import InputError
from sgw_ros.workspace.errors import JournalError
from sgw_ros.workspace.export import to_graphml, to_networkx, to_text
from sgw_ros.workspace.journal import Journal

from .small import gone, identity, near, proposal, state, workspace_with


@pytest.fixture
def journal(tmp_path):
    path = tmp_path / "workspace.db"
    workspace = workspace_with(state(1), state(2), near(1, 2), journal=Journal(path))
    workspace.propose_update(proposal(identity(1, stamp=2), state(1, stamp=2, x=1.0)))
    workspace.propose_update(proposal(gone(2, stamp=3), state(3, stamp=3)))
    workspace.close()
    return path


def sgw(capsys, *arguments):
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    options = parser.parse_args(["workspace", *map(str, arguments)])
    options.run(options)
    return capsys.readouterr().out


def test_show_names_every_node_and_value(journal, capsys):
    text = sgw(capsys, "show", journal)
    assert "version 3, 2 nodes, 0 edges" in text
    assert "object/3" in text
    assert "position: [1 0 0]" in text
    early = json.loads(sgw(capsys, "show", journal, "--version", 1, "--json"))
    assert [node["key"] for node in early["nodes"]] == ["object/1", "object/2"]
    some = json.loads(sgw(capsys, "show", journal, "--where", "has(identity)", "--json"))
    assert [node["key"] for node in some["nodes"]] == ["object/1"]


def test_a_version_that_was_forgotten_is_named_with_those_that_are_kept(tmp_path, capsys):
    workspace = workspace_with(journal=Journal(tmp_path / "w.db", keep_commits=0))
    for number in range(10):
        workspace.propose_update(proposal(state(number)))
    workspace.checkpoint()
    workspace.propose_update(proposal(state(99)))
    workspace.close()
    for version in (5, 12):
        with pytest.raises(
            InputError, match=f"version {version} is not in .*; the oldest is 10, the newest is 11"
        ):
            sgw(capsys, "show", tmp_path / "w.db", "--version", version)


def test_diff_says_what_came_went_and_changed(journal, capsys):
    assert sgw(capsys, "diff", journal, 1, 3).splitlines() == [
        "+ object/3",
        "- object/2",
        "- near:object/1>object/2",
        "~ object/1 identity: class_name None -> person",
        "~ object/1 state: position [0 0 0] -> [1 0 0]",
    ]
    assert json.loads(sgw(capsys, "diff", journal, 1, 3, "--json"))["nodes_added"] == ["object/3"]


def test_history_lists_the_commits_about_a_node(journal, capsys):
    assert len(sgw(capsys, "history", journal).splitlines()) == 3
    commits = json.loads(sgw(capsys, "history", journal, "object/2", "--json"))["commits"]
    assert [c["version"] for c in commits] == [1, 3]


def test_export_writes_what_other_tools_read(journal, capsys, tmp_path):
    root = ElementTree.fromstring(sgw(capsys, "export", journal, "--version", 1))
    names = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert (names.count("node"), names.count("edge")) == (2, 1)
    report = sgw(capsys, "export", journal, "--format", "json", "--out", tmp_path / "graph.json", "--json")
    assert json.loads(report)["nodes"] == 2
    assert json.loads((tmp_path / "graph.json").read_text())["version"] == 3


def test_networkx_reads_the_same_graph(tmp_path):
    networkx = pytest.importorskip("networkx")
    head = workspace_with(state(1, x=2.0), state(2), near(1, 2)).head
    graph = to_networkx(head)
    assert graph.nodes["object/1"]["state.position"] == (2.0, 0.0, 0.0)
    assert graph.edges["object/1", "object/2", "near:object/1>object/2"]["distance"] == 1.0
    read = networkx.node_link_graph(json.loads(to_text(head, "networkx")), edges="edges")
    assert read.nodes["object/1"]["state.position"] == [2.0, 0.0, 0.0]
    assert list(read.edges(keys=True)) == list(graph.edges(keys=True))
    (tmp_path / "g.graphml").write_text(to_graphml(head))
    assert set(networkx.read_graphml(tmp_path / "g.graphml").nodes) == {"object/1", "object/2"}


def test_check_counts_commits_and_finds_damage(journal, capsys, tmp_path):
    report = json.loads(sgw(capsys, "check", journal, "--json"))
    assert report["ok"]
    assert report["versions"] == [0, 3]
    assert "sound" in sgw(capsys, "check", journal)
    cut = tmp_path / "cut.db"
    cut.write_bytes(journal.read_bytes()[:6000])
    with pytest.raises(JournalError):
        sgw(capsys, "check", cut)


def test_what_is_not_there_is_a_named_error(journal, capsys, tmp_path):
    with pytest.raises(InputError, match="no such file"):
        sgw(capsys, "show", tmp_path / "none.db")
    text = tmp_path / "README.md"
    text.write_text("# No database, but long enough to be looked at\n" * 10)
    for action in ("show", "history", "check", "export"):
        with pytest.raises(InputError, match=r"README.md: file is not a database; name the workspace.db"):
            sgw(capsys, action, text)
    with pytest.raises(InputError, match="the newest is 3"):
        sgw(capsys, "show", journal, "--version", 9)
