# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads and sets parameters of other nodes without waiting for the answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from rcl_interfaces.srv import GetParameters, SetParameters
from rclpy.node import Node
from rclpy.parameter import Parameter, parameter_value_to_python

ANSWER_TIMEOUT_S = 2.0
"""A node that has not answered by then may be asked again."""


class ParameterClients:
    """Two clients per node, one that reads and one that sets."""

    def __init__(self, node: Node, names: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._node, self._clock = node, clock
        self._setters = {name: node.create_client(SetParameters, f"{name}/set_parameters") for name in names}
        self._readers = {name: node.create_client(GetParameters, f"{name}/get_parameters") for name in names}
        self._known: dict[str, dict[str, Any]] = {}
        self._asked: dict[str, tuple[Any, float]] = {}

    def get(self, name: str, keys: Sequence[str], on_values: Callable[[dict[str, Any]], None]) -> None:
        """Ask the node `name` for parameters; nothing happens while it is not there, or has yet to answer."""
        client = self._readers[name]
        if not client.service_is_ready() or not self._may_ask(name):
            return
        future = client.call_async(GetParameters.Request(names=list(keys)))
        self._asked[name] = (future, self._clock())
        future.add_done_callback(partial(self._on_values, name, keys, on_values))

    def set(self, name: str, values: Mapping[str, Any]) -> None:
        """Set parameters of the node `name`; values that it was sent last are not sent again.

        A node that is away starts with its own values: it is told again once it is back.
        """
        client = self._setters.get(name)
        if client is None or not client.service_is_ready():
            self._known.pop(name, None)
            return
        known = self._known.setdefault(name, {})
        new = {key: value for key, value in values.items() if known.get(key) != value}
        if not new:
            return
        known.update(new)
        parameters = [Parameter(key, value=value).to_parameter_msg() for key, value in new.items()]
        future = client.call_async(SetParameters.Request(parameters=parameters))
        future.add_done_callback(partial(self._on_answer, name))

    def close(self) -> None:
        """Call no more."""
        for client in (*self._setters.values(), *self._readers.values()):
            self._node.destroy_client(client)
        self._setters.clear()

    def _may_ask(self, name: str) -> bool:
        """Whether no question is open; one that stays without an answer is given up."""
        future, since_s = self._asked.get(name, (None, 0.0))
        if future is None:
            return True
        if self._clock() - since_s < ANSWER_TIMEOUT_S:
            return False
        self._readers[name].remove_pending_request(future)
        return True

    def _on_values(
        self, name: str, keys: Sequence[str], on_values: Callable[[dict[str, Any]], None], future: Any
    ) -> None:
        self._asked.pop(name, None)
        answer = future.result()
        if answer is not None and len(answer.values) == len(keys):
            values = [parameter_value_to_python(value) for value in answer.values]
            on_values(dict(zip(keys, values, strict=True)))

    def _on_answer(self, name: str, future: Any) -> None:
        answer = future.result()
        for result in answer.results if answer is not None else ():
            if not result.successful:
                self._known.pop(name, None)
                self._node.get_logger().warning(f"{name} refused a parameter: {result.reason}")
