# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The parameters of a node: declaring, reading, setting, describing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from rcl_interfaces.msg import Parameter as ParameterMsg
from rcl_interfaces.msg import (
    ParameterDescriptor,
    ParameterEvent,
    ParameterValue,
    SetParametersResult,
)

from rclpy.exceptions import (
    InvalidParameterTypeException,
    InvalidParameterValueException,
    ParameterAlreadyDeclaredException,
    ParameterImmutableException,
    ParameterNotDeclaredException,
)
from rclpy.node_parameter_queries import NodeParameterQueries
from rclpy.parameter import Parameter
from rclpy.parameter_ranges import refusal
from rclpy.validate_parameter_name import validate_parameter_name

if TYPE_CHECKING:
    from rclpy.clock import Clock
    from rclpy.publisher import Publisher

_NOT_SET = Parameter.Type.NOT_SET


class NodeParameters(NodeParameterQueries):
    """The parameter half of `rclpy.node.Node`."""

    _parameter_event_publisher: Publisher

    def __init__(self, overrides: dict[str, Parameter], allow_undeclared: bool) -> None:
        super().__init__(allow_undeclared)
        self._parameter_overrides = overrides
        self._pre_set_parameters_callbacks: list[Callable[[list[Parameter]], list[Parameter]]] = []
        self._on_set_parameters_callbacks: list[Callable[[list[Parameter]], Any]] = []
        self._post_set_parameters_callbacks: list[Callable[[list[Parameter]], None]] = []

    def get_fully_qualified_name(self) -> str:
        """Return the node's name with its namespace."""
        raise NotImplementedError

    def get_clock(self) -> Clock:
        """Return the node's clock."""
        raise NotImplementedError

    # declaring

    def declare_parameter(
        self, name: str, value: Any = None, descriptor: Any = None, ignore_override: bool = False
    ) -> Parameter:
        """Declare one parameter by default value or type; return it as an override or the default sets it."""
        entry = (name, value, ParameterDescriptor() if descriptor is None else descriptor)
        return self.declare_parameters("", [entry], ignore_override)[0]

    def declare_parameters(
        self, namespace: str, parameters: Iterable[tuple[Any, ...]], ignore_override: bool = False
    ) -> list[Parameter]:
        """Declare parameters, each a tuple of name, value or type, and descriptor, below a namespace.

        Raises:
            ParameterAlreadyDeclaredException, InvalidParameterTypeException, InvalidParameterValueException.
        """
        declared, descriptors = [], {}
        for entry in parameters:
            parameter, descriptor = self._declaration(namespace, entry, ignore_override)
            declared.append(parameter)
            descriptors[parameter.name] = descriptor
        if again := [parameter.name for parameter in declared if parameter.name in self._parameters]:
            raise ParameterAlreadyDeclaredException(again)
        for parameter in declared:
            descriptor = descriptors[parameter.name]
            result = self._apply([parameter], descriptors, keep_not_set=True)
            if not result.successful:
                if result.reason.startswith("Wrong parameter type"):
                    raise InvalidParameterTypeException(parameter, Parameter.Type(descriptor.type).name)
                raise InvalidParameterValueException(parameter.name, parameter.value, result.reason)
        return [self._parameters[parameter.name] for parameter in declared]

    def _declaration(
        self, namespace: str, entry: tuple[Any, ...], ignore_override: bool
    ) -> tuple[Parameter, Any]:
        if not 1 <= len(entry) <= 3:
            raise TypeError(f"a parameter is declared by name, value or type, and descriptor, not by {entry}")
        name, value, descriptor = (*entry, None, None)[:3]
        if not isinstance(name, str):
            raise TypeError(f"First element {name} in parameters list is not a str.")
        descriptor = ParameterDescriptor() if descriptor is None else descriptor
        if not isinstance(descriptor, ParameterDescriptor):
            raise TypeError(f"Third element {descriptor} in parameters list is not a ParameterDescriptor.")
        name = f"{namespace}.{name}" if namespace else name
        validate_parameter_name(name)
        if isinstance(value, Parameter.Type):
            if value is _NOT_SET:
                raise ValueError(f"Cannot declare parameter {name} as statically typed of type NOT_SET")
            if descriptor.dynamic_typing:
                raise ValueError(
                    f"Parameter {name} has a type: its descriptor must not ask for dynamic_typing"
                )
            descriptor.type, value = value.value, None
        elif isinstance(value, ParameterValue):
            value = Parameter.from_parameter_msg(ParameterMsg(name=name, value=value)).value
            descriptor.type = Parameter.Type.from_parameter_value(value).value
        elif not descriptor.dynamic_typing:
            descriptor.type = Parameter.Type.from_parameter_value(value).value
            if descriptor.type == _NOT_SET.value:
                raise ValueError(
                    f"Cannot declare the statically typed parameter {name} without a value: give a default, "
                    "a Parameter.Type, or a descriptor with dynamic_typing=True"
                )
        if not ignore_override and name in self._parameter_overrides:
            value = self._parameter_overrides[name].value
        descriptor.name = name
        if value in ([], ()) and descriptor.type in (6, 7, 8, 9):  # an empty list has the declared type
            return Parameter(name, Parameter.Type(descriptor.type), value), descriptor
        return Parameter(name, value=value), descriptor

    def undeclare_parameter(self, name: str) -> None:
        """Forget a parameter."""
        if name not in self._parameters:
            raise ParameterNotDeclaredException(name)
        if self._descriptors[name].read_only:
            raise ParameterImmutableException(name)
        del self._parameters[name], self._descriptors[name]

    # setting

    def set_descriptor(self, name: str, descriptor: Any, alternative_value: Any = None) -> Any:
        """Give a parameter a new descriptor; the alternative replaces a value that it refuses."""
        if name not in self._parameters:
            return self.get_parameter(name).get_parameter_value()
        if self._descriptors[name].read_only:
            raise ParameterImmutableException(name)
        candidates = [self.get_parameter(name)]
        if alternative_value is not None:
            candidates.append(Parameter.from_parameter_msg(ParameterMsg(name=name, value=alternative_value)))
        descriptor.name = name
        for candidate in candidates:
            reason = refusal(candidate, descriptor, declared=True, check_read_only=False)
            if not reason:
                self._parameters[name], self._descriptors[name] = candidate, descriptor
                return candidate.get_parameter_value()
        raise InvalidParameterValueException(name, candidates[-1].value, reason)

    def set_parameters(self, parameter_list: list[Parameter]) -> list[Any]:
        """Set parameters one after the other; return a result for each."""
        return [self.set_parameters_atomically([parameter]) for parameter in parameter_list]

    def set_parameters_atomically(self, parameter_list: list[Parameter]) -> Any:
        """Set all parameters or none; return one result.

        Raises:
            ParameterNotDeclaredException: one is not declared.
        """
        if self._pre_set_parameters_callbacks:
            callbacks = self._pre_set_parameters_callbacks
            parameter_list = [parameter for callback in callbacks for parameter in callback(parameter_list)]
            if not parameter_list:
                reason = "parameter list cannot be empty: a pre-set callback removed all parameters"
                return SetParametersResult(successful=False, reason=reason)
        if not all(isinstance(parameter, Parameter) for parameter in parameter_list):
            raise TypeError(f"parameter must be instance of type '{Parameter!r}'")
        undeclared = [
            parameter.name for parameter in parameter_list if parameter.name not in self._parameters
        ]
        if undeclared and not self._allow_undeclared_parameters:
            raise ParameterNotDeclaredException(undeclared)
        return self._apply(parameter_list)

    def _apply(
        self,
        parameters: list[Parameter],
        descriptors: dict[str, Any] | None = None,
        keep_not_set: bool = False,
    ) -> Any:
        known = self._descriptors if descriptors is None else descriptors
        for parameter in parameters:
            if parameter.name in known:
                declared = parameter.name in self._parameters
                read_only = descriptors is None
                reason = refusal(
                    parameter, known[parameter.name], declared=declared, check_read_only=read_only
                )
                if reason:
                    return SetParametersResult(successful=False, reason=reason)
        for callback in self._on_set_parameters_callbacks:
            result = callback(parameters)
            if not result.successful:
                return result
        event = ParameterEvent(node=self.get_fully_qualified_name())
        for parameter in parameters:
            self._store(parameter, known, event, keep_not_set)
        event.stamp = self.get_clock().now().to_msg()
        self._parameter_event_publisher.publish(event)
        for done in self._post_set_parameters_callbacks:
            done(parameters)
        return SetParametersResult(successful=True)

    def _store(self, parameter: Parameter, known: dict[str, Any], event: Any, keep_not_set: bool) -> None:
        name = parameter.name
        if parameter.type_ is _NOT_SET and not keep_not_set:
            self._parameters.pop(name, None)
            self._descriptors.pop(name, None)
            event.deleted_parameters.append(parameter.to_parameter_msg())
            return
        descriptor = known.get(name)
        if descriptor is None:
            descriptor = ParameterDescriptor(name=name, dynamic_typing=True)
        if descriptor.dynamic_typing:
            descriptor.type = parameter.type_.value
        self._descriptors[name] = descriptor
        had_value = self.get_parameter_or(name).type_ is not _NOT_SET
        changes = event.changed_parameters if had_value else event.new_parameters
        changes.append(parameter.to_parameter_msg())
        self._parameters[name] = parameter

    # callbacks

    def add_pre_set_parameters_callback(self, callback: Callable[[list[Parameter]], list[Parameter]]) -> None:
        """Let `callback` change the list before it is checked."""
        self._pre_set_parameters_callbacks.insert(0, callback)

    def add_on_set_parameters_callback(self, callback: Callable[[list[Parameter]], Any]) -> None:
        """Let `callback` accept or refuse (SetParametersResult) before values are set."""
        self._on_set_parameters_callbacks.insert(0, callback)

    def add_post_set_parameters_callback(self, callback: Callable[[list[Parameter]], None]) -> None:
        """Call `callback` after values were set."""
        self._post_set_parameters_callbacks.insert(0, callback)

    def remove_pre_set_parameters_callback(
        self, callback: Callable[[list[Parameter]], list[Parameter]]
    ) -> None:
        """Remove a pre-set callback; ValueError when it is not there."""
        self._pre_set_parameters_callbacks.remove(callback)

    def remove_on_set_parameters_callback(self, callback: Callable[[list[Parameter]], Any]) -> None:
        """Remove an on-set callback; ValueError when it is not there."""
        self._on_set_parameters_callbacks.remove(callback)

    def remove_post_set_parameters_callback(self, callback: Callable[[list[Parameter]], None]) -> None:
        """Remove a post-set callback; ValueError when it is not there."""
        self._post_set_parameters_callbacks.remove(callback)
