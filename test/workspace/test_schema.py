# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import math

import numpy as np
import pytest

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Proposal
from sgw_ros.workspace.errors import SchemaError
from sgw_ros.workspace.scene import SCENE

from .small import identity, near, proposal, state, support, workspace_with


def refused(*updates, start=(), **settings):
    workspace = workspace_with(*start)
    before = workspace.head
    result = workspace.propose_update(proposal(*updates, **settings))
    assert result.status == "refused"
    assert workspace.head is before
    return result.message


def node(attributes, key="object/1", group="state", uncertainty=0.1, stamp=1):
    return NodeUpdate(key, group, attributes, uncertainty, stamp)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_none_are_refused_with_their_path(bad):
    message = refused(state(1), node({"position": (0.0, bad, 0.0)}, key="object/2"))
    assert message.startswith("nodes[1].attributes.position[1]:")


@pytest.mark.parametrize(
    ("update", "path"),
    [
        (node({"position": (0.0, 0.0)}), "nodes[0].attributes.position takes 3 numbers"),
        (node({"position": (0.0, 0.0, 1e9)}), "nodes[0].attributes.position[2]: is 1000000000.0, outside"),
        (node({"position": "here"}), "nodes[0].attributes.position takes a tuple"),
        (node({"velocity": (0.0, 0.0, 0.0)}), "nodes[0].attributes.position is missing"),
        (node({"position": (0.0,) * 3, "colour": 1.0}), "nodes[0].attributes.colour: unknown"),
        (node({"position": (0.0,) * 3, "visible": 1}), "nodes[0].attributes.visible takes True or False"),
        (node({}, key="unicorn/1"), "nodes[0].key: unknown node type"),
        (node({}, key="object"), "nodes[0].key: str 'object' is no key"),
        (node({}, group="mood"), "nodes[0].group: 'object/1' has no group 'mood'"),
        (node({"position": (0.0,) * 3}, uncertainty=math.nan), "nodes[0].uncertainty"),
        (node({"position": (0.0,) * 3}, uncertainty=-1.0), "nodes[0].uncertainty"),
        (node({"position": (0.0,) * 3}, stamp=-1), "nodes[0].stamp_ns"),
        (node({"class_name": "x"}, group="identity"), "nodes[0].key: 'object/1' does not exist"),
        (near(1, 1), "edges[0].target: an edge joins two nodes"),
        (EdgeUpdate("loves", "object/1", "object/2", {}, 0.1, 1), "edges[0].type: unknown edge type"),
        (EdgeUpdate("near", "object/1", "no key", {}, 0.1, 1), "edges[0].target: 'no key' cannot stand here"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_path(update, path):
    assert refused(update).startswith(path)


def test_an_edge_may_not_dangle():
    assert "edges[0].target: 'object/2' does not exist" in refused(near(1, 2), start=[state(1)])


def test_cycles_are_refused_where_the_schema_forbids_them():
    stack = [state(1), state(2), state(3), support(1, 2), support(2, 3)]
    assert "cycle" in refused(support(3, 1, stamp=2), start=stack)
    circle = workspace_with(state(1), state(2), near(1, 2), near(2, 1))
    assert len(circle.head.edges) == 2


def test_a_huge_proposal_is_refused():
    assert "updates" in refused(*[state(i) for i in range(2000)])
    many = [NodeUpdate("hypothesis/1", "claim", {"text": "x" * 10_000_000}, 0.0, 1)]
    assert "characters" in refused(*many)


def test_one_address_is_written_once():
    assert "twice" in refused(state(1), state(1, x=2.0))


def test_values_come_out_in_their_proper_type_and_out_of_reach():
    position = [1, np.float32(2.0), 3]
    attributes = {"position": position}
    clean = SCENE.clean_node(node(attributes))
    attributes["position"] = None
    position[0] = 9
    assert clean.attributes == {"position": (1.0, 2.0, 3.0)}
    assert all(type(x) is float for x in clean.attributes["position"])


def test_a_huge_integer_is_no_number():
    with pytest.raises(SchemaError):
        SCENE.clean_edge(EdgeUpdate("near", "object/1", "object/2", {"distance": 10**400}, 0.1, 1))


@pytest.mark.parametrize(
    "bad",
    [
        Proposal("memory", 1, (identity(1, name="\ud800"),)),
        Proposal("memory", 1, (state(1),), reason="\ud800"),
        Proposal("memory", 1, (state(1),), base_version="head"),
        Proposal("memory", 1, (state(1),), base_version=0, reads=(5,)),
        Proposal("memory", 1, (state(1)._replace(key=5),)),
        Proposal("memory", 1, (state(1)._replace(group=[]),)),
        Proposal("memory", 1, (state(1)._replace(attributes=None),)),
        Proposal("memory", 1, (state(1)._replace(remove="yes"),)),
        Proposal("memory", 1, ("object/1",)),
        Proposal("memory", 1, None),
        Proposal("memory", 1, (state(1),), reason="x" * 10_000_000),
    ],
)
def test_what_is_no_proposal_is_refused_and_the_workspace_lives(bad):
    workspace = workspace_with(state(1))
    before = workspace.head
    result = workspace.propose_update(bad)
    assert (result.status, workspace.head) == ("refused", before)
    assert result.message
    assert workspace.propose_update(proposal(state(2))).status == "committed"
