# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Substitutions and conditions give what ROS 2's give."""

from pathlib import Path

import pytest
from launch.conditions import (
    IfCondition,
    InvalidConditionExpressionError,
    LaunchConfigurationEquals,
    LaunchConfigurationNotEquals,
    UnlessCondition,
)
from launch.substitutions import (
    AndSubstitution,
    EnvironmentVariable,
    EqualsSubstitution,
    FindExecutable,
    LaunchConfiguration,
    NotEqualsSubstitution,
    NotSubstitution,
    OrSubstitution,
    PathJoinSubstitution,
    PythonExpression,
    SubstitutionFailure,
    TextSubstitution,
    ThisLaunchFileDir,
)
from launch.utilities import normalize_to_list_of_substitutions, perform_substitutions
from launch.utilities.type_utils import coerce_to_type

from launch import LaunchContext, Substitution


@pytest.fixture
def context() -> LaunchContext:
    context = LaunchContext()
    context.launch_configurations.update({"rate": "5", "name": "robot", "yes": "true"})
    return context


@pytest.mark.parametrize(
    ("substitution", "text"),
    [
        (TextSubstitution(text="a"), "a"),
        (LaunchConfiguration("rate"), "5"),
        (LaunchConfiguration(["ra", "te"]), "5"),
        (LaunchConfiguration("absent", default=5), "5"),
        (LaunchConfiguration("absent", default=["a", LaunchConfiguration("rate")]), "a5"),
        (EnvironmentVariable("ABSENT_VARIABLE", default_value="none"), "none"),
        (PathJoinSubstitution(["/a", LaunchConfiguration("name"), "b.yaml"]), "/a/robot/b.yaml"),
        (PythonExpression(["'", LaunchConfiguration("rate"), "' == '5'"]), "True"),
        (PythonExpression("floor(2.5) + math.ceil(0.5)"), "3"),
        (PythonExpression("os.sep", python_modules=["os"]), "/"),
        (EqualsSubstitution(LaunchConfiguration("rate"), 5), "true"),
        (EqualsSubstitution("5.0", "5"), "true"),
        (EqualsSubstitution("True", "1"), "true"),
        (EqualsSubstitution(LaunchConfiguration("name"), "Robot"), "false"),
        (EqualsSubstitution(None, ""), "true"),
        (NotEqualsSubstitution(LaunchConfiguration("name"), "car"), "true"),
        (NotSubstitution(LaunchConfiguration("yes")), "false"),
        (AndSubstitution(LaunchConfiguration("yes"), "0"), "false"),
        (OrSubstitution(LaunchConfiguration("yes"), "false"), "true"),
    ],
)
def test_texts(context: LaunchContext, substitution: Substitution, text: str) -> None:
    assert substitution.perform(context) == text


@pytest.mark.parametrize(
    ("substitution", "words"),
    [
        (LaunchConfiguration("absent"), "launch configuration 'absent' does not exist"),
        (EnvironmentVariable("ABSENT_VARIABLE"), "environment variable 'ABSENT_VARIABLE' does not exist"),
        (FindExecutable(name="no-such-program"), "not found on the PATH"),
        (ThisLaunchFileDir(), "outside of a launch file"),
        (NotSubstitution("perhaps"), "perhaps"),
    ],
)
def test_failures(context: LaunchContext, substitution: Substitution, words: str) -> None:
    with pytest.raises(SubstitutionFailure, match=words):
        substitution.perform(context)


def test_lists_are_joined(context: LaunchContext) -> None:
    parts = normalize_to_list_of_substitutions(["a", "b", LaunchConfiguration("rate")])
    assert perform_substitutions(context, parts) == "ab5"
    for wrong in (1, Path("b")):
        with pytest.raises(TypeError):
            normalize_to_list_of_substitutions(["a", wrong])  # type: ignore[list-item]


def test_find_executable() -> None:
    assert FindExecutable(name="sh").perform(LaunchContext()).endswith("/sh")


def test_conditions(context: LaunchContext) -> None:
    assert IfCondition("TRUE ").evaluate(context)
    assert not IfCondition(LaunchConfiguration("absent", default="0")).evaluate(context)
    assert UnlessCondition("false").evaluate(context)
    with pytest.raises(InvalidConditionExpressionError, match="'robot'"):
        IfCondition(LaunchConfiguration("name")).evaluate(context)
    assert LaunchConfigurationEquals("name", "robot").evaluate(context)
    assert LaunchConfigurationEquals("absent", None).evaluate(context)
    assert LaunchConfigurationNotEquals("name", "car").evaluate(context)
    assert not LaunchConfigurationNotEquals("absent", None).evaluate(context)


@pytest.mark.parametrize(
    ("text", "data_type", "value"),
    [
        ("5", None, 5),
        ("5.5", None, 5.5),
        ("on", None, True),
        ("[1, 2]", None, [1, 2]),
        ("", None, ""),
        ("5", str, "5"),
        ("5", float, 5.0),
        ("1", bool, True),
        ("[a, b]", list[str], ["a", "b"]),
    ],
)
def test_coercion(text: str, data_type: object, value: object) -> None:
    coerced = coerce_to_type(text, data_type)
    assert coerced == value
    assert type(coerced) is type(value)


@pytest.mark.parametrize(("text", "data_type"), [("x", int), ("5", bool), ("[1, a]", None), ("{a: 1}", None)])
def test_impossible_coercion(text: str, data_type: object) -> None:
    with pytest.raises(ValueError):
        coerce_to_type(text, data_type)
