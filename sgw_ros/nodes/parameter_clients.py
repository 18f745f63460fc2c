# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads and sets parameters of other nodes without waiting for the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from rcl_interfaces.srv import GetParameters, SetParameters
from rclpy.node import Node
from rclpy.parameter import Parameter, parameter_value_to_python


class ParameterClients:
    """One client per node; while a call is on its way, only the newest values wait behind it."""

    def __init__(self, node: Node, names: Sequence[str]) -> None:
        self._node = node
        self._of = {name: node.create_client(SetParameters, f"{name}/set_parameters") for name in names}
        self._readers = {name: node.create_client(GetParameters, f"{name}/get_parameters") for name in names}
        self._busy: dict[str, Any] = {}
        self._next: dict[str, dict[str, Any]] = {}
        self._known: dict[str, dict[str, Any]] = {}

    def get(self, name: str, keys: Sequence[str], on_values: Callable[[dict[str, Any]], None]) -> bool:
        """Ask the node `name` for parameters; False when it is not there (yet)."""
        client = self._readers[name]
        if not client.service_is_ready():
            return False

        def on_answer(future: Any) -> None:
            answer = future.result()
            if answer is not None and len(answer.values) == len(keys):
                values = [parameter_value_to_python(value) for value in answer.values]
                on_values(dict(zip(keys, values, strict=True)))

        client.call_async(GetParameters.Request(names=list(keys))).add_done_callback(on_answer)
        return True

    def set(self, name: str, values: Mapping[str, Any]) -> None:
        """Set parameters of the node `name`; values that it has already are not sent again."""
        new = {k: v for k, v in values.items() if self._known.get(name, {}).get(k) != v}
        if name not in self._of or not (new or name in self._next):
            return
        self._next.setdefault(name, {}).update(new)
        if name not in self._busy:
            self._send(name)

    def close(self) -> None:
        """Call no more."""
        for client in (*self._of.values(), *self._readers.values()):
            self._node.destroy_client(client)
        self._of.clear()

    def _send(self, name: str) -> None:
        values = self._next.pop(name, {})
        if not values or name not in self._of or not self._of[name].service_is_ready():
            return
        parameters = [Parameter(key, value=value).to_parameter_msg() for key, value in values.items()]
        future = self._of[name].call_async(SetParameters.Request(parameters=parameters))
        self._busy[name] = future
        self._known.setdefault(name, {}).update(values)
        future.add_done_callback(partial(self._on_answer, name))

    def _on_answer(self, name: str, future: Any) -> None:
        self._busy.pop(name, None)
        answer = future.result()
        for result in answer.results if answer is not None else ():
            if not result.successful:
                self._known.pop(name, None)
                self._node.get_logger().warning(f"{name} refused a parameter: {result.reason}")
        self._send(name)
