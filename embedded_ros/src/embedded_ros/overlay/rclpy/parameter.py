# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A parameter: a name, a type, a value."""

from __future__ import annotations

import array
from enum import Enum
from typing import Any

from embedded_ros.outside import outside_names
from rcl_interfaces.msg import Parameter as ParameterMsg
from rcl_interfaces.msg import ParameterValue

from embedded_ros import parameter_files

PARAMETER_SEPARATOR_STRING = "."

AllowableParameterValue = Any


class ParameterType(Enum):
    """The types a parameter can have, numbered as in `rcl_interfaces/ParameterType`."""

    NOT_SET = 0
    BOOL = 1
    INTEGER = 2
    DOUBLE = 3
    STRING = 4
    BYTE_ARRAY = 5
    BOOL_ARRAY = 6
    INTEGER_ARRAY = 7
    DOUBLE_ARRAY = 8
    STRING_ARRAY = 9

    @classmethod
    def from_parameter_value(cls, parameter_value: Any) -> ParameterType:
        """Return the type that a Python value has.

        Raises:
            TypeError: no parameter can hold it.
        """
        for kind in cls:
            if kind.check(parameter_value):
                return kind
        if isinstance(parameter_value, list | tuple | array.array):
            raise TypeError(f"The given value is not a list of one of the allowed types '{parameter_value}'.")
        raise TypeError(f"The given value is not one of the allowed types '{parameter_value}'.")

    def check(self, parameter_value: Any) -> bool:
        """Return whether a value is of this type. As in rclpy, an empty list is of any array type."""
        if self is ParameterType.NOT_SET:
            return parameter_value is None
        if self in _SCALARS:
            return isinstance(parameter_value, _SCALARS[self])
        if not isinstance(parameter_value, list | tuple | array.array):
            return False
        item = _ITEMS[self]
        if self is ParameterType.BYTE_ARRAY:
            return all(isinstance(value, bytes) and len(value) == 1 for value in parameter_value)
        return all(isinstance(value, item) for value in parameter_value)


_SCALARS = {
    ParameterType.BOOL: bool,
    ParameterType.INTEGER: int,
    ParameterType.DOUBLE: float,
    ParameterType.STRING: str,
}
_ITEMS = {
    ParameterType.BYTE_ARRAY: bytes,
    ParameterType.BOOL_ARRAY: bool,
    ParameterType.INTEGER_ARRAY: int,
    ParameterType.DOUBLE_ARRAY: float,
    ParameterType.STRING_ARRAY: str,
}
_FIELDS = {kind: f"{kind.name.lower()}_value" for kind in ParameterType if kind is not ParameterType.NOT_SET}


class Parameter:
    """A named value. `Parameter.Type` lists the types."""

    Type = ParameterType

    def __init__(self, name: str, type_: ParameterType | None = None, value: Any = None) -> None:
        if type_ is None:
            type_ = ParameterType.from_parameter_value(value)
        if not isinstance(type_, ParameterType):
            raise TypeError(f"type must be an instance of '{ParameterType!r}'")
        if not type_.check(value):
            raise ValueError(f"Type '{type_}' and value '{value}' do not agree")
        self._name = name
        self._type_ = type_
        self._value = value

    @property
    def name(self) -> str:
        """Return the name."""
        return self._name

    @property
    def type_(self) -> ParameterType:
        """Return the type."""
        return self._type_

    @property
    def value(self) -> Any:
        """Return the value, None when it is not set."""
        return self._value

    @classmethod
    def from_parameter_msg(cls, param_msg: Any) -> Parameter:
        """Return the parameter of a `rcl_interfaces/Parameter`."""
        kind = ParameterType(param_msg.value.type)
        value: Any = None if kind is ParameterType.NOT_SET else getattr(param_msg.value, _FIELDS[kind])
        return cls(param_msg.name, kind, value.tolist() if hasattr(value, "tolist") else value)

    def get_parameter_value(self) -> Any:
        """Return the value as `rcl_interfaces/ParameterValue`."""
        message = ParameterValue(type=self._type_.value)
        if self._type_ is not ParameterType.NOT_SET:
            setattr(message, _FIELDS[self._type_], self._value)
        return message

    def to_parameter_msg(self) -> Any:
        """Return the parameter as `rcl_interfaces/Parameter`."""
        return ParameterMsg(name=self._name, value=self.get_parameter_value())

    def __repr__(self) -> str:
        return f"Parameter({self._name!r}, {self._type_}, {self._value!r})"


def get_parameter_value(string_value: str) -> Any:
    """Return the `ParameterValue` that a text means, read as YAML."""
    try:
        value = parameter_files.read_value(string_value)
    except parameter_files.ParameterFileError:
        value = string_value
    return Parameter("", value=value).get_parameter_value()


def parameter_value_to_python(parameter_value: Any) -> Any:
    """Return a `ParameterValue` as a Python value, None when it is not set."""
    value = Parameter.from_parameter_msg(ParameterMsg(name="", value=parameter_value)).value
    return list(value) if isinstance(value, tuple | array.array) else value


__getattr__ = outside_names(
    __name__,
    {
        "parameter_dict_from_yaml_file": "--params-file gives a file to a node",
    },
)
