# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Nodes."""

from __future__ import annotations

from embedded_ros.dds.discovery import Discovery
from embedded_ros.dds.graph_message import NodeEntities as Announced
from embedded_ros.outside import Outside

from embedded_ros import arguments, names
from rclpy.clock import Clock, ROSClock
from rclpy.context import Context
from rclpy.exceptions import NotInitializedException
from rclpy.logging import RcutilsLogger, get_logger
from rclpy.node_entities import NodeEntities
from rclpy.node_graph import NodeGraph
from rclpy.node_parameters import NodeParameters
from rclpy.parameter import Parameter
from rclpy.parameter_ranges import RELATIVE_TOLERANCE
from rclpy.parameter_service import ParameterService
from rclpy.qos import qos_profile_parameter_events
from rclpy.rosout import Rosout
from rclpy.time_source import TimeSource
from rclpy.utilities import get_default_context
from rclpy.validate_full_topic_name import validate_full_topic_name
from rclpy.validate_namespace import validate_namespace
from rclpy.validate_node_name import validate_node_name
from rclpy.validate_topic_name import validate_topic_name

HIDDEN_NODE_PREFIX = "_"


class NodeNameNonExistentError(RuntimeError):
    """No node has this name."""


class Node(NodeEntities, NodeParameters, NodeGraph):
    """A named set of publishers, subscriptions, services, clients, timers and parameters."""

    PARAM_REL_TOL = RELATIVE_TOLERANCE
    handle = Outside("there is no C object behind it")
    add_waitable = Outside("entities of other kinds need ROS 2; a guard condition wakes an executor, too")
    remove_waitable = Outside("entities of other kinds need ROS 2; a guard condition wakes an executor, too")
    waitables = Outside("entities of other kinds need ROS 2; a guard condition wakes an executor, too")
    get_node_names_and_namespaces_with_enclaves = Outside("enclaves belong to the security of ROS 2")

    def __init__(
        self,
        node_name: str,
        *,
        context: Context | None = None,
        cli_args: list[str] | None = None,
        namespace: str | None = None,
        use_global_arguments: bool = True,
        enable_rosout: bool = True,
        start_parameter_services: bool = True,
        parameter_overrides: list[Parameter] | None = None,
        allow_undeclared_parameters: bool = False,
        automatically_declare_parameters_from_overrides: bool = False,
        enable_logger_service: bool = False,
    ) -> None:
        if enable_logger_service:
            raise NotImplementedError(
                "logger services are not in this subset of rclpy; set levels by --log-level"
            )
        self._context = get_default_context() if context is None else context
        if not self._context.ok():
            raise NotInitializedException("cannot create node")
        own = arguments.parse(cli_args or [], implicit=True)
        everyone = self._context.arguments if use_global_arguments else arguments.RosArguments()
        self._arguments = [own, everyone]
        self._name, self._namespace = self._settle_names(node_name, namespace or "")
        NodeEntities.__init__(self)
        self._rosout: Rosout | None = None
        self._logger_name = ".".join([*self._namespace.strip("/").split("/"), self._name]).lstrip(".")
        self._logger = get_logger(self._logger_name)
        overrides: dict[str, Parameter] = {}
        for given in (everyone, own):
            for name, value in given.parameters_of(self.get_fully_qualified_name()).items():
                overrides[name] = Parameter(name, value=value)
        overrides.update({parameter.name: parameter for parameter in parameter_overrides or []})
        NodeParameters.__init__(self, overrides, allow_undeclared_parameters)
        self._clock: ROSClock = ROSClock()
        self._announced = Announced(self._namespace, self._name)
        self._participant = self._context._acquire_participant()
        try:
            with self._participant.discovery.batch():
                self._participant.discovery.add_node(self._announced)
                self._start(
                    enable_rosout, start_parameter_services, automatically_declare_parameters_from_overrides
                )
        except BaseException:
            self.destroy_node()
            raise

    def _start(self, enable_rosout: bool, start_parameter_services: bool, declare_overrides: bool) -> None:
        from rcl_interfaces.msg import ParameterDescriptor, ParameterEvent

        if enable_rosout and self._context.arguments.outputs.get("rosout", True):
            self._rosout = Rosout(self, self._logger_name)
        self._parameter_event_publisher = self.create_publisher(
            ParameterEvent, "/parameter_events", qos_profile_parameter_events
        )
        if declare_overrides:
            entries = [
                (name, given.value, ParameterDescriptor())
                for name, given in self._parameter_overrides.items()
            ]
            self.declare_parameters("", entries, ignore_override=True)
        self._time_source = TimeSource(node=self)
        self._time_source.attach_clock(self._clock)
        if start_parameter_services:
            self._parameter_service = ParameterService(self)

    def _settle_names(self, name: str, namespace: str) -> tuple[str, str]:
        for given in self._arguments:
            if (renamed := given.node_name(name)) != name:
                name = renamed
                break
        for given in self._arguments:
            if (moved := given.namespace(name)) is not None:
                namespace = moved
                break
        validate_node_name(name)
        namespace = namespace if namespace.startswith("/") else "/" + namespace
        validate_namespace(namespace)
        return name, namespace

    # who it is

    def get_name(self) -> str:
        """Return the name."""
        return self._name

    def get_namespace(self) -> str:
        """Return the namespace, which starts with a slash."""
        return self._namespace

    def get_fully_qualified_name(self) -> str:
        """Return the name with its namespace."""
        return names.qualify(self._namespace, self._name)

    def get_clock(self) -> Clock:
        """Return the node's ROS clock."""
        return self._clock

    def get_logger(self) -> RcutilsLogger:
        """Return the node's logger."""
        return self._logger

    @property
    def context(self) -> Context:
        """Return the context it lives in."""
        return self._context

    def _discovery(self) -> Discovery:
        self._context._require_ok("look at the graph")
        self._participant.discovery.refresh()
        return self._participant.discovery

    # names

    def resolve_topic_name(self, topic: str, *, only_expand: bool = False) -> str:
        """Return the topic's fully qualified name, remapped unless only expanded."""
        return self._resolve(topic, "topic", only_expand)

    def resolve_service_name(self, service: str, *, only_expand: bool = False) -> str:
        """Return the service's fully qualified name, remapped unless only expanded."""
        return self._resolve(service, "service", only_expand)

    def _resolve(self, name: str, scope: str, only_expand: bool) -> str:
        validate_topic_name(name, is_service=scope == "service")
        full_name = names.expand(name, self._name, self._namespace)
        if not only_expand:
            for given in self._arguments:
                if (other := given.remap(full_name, scope, self._name, self._namespace)) is not None:
                    full_name = other
                    break
        validate_full_topic_name(full_name, is_service=scope == "service")
        return full_name

    def destroy_node(self) -> None:
        """Destroy the node and all it has; a second call does nothing."""
        if self._destroyed:
            return
        self._destroyed = True
        if self.executor is not None:
            self.executor.remove_node(self)
        if self._rosout is not None:
            self._rosout.close()
        discovery = self._participant.discovery
        discovery.remove_node(self._announced)
        for entity in self._entities():
            entity.destroy()
        for publisher in list(self._publishers):
            publisher.destroy()
        self._served.clear()
        self._publishers.clear()
        self._context._release_participant()
