# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What RViz and Foxglove are told to show exists in the graph, with these types and fields."""

import importlib
import json
import re
from pathlib import Path

import pytest
import yaml

from sgw_ros.nodes import components

pytestmark = pytest.mark.ros

CONFIG = Path(__file__).parents[2] / "config"
NAMESPACE = "/sgw"
GRAPH = ("ingest", "workspace", "flow", "visual", "memory", "physics", "risk", "supervisor", "view")
SHOWN_BY_RVIZ = {
    "rviz_default_plugins/Image": "sensor_msgs/msg/Image",
    "rviz_default_plugins/MarkerArray": "visualization_msgs/msg/MarkerArray",
}
SHOWN_BY_FOXGLOVE = {
    "Image": {"sensor_msgs/msg/Image", "sensor_msgs/msg/CompressedImage"},
    "3D": {"visualization_msgs/msg/MarkerArray"},
    "DiagnosticSummary": {"diagnostic_msgs/msg/DiagnosticArray"},
}


@pytest.fixture
def types(world):
    """Topic to type of the running graph, named as below the default namespace."""
    nodes = [world.up(getattr(components, name)) for name in GRAPH]
    found = dict(nodes[0].get_topic_names_and_types())
    return {t if t.startswith("/diag") else NAMESPACE + t: names[0] for t, names in found.items()}


def message_class(type_name):
    package, _, name = type_name.split("/")
    return getattr(importlib.import_module(f"{package}.msg"), name)


def test_rviz_shows_what_there_is(types):
    rviz = yaml.safe_load((CONFIG / "sgw.rviz").read_text())
    displays = rviz["Visualization Manager"]["Displays"]
    named = [d for d in displays if "Topic" in d]
    assert {d["Class"] for d in named} == set(SHOWN_BY_RVIZ)
    for display in named:
        assert types[display["Topic"]["Value"]] == SHOWN_BY_RVIZ[display["Class"]]


def test_foxglove_shows_what_there_is(types):
    layout = json.loads((CONFIG / "foxglove.json").read_text())
    panels = layout["configById"]
    for name, panel in panels.items():
        kind = name.partition("!")[0]
        for topic in re.findall(r'"(/[\w/]+)"', json.dumps(panel)):
            assert types[topic] in SHOWN_BY_FOXGLOVE.get(kind, {types[topic]}), (name, topic)
        for path in re.findall(r'"(/[\w/]+(?:\{[^}]*\})?(?:\.\w+)+)"', json.dumps(panel).replace('\\"', "'")):
            topic, *fields = re.sub(r"\{.*\}", "", path).split(".")
            assert fields[0] in message_class(types[topic]).get_fields_and_field_types(), path


def test_foxglove_places_every_panel_once():
    layout = json.loads((CONFIG / "foxglove.json").read_text())

    def placed(part):
        return [part] if isinstance(part, str) else placed(part["first"]) + placed(part["second"])

    assert sorted(placed(layout["layout"])) == sorted(layout["configById"])
