# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading a node's parameters: values, types, names, descriptors."""

from __future__ import annotations

from typing import Any

from rcl_interfaces.msg import ListParametersResult, ParameterDescriptor

from rclpy.exceptions import ParameterNotDeclaredException, ParameterUninitializedException
from rclpy.parameter import PARAMETER_SEPARATOR_STRING, Parameter

_NOT_SET = Parameter.Type.NOT_SET


class NodeParameterQueries:
    """What can be asked about the parameters that a node has declared."""

    def __init__(self, allow_undeclared: bool) -> None:
        self._parameters: dict[str, Parameter] = {}
        self._descriptors: dict[str, Any] = {}
        self._allow_undeclared_parameters = allow_undeclared

    def has_parameter(self, name: str) -> bool:
        """Return whether the parameter is declared."""
        return name in self._parameters

    def get_parameter(self, name: str) -> Parameter:
        """Return a parameter.

        Raises:
            ParameterNotDeclaredException, ParameterUninitializedException.
        """
        parameter = self._parameters.get(name)
        if parameter is None:
            if self._allow_undeclared_parameters:
                return Parameter(name, _NOT_SET)
            raise ParameterNotDeclaredException(name)
        if parameter.type_ is _NOT_SET and not self._descriptors[name].dynamic_typing:
            raise ParameterUninitializedException(name)
        return parameter

    def get_parameters(self, names: list[str]) -> list[Parameter]:
        """Return several parameters."""
        if not all(isinstance(name, str) for name in names):
            raise TypeError("All names must be instances of type str")
        return [self.get_parameter(name) for name in names]

    def get_parameter_or(self, name: str, alternative_value: Parameter | None = None) -> Parameter:
        """Return a parameter, or the alternative when it has no value."""
        parameter = self._parameters.get(name)
        if parameter is not None and parameter.type_ is not _NOT_SET:
            return parameter
        return Parameter(name, _NOT_SET) if alternative_value is None else alternative_value

    def get_parameter_type(self, name: str) -> Any:
        """Return the number of a parameter's type."""
        if name in self._parameters:
            return self._parameters[name].type_.value
        if self._allow_undeclared_parameters:
            return _NOT_SET
        raise ParameterNotDeclaredException(name)

    def get_parameter_types(self, names: list[str]) -> list[Any]:
        """Return the numbers of several parameters' types."""
        return [self.get_parameter_type(name) for name in names]

    def get_parameters_by_prefix(self, prefix: str) -> dict[str, Parameter]:
        """Return the parameters below a prefix, keyed by what follows it."""
        start = prefix + PARAMETER_SEPARATOR_STRING if prefix else ""
        return {
            name.removeprefix(start): parameter
            for name, parameter in self._parameters.items()
            if name.startswith(start)
        }

    def list_parameters(self, prefixes: list[str], depth: int) -> Any:
        """Return names and prefixes of the parameters below any of the prefixes; depth 0 is without limit."""
        if not isinstance(prefixes, list) or not all(isinstance(prefix, str) for prefix in prefixes):
            raise TypeError("The prefixes argument must be a list of str")
        if not isinstance(depth, int):
            raise TypeError("The depth must be instance of type int")
        if depth < 0:
            raise ValueError("The depth must be greater than or equal to zero")

        def near(rest: str) -> bool:
            return depth == 0 or rest.count(PARAMETER_SEPARATOR_STRING) < depth

        result = ListParametersResult()
        names, found = [], []
        for name in self._parameters:
            matches = (not prefixes and near(name)) or any(
                name == prefix or (name.startswith(f"{prefix}.") and near(name[len(prefix) + 1 :]))
                for prefix in prefixes
            )
            if matches:
                names.append(name)
                parent = name.rpartition(PARAMETER_SEPARATOR_STRING)[0]
                if parent and parent not in found:
                    found.append(parent)
        result.names, result.prefixes = names, found
        return result

    def describe_parameter(self, name: str) -> Any:
        """Return a parameter's descriptor."""
        if name in self._descriptors:
            return self._descriptors[name]
        if self._allow_undeclared_parameters:
            return ParameterDescriptor()
        raise ParameterNotDeclaredException(name)

    def describe_parameters(self, names: list[str]) -> list[Any]:
        """Return several descriptors."""
        return [self.describe_parameter(name) for name in names]
