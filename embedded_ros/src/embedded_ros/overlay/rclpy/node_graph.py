# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a node can ask about the other nodes: names, topics, services, endpoints."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from embedded_ros.dds import names as dds_names
from embedded_ros.dds.discovery import Discovery, Endpoint
from embedded_ros.dds.graph_message import NodeEntities
from embedded_ros.names import qualify

from rclpy.qos import QoSProfile
from rclpy.topic_endpoint_info import TopicEndpointInfo, TopicEndpointTypeEnum
from rclpy.validate_full_topic_name import validate_full_topic_name

NamesAndTypes = list[tuple[str, list[str]]]
_POLL_S = 0.1


def _collect(endpoints: Iterable[Endpoint], ros_name: Callable[[str], str | None]) -> NamesAndTypes:
    types: dict[str, set[str]] = {}
    for endpoint in endpoints:
        if name := ros_name(endpoint.topic):
            types.setdefault(name, set()).add(dds_names.ros_type(endpoint.type_name))
    return [(name, sorted(found)) for name, found in sorted(types.items())]


class NodeGraph:
    """The graph half of `rclpy.node.Node`."""

    def _discovery(self) -> Discovery:
        """Return what the participant knows, brought up to date."""
        raise NotImplementedError

    def resolve_topic_name(self, topic: str, *, only_expand: bool = False) -> str:
        """Return the topic's fully qualified name, remapped unless only expanded."""
        raise NotImplementedError

    def resolve_service_name(self, service: str, *, only_expand: bool = False) -> str:
        """Return the service's fully qualified name, remapped unless only expanded."""
        raise NotImplementedError

    # nodes

    def get_node_names(self) -> list[str]:
        """Return the names of all nodes."""
        return [node.name for node in self._discovery().nodes()]

    def get_node_names_and_namespaces(self) -> list[tuple[str, str]]:
        """Return name and namespace of all nodes."""
        return [(node.name, node.namespace) for node in self._discovery().nodes()]

    def get_fully_qualified_node_names(self) -> list[str]:
        """Return the full names of all nodes."""
        return [qualify(node.namespace, node.name) for node in self._discovery().nodes()]

    def wait_for_node(self, fully_qualified_node_name: str, timeout: float) -> bool:
        """Wait until a node is there; False after `timeout` seconds."""
        full_name = "/" + fully_qualified_node_name.lstrip("/")
        deadline = time.monotonic() + timeout
        while full_name not in self.get_fully_qualified_node_names():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            changed = self._discovery().changed
            with changed:
                changed.wait(min(left, _POLL_S))
        return True

    # topics and services

    def get_topic_names_and_types(self, no_demangle: bool = False) -> NamesAndTypes:
        """Return all topics with their types; `no_demangle` gives DDS's names."""
        discovery = self._discovery()
        endpoints = [*discovery.writers.values(), *discovery.readers.values()]
        if no_demangle:
            types: dict[str, set[str]] = {}
            for endpoint in endpoints:
                types.setdefault(endpoint.topic, set()).add(endpoint.type_name)
            return [(name, sorted(found)) for name, found in sorted(types.items())]
        return _collect(endpoints, dds_names.ros_topic)

    def get_service_names_and_types(self) -> NamesAndTypes:
        """Return all services with their types."""
        return _collect(list(self._discovery().readers.values()), _requested_service)

    def get_publisher_names_and_types_by_node(
        self, node_name: str, node_namespace: str, no_demangle: bool = False
    ) -> NamesAndTypes:
        """Return the topics a node publishes."""
        discovery, node = self._find(node_name, node_namespace)
        return _collect(
            (e for e in list(discovery.writers.values()) if e.guid in node.writers), dds_names.ros_topic
        )

    def get_subscriber_names_and_types_by_node(
        self, node_name: str, node_namespace: str, no_demangle: bool = False
    ) -> NamesAndTypes:
        """Return the topics a node subscribes to."""
        discovery, node = self._find(node_name, node_namespace)
        return _collect(
            (e for e in list(discovery.readers.values()) if e.guid in node.readers), dds_names.ros_topic
        )

    def get_service_names_and_types_by_node(self, node_name: str, node_namespace: str) -> NamesAndTypes:
        """Return the services a node serves."""
        discovery, node = self._find(node_name, node_namespace)
        return _collect(
            (e for e in list(discovery.readers.values()) if e.guid in node.readers), _requested_service
        )

    def get_client_names_and_types_by_node(self, node_name: str, node_namespace: str) -> NamesAndTypes:
        """Return the services a node calls."""
        discovery, node = self._find(node_name, node_namespace)
        return _collect(
            (e for e in list(discovery.writers.values()) if e.guid in node.writers), _requested_service
        )

    def _find(self, name: str, namespace: str) -> tuple[Discovery, NodeEntities]:
        from rclpy.node import NodeNameNonExistentError

        discovery = self._discovery()
        for node in discovery.nodes():
            if (node.name, node.namespace) == (name, namespace):
                return discovery, node
        raise NodeNameNonExistentError(f"Cannot get endpoints of nonexistent node {qualify(namespace, name)}")

    # counts and endpoints

    def count_publishers(self, topic_name: str) -> int:
        """Return the number of publishers of a topic."""
        return self._count(
            self._discovery().writers, dds_names.topic_name(self.resolve_topic_name(topic_name))
        )

    def count_subscribers(self, topic_name: str) -> int:
        """Return the number of subscriptions of a topic."""
        return self._count(
            self._discovery().readers, dds_names.topic_name(self.resolve_topic_name(topic_name))
        )

    def count_services(self, service_name: str) -> int:
        """Return the number of servers of a service."""
        name = dds_names.request_name(self.resolve_service_name(service_name))
        return self._count(self._discovery().readers, name)

    def count_clients(self, service_name: str) -> int:
        """Return the number of clients of a service."""
        name = dds_names.request_name(self.resolve_service_name(service_name))
        return self._count(self._discovery().writers, name)

    @staticmethod
    def _count(endpoints: dict[bytes, Endpoint], dds_name: str) -> int:
        return sum(endpoint.topic == dds_name for endpoint in list(endpoints.values()))

    def get_publishers_info_by_topic(
        self, topic_name: str, no_mangle: bool = False
    ) -> list[TopicEndpointInfo]:
        """Return node, type and QoS of a topic's publishers."""
        writers = self._discovery().writers
        return self._infos(writers, TopicEndpointTypeEnum.PUBLISHER, topic_name, no_mangle)

    def get_subscriptions_info_by_topic(
        self, topic_name: str, no_mangle: bool = False
    ) -> list[TopicEndpointInfo]:
        """Return node, type and QoS of a topic's subscriptions."""
        readers = self._discovery().readers
        return self._infos(readers, TopicEndpointTypeEnum.SUBSCRIPTION, topic_name, no_mangle)

    def _infos(
        self, endpoints: dict[bytes, Endpoint], kind: TopicEndpointTypeEnum, topic: str, no_mangle: bool
    ) -> list[TopicEndpointInfo]:
        discovery = self._discovery()
        if no_mangle:
            dds_name = topic
        else:
            full_name = self.resolve_topic_name(topic)
            validate_full_topic_name(full_name)
            dds_name = dds_names.topic_name(full_name)
        infos = []
        for endpoint in list(endpoints.values()):
            if endpoint.topic == dds_name:
                owner = discovery.owner(endpoint.guid)
                infos.append(
                    TopicEndpointInfo(
                        owner.name if owner else "_NODE_NAME_UNKNOWN_",
                        owner.namespace if owner else "_NODE_NAMESPACE_UNKNOWN_",
                        dds_names.ros_type(endpoint.type_name),
                        endpoint.type_hash,
                        kind,
                        list(endpoint.guid),
                        QoSProfile._from_endpoint(endpoint.qos),
                    )
                )
        return infos


def _requested_service(dds_name: str) -> str | None:
    return dds_names.ros_service(dds_name) if dds_name.startswith(dds_names.REQUEST) else None
