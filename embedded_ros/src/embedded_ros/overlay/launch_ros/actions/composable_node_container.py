# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""ComposableNodeContainer: a process that nodes are loaded into."""

from collections.abc import Iterable, Sequence
from typing import Any

from launch import LaunchContext, LaunchDescriptionEntity, SomeSubstitutionsType
from launch_ros.descriptions import ComposableNode

from .node import Node


class ComposableNodeContainer(Node):
    """Starts a container and loads its nodes."""

    def __init__(
        self,
        *,
        name: SomeSubstitutionsType,
        namespace: SomeSubstitutionsType,
        composable_node_descriptions: Iterable[ComposableNode] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, namespace=namespace, **kwargs)
        self.__nodes = list(composable_node_descriptions or [])

    def execute(self, context: LaunchContext) -> Sequence[LaunchDescriptionEntity]:
        """Start the container, and give back the action that loads the nodes whose conditions hold."""
        from .load_composable_nodes import LoadComposableNodes

        nodes = [node for node in self.__nodes if (c := node.condition()) is None or c.evaluate(context)]
        started = super().execute(context) or []
        loading = (
            [LoadComposableNodes(composable_node_descriptions=nodes, target_container=self)] if nodes else []
        )
        return [*started, *loading]
