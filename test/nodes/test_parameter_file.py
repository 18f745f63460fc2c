# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which node a section of a parameter file is for, and what is told about a wrong one."""

from pathlib import Path

import pytest

pytest.importorskip("rclpy")

from sgw_ros.core.errors import ConfigError
from sgw_ros.nodes.parameter_file import read_parameter_file, unknown_nodes

FILE = Path(__file__).parents[2] / "config" / "pipeline.yaml"


def write(folder, text):
    path = folder / "mine.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    "pattern",
    ["/**/visual", "/sgw/visual", "sgw/visual", "/*/visual", "/**", "/sgw:\n  visual"],
)
def test_patterns_that_mean_a_node(tmp_path, pattern):
    indent = " " * (4 if "\n" in pattern else 2)
    path = write(tmp_path, f"{pattern}:\n{indent}ros__parameters:\n{indent}  timeout_s: 0.5\n")
    assert read_parameter_file(path, "/sgw", ["visual"]) == {"visual": {"timeout_s": 0.5}}


@pytest.mark.parametrize("pattern", ["/visual", "/other/visual", "/**/flow", "/*", "/sgw/vis"])
def test_patterns_that_mean_another(tmp_path, pattern):
    path = write(tmp_path, f"{pattern}:\n  ros__parameters:\n    timeout_s: 0.5\n")
    assert read_parameter_file(path, "sgw", ["visual"]) == {"visual": {}}


@pytest.mark.parametrize("pattern", ["/**/nobody", "/sgw/visuall", "sgw/visuall", "/*/visuall", "/sgw/**/x"])
def test_a_misspelt_node_of_this_graph_is_noticed(tmp_path, pattern):
    path = write(tmp_path, f"{pattern}:\n  ros__parameters:\n    timeout_s: 0.5\n")
    assert unknown_nodes(path, "/sgw") == [f"/{pattern.lstrip('/')}"]


@pytest.mark.parametrize(
    "pattern", ["/robot_1/visuall", "/visuall", "/**/visual", "/sgw/*", "/**", "/sgw/gate"]
)
def test_sections_for_others_and_for_several_are_none_of_it(tmp_path, pattern):
    path = write(tmp_path, f"{pattern}:\n  ros__parameters:\n    timeout_s: 0.5\n")
    assert unknown_nodes(path, "/sgw") == []


def test_a_misspelt_node_without_a_namespace_is_noticed_too(tmp_path):
    path = write(tmp_path, "visuall:\n  ros__parameters:\n    timeout_s: 0.5\n")
    assert unknown_nodes(path, "/") == ["/visuall"]


@pytest.mark.parametrize("namespace", ["", "/"])
@pytest.mark.parametrize("pattern", ["/visual", "visual", "/**/visual", "/**", "/*"])
def test_nodes_without_a_namespace_are_meant_too(tmp_path, namespace, pattern):
    path = write(tmp_path, f"{pattern}:\n  ros__parameters:\n    timeout_s: 0.5\n")
    assert read_parameter_file(path, namespace, ["visual"]) == {"visual": {"timeout_s": 0.5}}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("detecktor: auto", "visual: unknown parameter 'detecktor'"),
        ("rate_hz: -5.0", "visual: 'rate_hz' must be at least 0"),
        ("rate_hz: fast", "visual: 'rate_hz' takes a float"),
        ("detector: best", "one of auto, motion, person, yolo, not 'best'"),
    ],
)
def test_a_wrong_line_is_told_with_file_and_node(tmp_path, line, told):
    path = write(tmp_path, f"/**/visual:\n  ros__parameters:\n    {line}\n")
    with pytest.raises(ConfigError) as refused:
        read_parameter_file(path, "sgw", ["flow", "visual"])
    assert told in str(refused.value)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize("text", ["a: [1\n b: }", "- 1", "/**:\n  ros__parameters: 3", None])
def test_a_file_that_is_none(tmp_path, text):
    path = write(tmp_path, text) if text else tmp_path / "none.yaml"
    with pytest.raises(ConfigError, match=path.name) as refused:
        read_parameter_file(path, "sgw", ["visual"])
    assert "\n" not in str(refused.value)


def test_the_file_of_this_package_is_in_order():
    found = read_parameter_file(FILE, "sgw", ["visual", "supervisor", "view", "workspace"])
    assert found["visual"] == {"detector": "auto"}
    assert all(found.values())
