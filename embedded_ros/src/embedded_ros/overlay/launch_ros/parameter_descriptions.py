# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Descriptions of parameters in launch files: a value with a type, one parameter, a file of parameters."""

import os
from pathlib import Path
from typing import Any

from launch.utilities import normalize_to_list_of_substitutions, perform_substitutions
from launch.utilities.type_utils import normalize_typed_substitution, perform_typed_substitution

from launch import LaunchContext, SomeSubstitutionsType


class ParameterValue:
    """A value; `value_type` (bool, int, float, str or a list of one of them) is what substitutions become."""

    def __init__(self, value: Any, *, value_type: Any = None) -> None:
        self.value = normalize_typed_substitution(value, value_type)
        self.value_type = value_type

    def evaluate(self, context: LaunchContext) -> Any:
        """The value.

        Raises:
            ValueError: The text of the substitutions is not a `value_type`.
        """
        return perform_typed_substitution(context, self.value, self.value_type)


class Parameter:
    """A parameter's name and value."""

    def __init__(self, name: SomeSubstitutionsType, value: Any, *, value_type: Any = None) -> None:
        self.name = normalize_to_list_of_substitutions(name)
        self._value = ParameterValue(value, value_type=value_type)

    @property
    def value(self) -> Any:
        """The value as normalized."""
        return self._value.value

    @property
    def value_type(self) -> Any:
        """The type that substitutions become."""
        return self._value.value_type

    def evaluate(self, context: LaunchContext) -> tuple[str, Any]:
        """Name and value."""
        return perform_substitutions(context, self.name), self._value.evaluate(context)


class ParameterFile:
    """A YAML file of parameters."""

    def __init__(self, param_file: SomeSubstitutionsType | os.PathLike[str]) -> None:
        path = os.fspath(param_file) if isinstance(param_file, os.PathLike) else param_file
        self.param_file = normalize_to_list_of_substitutions(path)

    def evaluate(self, context: LaunchContext) -> Path:
        """Path of the file."""
        return Path(perform_substitutions(context, self.param_file))
