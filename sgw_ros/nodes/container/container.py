# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The container: one process, one executor, many nodes that come and go."""

from __future__ import annotations

import gc
import traceback
from typing import Any

from composition_interfaces.srv import ListNodes, LoadNode, UnloadNode
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.executors import Executor, ExternalShutdownException
from rclpy.logging import LoggingSeverity, set_logger_level
from rclpy.node import Node
from rclpy.task import Future

from sgw_ros.core.errors import ConfigError
from sgw_ros.nodes.container.blame import culprit
from sgw_ros.nodes.container.loading import build, name_of, unknown_arguments
from sgw_ros.nodes.container.presence import Presence
from sgw_ros.nodes.container.refusals import Refusals
from sgw_ros.nodes.container.remembered import Remembered

REPORTED = "_reported_by_container"


class ComponentContainer:
    """Serves `~/_container/{load_node,unload_node,list_nodes}` and spins the nodes that it loaded.

    A component that fails to load, or a callback that throws, is reported and stops nobody else. With
    `remembered` it starts with what a killed process before it had loaded.
    """

    def __init__(self, node: Node, executor: Executor, remembered: Remembered | None = None) -> None:
        self._node, self._executor, self._remembered = node, executor, remembered
        self._loaded: dict[int, Node] = {}
        self._presences: dict[Node, Presence] = {}
        """Of all nodes that are not destroyed yet, also of those that are being unloaded."""
        self._refusals = Refusals(node)
        self._next_id = 1
        # Its own group: one node's long callback, which unloading waits for, must not keep others out.
        unloading = ReentrantCallbackGroup()
        node.create_service(LoadNode, "~/_container/load_node", self._load)
        node.create_service(UnloadNode, "~/_container/unload_node", self._unload, callback_group=unloading)
        node.create_service(ListNodes, "~/_container/list_nodes", self._list)
        executor.add_node(node)
        for request in remembered.from_last_time() if remembered else ():
            self._load(request, LoadNode.Response())

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes inside, in the order they were loaded."""
        return tuple(self._loaded.values())

    def spin(self) -> None:
        """Run callbacks until the context is shut down."""
        while self._node.context.ok():
            self._spin_once()

    def close(self) -> None:
        """Take every node down, the last one first."""
        for node in reversed(tuple(self._presences)):
            self._executor.remove_node(node)
            node.destroy_node()
        self._presences.clear()
        self._loaded.clear()
        if self._remembered is not None:
            self._remembered.forget()

    def _spin_once(self) -> None:
        try:
            self._executor.spin_once()
        except ExternalShutdownException:
            pass
        except Exception as error:
            # rclpy's pool may queue a callback twice before it runs; its error then comes out twice, too.
            if self._node.context.ok() and not hasattr(error, REPORTED):
                setattr(error, REPORTED, True)
                self._report(error)

    def _load(self, request: LoadNode.Request, response: LoadNode.Response) -> LoadNode.Response:
        node = self._built(request, response)
        if node is None:
            # A node that failed half-way refers to itself: it would stay in the graph until it is collected.
            gc.collect()
            return response
        if request.log_level:
            set_logger_level(node.get_logger().name, LoggingSeverity(request.log_level))
        self._refusals.remove(node.get_fully_qualified_name())
        self._loaded[self._next_id] = node
        self._presences[node] = Presence(node)
        self._executor.add_node(node)
        response.success = True
        response.full_node_name = node.get_fully_qualified_name()
        response.unique_id = self._next_id
        self._next_id += 1
        if self._remembered is not None:
            self._remembered.add(response.unique_id, request)
        self._node.get_logger().info(f"loaded {response.full_node_name} ({request.plugin_name})")
        return response

    def _built(self, request: LoadNode.Request, response: LoadNode.Response) -> Node | None:
        """The node; None where there is none, for a reason that the response then holds."""
        try:
            self._require_new_name(name_of(request))
            unknown = unknown_arguments(request)
            node = self._build(request)
        # A component may end in any way, SystemExit of a command-line parser included.
        except (Exception, SystemExit) as error:
            response.error_message = f"{request.package_name} {request.plugin_name}: {error}"
            details = "" if isinstance(error, ConfigError) else f"\n{traceback.format_exc()}"
            self._node.get_logger().error(f"cannot load {response.error_message}{details}")
            self._refuse(name_of(request), str(error))
            return None
        for name in unknown:
            self._node.get_logger().warning(f"extra argument '{name}' is not understood, ignored")
        return node

    def _build(self, request: LoadNode.Request) -> Node:
        """The node, unless it has given itself a name that is taken."""
        node = build(request, self._node.context)
        try:
            self._require_new_name(node.get_fully_qualified_name())
        except ConfigError:
            node.destroy_node()
            raise
        return node

    def _require_new_name(self, name: str) -> None:
        if self._is_here(name):
            raise ConfigError(f"a node named {name} is here already; give this one another name")

    def _is_here(self, name: str) -> bool:
        return name in (node.get_fully_qualified_name() for node in (self._node, *self._presences))

    def _refuse(self, name: str, reason: str) -> None:
        """Tell why a component is missing, unless there is one of its name."""
        if name and not self._is_here(name):
            self._refusals.add(name, reason)

    async def _unload(
        self, request: UnloadNode.Request, response: UnloadNode.Response
    ) -> UnloadNode.Response:
        node = self._loaded.pop(request.unique_id, None)
        if node is None:
            response.error_message = f"no node has the id {request.unique_id}; see ros2 component list"
            return response
        if self._remembered is not None:
            self._remembered.remove(request.unique_id)
        name = node.get_fully_qualified_name()
        idle = Future(executor=self._executor)
        self._presences[node].leave(lambda: idle.set_result(None))
        await idle
        self._executor.remove_node(node)
        node.destroy_node()
        del self._presences[node]
        self._node.get_logger().info(f"unloaded {name}")
        response.success = True
        return response

    def _list(self, _: ListNodes.Request, response: ListNodes.Response) -> ListNodes.Response:
        response.unique_ids = list(self._loaded)
        response.full_node_names = [node.get_fully_qualified_name() for node in self.nodes]
        return response

    def _report(self, error: Exception) -> None:
        node: Any = culprit(error, (self._node, *self.nodes))
        text = "".join(traceback.format_exception(error))
        if node is None:
            self._node.get_logger().error(f"a callback of some component threw:\n{text}")
        else:
            node.get_logger().error(f"a callback of {node.get_fully_qualified_name()} threw:\n{text}")
