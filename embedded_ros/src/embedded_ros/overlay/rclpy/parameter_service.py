# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The six services through which others reach a node's parameters."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from rcl_interfaces.msg import ListParametersResult, SetParametersResult
from rcl_interfaces.srv import (
    DescribeParameters,
    GetParameters,
    GetParameterTypes,
    ListParameters,
    SetParameters,
    SetParametersAtomically,
)

from rclpy.exceptions import ParameterNotDeclaredException, ParameterUninitializedException
from rclpy.parameter import Parameter
from rclpy.qos import qos_profile_parameters

if TYPE_CHECKING:
    from rclpy.node import Node


class ParameterService:
    """Serves `<node>/get_parameters`, `set_parameters`, `set_parameters_atomically`, `list_parameters`,
    `describe_parameters` and `get_parameter_types`.
    """

    def __init__(self, node: Node) -> None:
        self._node = weakref.ref(node)
        for srv_type, name, callback in (
            (DescribeParameters, "describe_parameters", self._describe),
            (GetParameters, "get_parameters", self._get),
            (GetParameterTypes, "get_parameter_types", self._types),
            (ListParameters, "list_parameters", self._list),
            (SetParameters, "set_parameters", self._set),
            (SetParametersAtomically, "set_parameters_atomically", self._set_atomically),
        ):
            node.create_service(srv_type, f"~/{name}", callback, qos_profile=qos_profile_parameters)

    def _owner(self) -> Node:
        node = self._node()
        if node is None:
            raise ReferenceError("Expected valid node weak reference")
        return node

    def _describe(self, request: Any, response: Any) -> Any:
        try:
            response.descriptors = self._owner().describe_parameters(request.names)
        except ParameterNotDeclaredException:
            response.descriptors = []
        return response

    def _get(self, request: Any, response: Any) -> Any:
        try:
            parameters = self._owner().get_parameters(request.names)
        except (ParameterNotDeclaredException, ParameterUninitializedException):
            return response
        response.values = [parameter.get_parameter_value() for parameter in parameters]
        return response

    def _types(self, request: Any, response: Any) -> Any:
        node = self._owner()
        try:
            response.types = [
                int(getattr(kind, "value", kind)) for kind in node.get_parameter_types(request.names)
            ]
        except ParameterNotDeclaredException:
            response.types = []
        return response

    def _list(self, request: Any, response: Any) -> Any:
        try:
            response.result = self._owner().list_parameters(list(request.prefixes), int(request.depth))
        except (TypeError, ValueError):
            response.result = ListParametersResult()
        return response

    def _set(self, request: Any, response: Any) -> Any:
        response.results = [self._try_to_set([message]) for message in request.parameters]
        return response

    def _set_atomically(self, request: Any, response: Any) -> Any:
        response.result = self._try_to_set(request.parameters)
        return response

    def _try_to_set(self, messages: Any) -> Any:
        try:
            parameters = [Parameter.from_parameter_msg(m) for m in messages]
        except ValueError as error:  # a type that there is not: anybody may ask for anything
            return SetParametersResult(successful=False, reason=str(error))
        try:
            return self._owner().set_parameters_atomically(parameters)
        except ParameterNotDeclaredException as error:
            return SetParametersResult(successful=False, reason=str(error))
