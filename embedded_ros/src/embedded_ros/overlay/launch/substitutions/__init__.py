# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Substitutions: text that is known only while launching."""

from launch.substitution import SubstitutionFailure, TextSubstitution

from .logic import AndSubstitution, EqualsSubstitution, NotEqualsSubstitution, NotSubstitution, OrSubstitution
from .paths import FindExecutable, PathJoinSubstitution, ThisLaunchFile, ThisLaunchFileDir
from .python_expression import PythonExpression
from .variables import EnvironmentVariable, LaunchConfiguration, LocalSubstitution

__all__ = [
    "AndSubstitution",
    "EnvironmentVariable",
    "EqualsSubstitution",
    "FindExecutable",
    "LaunchConfiguration",
    "LocalSubstitution",
    "NotEqualsSubstitution",
    "NotSubstitution",
    "OrSubstitution",
    "PathJoinSubstitution",
    "PythonExpression",
    "SubstitutionFailure",
    "TextSubstitution",
    "ThisLaunchFile",
    "ThisLaunchFileDir",
]
