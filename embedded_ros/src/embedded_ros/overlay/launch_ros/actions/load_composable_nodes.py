# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""LoadComposableNodes: loads nodes into a running container."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from launch.utilities import normalize_to_list_of_substitutions, perform_substitutions

from launch import Action, Condition, LaunchContext, SomeSubstitutionsType, logging
from launch_ros.descriptions import ComposableNode
from launch_ros.ros_adapters import ServiceCallAbandoned, call_service, get_ros_node
from launch_ros.utilities.names import count_node_name, join_namespace
from launch_ros.utilities.parameters import as_messages, global_parameters
from launch_ros.utilities.remap_rules import perform_remap_rules

from .composable_node_container import ComposableNodeContainer

if TYPE_CHECKING:
    from composition_interfaces.srv import LoadNode


class LoadComposableNodes(Action):
    """Calls the container's `~/_container/load_node`, one node after the other, in a thread of its own."""

    def __init__(
        self,
        *,
        composable_node_descriptions: Iterable[ComposableNode],
        target_container: SomeSubstitutionsType | ComposableNodeContainer,
        condition: Condition | None = None,
    ) -> None:
        super().__init__(condition=condition)
        self.__nodes = list(composable_node_descriptions)
        self.__target = (
            target_container
            if isinstance(target_container, ComposableNodeContainer)
            else normalize_to_list_of_substitutions(target_container)
        )
        self.__logger = logging.get_logger("launch_ros.actions.load_composable_nodes")

    def execute(self, context: LaunchContext) -> None:
        """Make the requests, while the scope is that of this action, and have them sent.

        Raises:
            SubstitutionFailure: A name is not valid, or a parameter file cannot be read.
        """
        from composition_interfaces.srv import LoadNode

        target = self.__target
        container = (
            target.node_name
            if isinstance(target, ComposableNodeContainer)
            else perform_substitutions(context, target)
        )
        conditions = [(node, node.condition()) for node in self.__nodes]
        nodes = [node for node, condition in conditions if condition is None or condition.evaluate(context)]
        requests = [get_composable_node_load_request(node, context) for node in nodes]
        if requests:
            client = get_ros_node(context).create_client(LoadNode, f"{container}/_container/load_node")
            loop = context.asyncio_loop
            context.add_completion_future(
                loop.run_in_executor(None, self._load_all, context, client, container, requests)
            )

    def _load_all(
        self, context: LaunchContext, client: Any, container: str, requests: list[LoadNode.Request]
    ) -> None:
        for request in requests:
            try:
                response = call_service(context, client, request)
            except ServiceCallAbandoned as error:
                self.__logger.warning(str(error))
                return
            name = response.full_node_name or request.node_name
            if not response.success:
                self.__logger.error(
                    f"Failed to load node '{name}' of type '{request.plugin_name}' "
                    f"in container '{container}': {response.error_message}"
                )
                continue
            self.__logger.info(f"Loaded node '{name}' in container '{container}'")
            if (count := count_node_name(context, name)) > 1:
                self.__logger.warning(
                    f"there are now at least {count} nodes with the name {name} in this launch"
                )


def get_composable_node_load_request(node: ComposableNode, context: LaunchContext) -> LoadNode.Request:
    """The request that loads `node`, with the namespace, parameters and remapping rules of the scope."""
    from composition_interfaces.srv import LoadNode

    name = "" if node.node_name is None else perform_substitutions(context, node.node_name)
    own = None if node.node_namespace is None else perform_substitutions(context, node.node_namespace)
    namespace = join_namespace(context.launch_configurations.get("ros_namespace"), own)
    full_name = f"{(namespace or '').rstrip('/')}/{name}"
    return LoadNode.Request(
        package_name=perform_substitutions(context, node.package),
        plugin_name=perform_substitutions(context, node.node_plugin),
        node_name=name,
        node_namespace=namespace or "",
        remap_rules=perform_remap_rules(context, node.remappings),
        parameters=as_messages(context, full_name, [*global_parameters(context), *node.parameters]),
        extra_arguments=as_messages(context, full_name, node.extra_arguments),
    )
