# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json
import math
import random

import pytest

from sgw_ros.workspace.errors import QueryError
from sgw_ros.workspace.query import Query, run
from sgw_ros.workspace.region import Box, Frustum, Nearest, Sphere, region_from, region_values

from .small import identity, near, proposal, state, workspace_with

AHEAD = (-0.5, 0.5, -0.5, 0.5)
"""Optical frame of a camera that looks along x."""


@pytest.fixture
def head():
    return workspace_with(
        state(1, stamp=10, x=1.0),
        state(2, stamp=20, x=2.0, y=1.0, uncertainty=0.5),
        state(3, stamp=30, x=9.0, z=2.0),
        identity(1, stamp=10, name="person"),
        identity(2, stamp=20, name="chair"),
        near(1, 2),
        near(2, 3),
    ).head


def found(head, **fields):
    return [node.key.partition("/")[2] for node in run(Query(**fields), head).nodes]


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({}, "123"),
        ({"types": ("object",)}, "123"),
        ({"types": ("camera",)}, ""),
        ({"from_ns": 20}, "23"),
        ({"to_ns": 20}, "12"),
        ({"max_uncertainty": 0.2}, "13"),
        ({"region": Box((0.0, 0.0, 0.0), (2.0, 1.0, 0.0))}, "12"),
        ({"region": Sphere((1.0, 0.0, 0.0), 1.0)}, "1"),
        ({"region": Nearest((10.0, 0.0, 0.0), 2)}, "32"),
        ({"region": Nearest((10.0, 0.0, 0.0), 1), "max_uncertainty": 1.0, "where": "has(identity)"}, "2"),
        ({"region": Frustum((0.0, 0.0, 0.0), AHEAD, (100, 100, 50, 50, 100, 100), 0.1, 20.0)}, "123"),
        ({"region": Frustum((0.0, 0.0, 0.0), AHEAD, (100, 100, 50, 50, 100, 100), 0.1, 5.0)}, "12"),
        ({"region": Frustum((0.0, 0.0, 0.0), AHEAD, (200, 200, 50, 50, 100, 100), 0.1, 20.0)}, "13"),
        ({"region": Frustum((5.0, 0.0, 0.0), AHEAD, (100, 100, 50, 50, 100, 100), 0.1, 20.0)}, "3"),
        ({"around": ("object/1",)}, "1"),
        ({"around": ("object/1",), "depth": 1}, "12"),
        ({"around": ("object/1",), "depth": 9}, "123"),
        ({"around": ("object/404",), "depth": 1}, ""),
        ({"around": ("object/1",), "depth": 1, "region": Sphere((2.0, 1.0, 0.0), 0.1)}, "2"),
        ({"where": 'identity.class_name == "person"'}, "1"),
        ({"where": "state.position[0] > 1.5 and not has(identity)"}, "3"),
        ({"where": "norm(state.position) < 2 or state.uncertainty >= 0.5"}, "12"),
        ({"where": "1 < state.position[0] <= 9.0"}, "23"),
        ({"where": "state.velocity[0] < 1"}, ""),
        ({"where": "abs(-state.position[0]) == 9"}, "3"),
        ({"where": "key == 'object/2' and type == 'object'"}, "2"),
        ({"where": "identity.class_name < 3"}, ""),
    ],
)
def test_every_filter_narrows(head, fields, wanted):
    assert "".join(found(head, **fields)) == wanted


def test_edges_between_found_nodes_come_along(head):
    result = run(Query(around=("object/1",), depth=1), head)
    assert [edge.key for edge in result.edges] == ["near:object/1>object/2"]


@pytest.mark.parametrize(
    "where",
    [
        "state.",
        "import os",
        "__import__('os')",
        "x",
        "1 + 1",
        "has('a')",
        "state.position['a'] > 1",
        "(lambda: 1)()",
        "a.b in (1, 2)",
        "not",
        "norm(state.position, 2) > 1",
        "(" * 300 + ")" * 300,
        "1 " * 600,
    ],
)
def test_what_is_no_predicate_is_a_named_error(head, where):
    with pytest.raises(QueryError, match="where"):
        run(Query(where=where), head)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Sphere((0.0, math.nan, 0.0), 1.0),
        lambda: Sphere((0.0, 0.0, 0.0), -1.0),
        lambda: Box((1.0, 0.0, 0.0), (0.0, 1.0, 1.0)),
        lambda: Nearest((0.0, 0.0, 0.0), 0),
        lambda: Frustum((0.0,) * 3, (1.0, 1.0, 0.0, 0.0), (1,) * 6, 0.1, 1.0),
        lambda: Frustum((0.0,) * 3, AHEAD, (1,) * 6, 2.0, 1.0),
        lambda: region_from("box", (1.0,)),
        lambda: region_from("cube", ()),
        lambda: Query.parse("?{"),
        lambda: Query.parse('?{"colour": 1}'),
        lambda: Query.parse('?{"region": ["box", [1]]}'),
    ],
)
def test_impossible_regions_and_queries_are_named_errors(make):
    with pytest.raises(QueryError):
        make()


def test_a_query_survives_being_an_address(head):
    query = Query(
        ("object",), "has(identity)", 5, 25, 1.0, Sphere((0.0, 0.0, 0.0), 5.0), ("object/1",), 2, ("state",)
    )
    assert Query.parse(query.text) == query
    for region in (Box((0.0,) * 3, (1.0,) * 3), Frustum((0.0,) * 3, AHEAD, (1.0,) * 6, 0.1, 1.0)):
        assert region_from(*region_values(region)) == region


def test_regions_find_what_a_search_through_all_finds():
    rng = random.Random(5)
    points = {n: [rng.uniform(-60, 60) for _ in range(3)] for n in range(300)}
    head = workspace_with(*[state(n, x=p[0], y=p[1], z=p[2]) for n, p in points.items()]).head
    for _ in range(30):
        center = tuple(rng.uniform(-60, 60) for _ in range(3))
        radius = rng.uniform(0, 60)
        inside = sorted(f"object/{n}" for n, p in points.items() if math.dist(p, center) <= radius)
        assert [n.key for n in run(Query(region=Sphere(center, radius)), head).nodes] == inside
        by_distance = sorted(points, key=lambda n: math.dist(points[n], center))[:7]
        assert found(head, region=Nearest(center, 7)) == list(map(str, by_distance))


def test_a_query_that_is_a_read_conflicts_only_on_the_groups_it_names():
    workspace = workspace_with(state(1), identity(1))
    everything, places = Query().text, Query(groups=("state",)).text
    workspace.propose_update(proposal(identity(1, stamp=2)))
    new = [state(5, stamp=3)]
    assert (
        workspace.propose_update(proposal(*new, expert="x", base=1, reads=[everything])).status == "pending"
    )
    assert workspace.propose_update(proposal(*new, expert="x", base=1, reads=[places])).status == "committed"


@pytest.mark.parametrize(
    "fields",
    [
        {"from_ns": "soon"},
        {"to_ns": -5},
        {"from_ns": True},
        {"depth": 1e9, "around": ["object/1"]},
        {"max_uncertainty": "little"},
        {"max_uncertainty": -1.0},
        {"types": "object"},
        {"types": 5},
        {"around": [1]},
        {"where": 5},
        {"where": "not a condition"},
        {"region": 5},
        {"region": ["sphere", [0, 0, 0, "nan"]]},
        {"mood": 1},
        [],
    ],
)
def test_a_query_that_makes_no_sense_refuses_the_proposal_that_read_it(fields):
    workspace = workspace_with(state(1))
    workspace.propose_update(proposal(state(2)))
    result = workspace.propose_update(proposal(state(3), base=1, reads=["?" + json.dumps(fields)]))
    assert (result.status, workspace.head.version) == ("refused", 2)


def test_reads_are_bounded_and_nesting_is_no_way_out():
    workspace = workspace_with(state(1))
    for read in ("?" + "[" * 5000, "?" + json.dumps({"around": ["object/1"] * 50_000})):
        assert workspace.propose_update(proposal(state(2), base=1, reads=[read])).status == "refused"


def test_another_order_of_the_nearest_is_another_answer():
    workspace = workspace_with(state(1, x=1.0), state(2, x=2.0), state(9, x=50.0))
    query = Query(region=Nearest((0.0, 0.0, 0.0), 2), groups=("identity",))
    found = [node.key for node in workspace.query(query).nodes]
    workspace.propose_update(proposal(state(1, stamp=2, x=3.0)))
    assert [node.key for node in workspace.query(query).nodes] == found[::-1]
    read = proposal(identity(9, stamp=3), expert="other", base=1, reads=[query.text])
    assert workspace.propose_update(read).conflicts == (query.text,)
