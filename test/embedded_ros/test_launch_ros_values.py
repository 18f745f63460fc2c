# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Namespaces are joined, parameters get their types and become YAML."""

import json
from typing import Any

import pytest
import yaml

pytest.importorskip("embedded_ros.interfaces", reason="about embedded_ros itself")

from launch.substitutions import TextSubstitution
from launch_ros.descriptions import ParameterValue
from launch_ros.utilities.names import join_namespace
from launch_ros.utilities.parameter_values import evaluate_parameter_dict, normalize_parameter_dict, yaml_text

from launch import LaunchContext


@pytest.mark.parametrize(
    ("base", "namespace", "joined"),
    [
        (None, None, None),
        (None, "", "/"),
        (None, "a", "/a"),
        ("/b", None, "/b"),
        ("/b", "a/", "/b/a"),
        ("/", "a", "/a"),
        ("/b", "/a", "/a"),
    ],
)
def test_namespaces(base: str | None, namespace: str | None, joined: str | None) -> None:
    assert join_namespace(base, namespace) == joined


FIVE = TextSubstitution(text="5")


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (True, True),
        ("5", "5"),
        (FIVE, 5),
        (["a", FIVE], "a5"),
        ([[FIVE], [FIVE]], [5, 5]),
        ([1, 2.5], [1.0, 2.5]),
        ([True, False], [True, False]),
        (["1", "b"], ["1", "b"]),
        (TextSubstitution(text="[a, b]"), ["a", "b"]),
        (TextSubstitution(text=""), ""),
        (ParameterValue(FIVE, value_type=str), "5"),
        (ParameterValue(FIVE, value_type=float), 5.0),
    ],
)
def test_types_of_parameters(given: Any, value: Any) -> None:
    evaluated = evaluate_parameter_dict(LaunchContext(), normalize_parameter_dict({"p": given}))["p"]
    assert evaluated == value
    assert type(evaluated) is type(value)


@pytest.mark.parametrize(
    "given",
    [None, b"x", object(), [], [1, "a"], TextSubstitution(text="{a: 1}"), TextSubstitution(text="[1, a]")],
)
def test_impossible_parameters(given: Any) -> None:
    with pytest.raises(TypeError):
        evaluate_parameter_dict(LaunchContext(), normalize_parameter_dict({"p": given}))


@pytest.mark.parametrize(
    "value", ["1e5", "yes", 'a "b" \\', 1e-7, float("inf"), True, [1, 2], "", "long " * 50]
)
def test_yaml_text_is_one_line_and_keeps_the_type(value: Any) -> None:
    text = yaml_text(value)
    assert "\n" not in text
    assert yaml.safe_load(text) == value
    if isinstance(value, str):
        assert json.loads(text) == value
