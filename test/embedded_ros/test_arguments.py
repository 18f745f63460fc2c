# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

pytest.importorskip("embedded_ros.dds")


def _parse(*words):
    from embedded_ros.arguments import parse

    return parse(["prog", "--ros-args", *words])


def test_what_is_not_for_ros_is_left():
    from embedded_ros.arguments import parse

    parsed = parse(["prog", "--fast", "--ros-args", "--log-level", "debug", "--", "file"])
    assert parsed.rest == ["prog", "--fast", "file"]
    assert parsed.log_levels == {"": 10}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["a:=b"], "-r"),
        (["-r", "a"], "name:=value"),
        (["-r", "a:="], "nothing after"),
        (["-r"], "needs a value"),
        (["--what"], "unknown ROS argument"),
        (["--log-level", "loud"], "log level"),
        (["-p", "a:=[1, two]"], "alike"),
        (["-p", "a:={b: 1}"], "bool, number, string"),
        (["--params-file", "/nowhere.yaml"], "/nowhere.yaml"),
    ],
)
def test_mistakes_are_named(words, message):
    with pytest.raises(ValueError, match=message):
        _parse(*words)


@pytest.mark.parametrize(
    ("pattern", "node", "matches"),
    [
        ("/**", "/a/b/c", True),
        ("/*", "/a", True),
        ("/*", "/a/b", False),
        ("/a/*", "/a/b", True),
        ("/**/c", "/a/b/c", True),
        ("/**/c", "/c", True),
        ("c", "/c", True),
        ("c", "/a/c", False),
    ],
)
def test_node_patterns(pattern, node, matches):
    from embedded_ros.arguments import matches_node

    assert matches_node(pattern, node) == matches


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "no valid YAML"),
        ("- a", "must map node names"),
        ("node: 3", "'node' must be a node name"),
        ("node: {ros__parameters: 3}", "must hold names and values"),
        ("node: {ros__parameters: {a: [1, b]}}", "parameter 'a'"),
        ("node: {ros__parameters: {a: null}}", "parameter 'a'"),
    ],
)
def test_broken_parameter_files_are_named(tmp_path, text, message):
    from embedded_ros.parameter_files import ParameterFileError, read_parameter_file

    file = tmp_path / "broken.yaml"
    file.write_text(text)
    with pytest.raises(ParameterFileError, match=message) as caught:
        read_parameter_file(str(file))
    assert "broken.yaml" in str(caught.value)


def test_nested_namespaces_and_parameters(tmp_path):
    from embedded_ros.parameter_files import read_parameter_file

    file = tmp_path / "nested.yaml"
    file.write_text("robot:\n  camera:\n    ros__parameters:\n      image: {width: 640, frame: cam}\n")
    assert read_parameter_file(str(file)) == [
        ("/robot/camera", "image.width", 640),
        ("/robot/camera", "image.frame", "cam"),
    ]
