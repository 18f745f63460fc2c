# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Nodes."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from typing import Any

from embedded_ros import arguments, names
from embedded_ros.dds.discovery import Discovery
from embedded_ros.dds.graph_message import NodeEntities
from rclpy.callback_groups import CallbackGroup, MutuallyExclusiveCallbackGroup, ReentrantCallbackGroup
from rclpy.client import Client
from rclpy.clock import Clock, ROSClock
from rclpy.context import Context
from rclpy.entity import Entity
from rclpy.event_handler import PublisherEventCallbacks, SubscriptionEventCallbacks
from rclpy.exceptions import InvalidHandle, NotInitializedException
from rclpy.executors import Executor
from rclpy.guard_condition import GuardCondition
from rclpy.logging import RcutilsLogger, get_logger
from rclpy.node_graph import NodeGraph
from rclpy.node_parameters import NodeParameters
from rclpy.parameter import Parameter
from rclpy.parameter_service import ParameterService
from rclpy.publisher import Publisher
from rclpy.qos import QoSProfile, qos_profile_parameter_events, qos_profile_services_default
from rclpy.rosout import Rosout
from rclpy.service import Service
from rclpy.subscription import Subscription
from rclpy.time_source import TimeSource
from rclpy.timer import Rate, Timer
from rclpy.utilities import get_default_context
from rclpy.validate_full_topic_name import validate_full_topic_name
from rclpy.validate_namespace import validate_namespace
from rclpy.validate_node_name import validate_node_name
from rclpy.validate_topic_name import validate_topic_name

HIDDEN_NODE_PREFIX = "_"


class NodeNameNonExistentError(RuntimeError):
    """No node has this name."""


class Node(NodeParameters, NodeGraph):
    """A named set of publishers, subscriptions, services, clients, timers and parameters."""

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
            raise NotImplementedError("logger services are not in this subset of rclpy; set levels by --log-level")
        self._context = get_default_context() if context is None else context
        if not self._context.ok():
            raise NotInitializedException("cannot create node")
        own = arguments.parse(cli_args or [], implicit=True)
        everyone = self._context.arguments if use_global_arguments else arguments.RosArguments()
        self._arguments = [own, everyone]
        self._name, self._namespace = self._settle_names(node_name, namespace or "")
        self._publishers: list[Publisher] = []
        self._served: list[Entity] = []
        self._executor_reference: weakref.ref[Executor] | None = None
        self._default_callback_group: CallbackGroup = MutuallyExclusiveCallbackGroup()
        self._rate_group = ReentrantCallbackGroup()
        self._destroyed = False
        self._rosout: Rosout | None = None
        self._logger_name = ".".join([*self._namespace.strip("/").split("/"), self._name]).lstrip(".")
        self._logger = get_logger(self._logger_name)
        overrides: dict[str, Parameter] = {}
        for given in (everyone, own):
            for name, value in given.parameters_of(self.get_fully_qualified_name()).items():
                overrides[name] = Parameter(name, value=value)
        overrides.update({parameter.name: parameter for parameter in parameter_overrides or []})
        NodeParameters.__init__(self, overrides, allow_undeclared_parameters)
        self._clock = ROSClock()
        self._announced = NodeEntities(self._namespace, self._name)
        self._participant = self._context.acquire_participant()
        try:
            with self._participant.discovery.batch():
                self._participant.discovery.add_node(self._announced)
                self._start(enable_rosout, start_parameter_services, automatically_declare_parameters_from_overrides)
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
            entries = [(name, given.value, ParameterDescriptor()) for name, given in self._parameter_overrides.items()]
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

    @property
    def default_callback_group(self) -> CallbackGroup:
        """Return the group of whatever is created without one; its callbacks exclude each other."""
        return self._default_callback_group

    def _discovery(self) -> Discovery:
        self._participant.discovery.refresh()
        return self._participant.discovery

    # the executor that serves it

    @property
    def executor(self) -> Executor | None:
        """Return the executor it was added to."""
        return None if self._executor_reference is None else self._executor_reference()

    @executor.setter
    def executor(self, new_executor: Executor | None) -> None:
        current = self.executor
        if current is new_executor:
            return
        if current is not None:
            current.remove_node(self)
        if new_executor is not None:
            self._executor_reference = weakref.ref(new_executor)
            new_executor.add_node(self)

    def _leave_executor(self, executor: Executor) -> None:
        if self.executor is executor:
            self._executor_reference = None

    def _entities(self) -> list[Entity]:
        return list(self._served)

    def _serve(self, *entities: Entity) -> None:
        executor = self.executor
        for entity in entities:
            self._served.append(entity)
            if executor is not None:
                executor._add_entity(entity)

    def _withdraw(self, *entities: Entity) -> None:
        executor = self.executor
        for entity in entities:
            if entity in self._served:
                self._served.remove(entity)
            if executor is not None:
                executor._remove_entity(entity)

    # what it has

    @property
    def publishers(self) -> Iterator[Publisher]:
        """Return its publishers."""
        yield from list(self._publishers)

    @property
    def subscriptions(self) -> Iterator[Subscription]:
        """Return its subscriptions."""
        yield from (entity for entity in self._entities() if isinstance(entity, Subscription))

    @property
    def clients(self) -> Iterator[Client]:
        """Return its service clients."""
        yield from (entity for entity in self._entities() if isinstance(entity, Client))

    @property
    def services(self) -> Iterator[Service]:
        """Return its services."""
        yield from (entity for entity in self._entities() if isinstance(entity, Service))

    @property
    def timers(self) -> Iterator[Timer]:
        """Return its timers."""
        yield from (entity for entity in self._entities() if isinstance(entity, Timer))

    @property
    def guards(self) -> Iterator[GuardCondition]:
        """Return its guard conditions."""
        yield from (entity for entity in self._entities() if isinstance(entity, GuardCondition))

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

    # creating

    def _require_alive(self) -> None:
        if self._destroyed:
            raise InvalidHandle("cannot use Node because destruction was requested")

    def _group(self, callback_group: CallbackGroup | None) -> CallbackGroup:
        self._require_alive()
        return self._default_callback_group if callback_group is None else callback_group

    def _announce(self, *, readers: tuple[bytes, ...] = (), writers: tuple[bytes, ...] = ()) -> None:
        self._announced.readers.update(readers)
        self._announced.writers.update(writers)
        self._participant.discovery.announce()

    def _withdraw_endpoints(self, *guids: bytes) -> None:
        self._announced.readers.difference_update(guids)
        self._announced.writers.difference_update(guids)
        if not self._destroyed:
            self._participant.discovery.announce()

    def create_publisher(
        self,
        msg_type: Any,
        topic: str,
        qos_profile: QoSProfile | int,
        *,
        callback_group: CallbackGroup | None = None,
        event_callbacks: PublisherEventCallbacks | None = None,
        qos_overriding_options: Any = None,
        publisher_class: type[Publisher] = Publisher,
    ) -> Publisher:
        """Create a publisher; an int as QoS is the depth."""
        _refuse_qos_overrides(qos_overriding_options)
        publisher = publisher_class(
            self._participant_in_use(),
            msg_type,
            self.resolve_topic_name(topic),
            _profile(qos_profile),
            event_callbacks or PublisherEventCallbacks(),
            self._group(callback_group),
            self._logger_name,
        )
        self._publishers.append(publisher)
        self._serve(*publisher.event_handlers)
        self._announce(writers=(publisher._guid,))
        return publisher

    def create_subscription(
        self,
        msg_type: Any,
        topic: str,
        callback: Callable[..., Any],
        qos_profile: QoSProfile | int,
        *,
        callback_group: CallbackGroup | None = None,
        event_callbacks: SubscriptionEventCallbacks | None = None,
        qos_overriding_options: Any = None,
        raw: bool = False,
    ) -> Subscription:
        """Create a subscription; an int as QoS is the depth, `raw` gives the callback bytes."""
        _refuse_qos_overrides(qos_overriding_options)
        subscription = Subscription(
            self._participant_in_use(),
            msg_type,
            self.resolve_topic_name(topic),
            callback,
            self._group(callback_group),
            _profile(qos_profile),
            raw,
            event_callbacks or SubscriptionEventCallbacks(),
            self._logger_name,
        )
        self._serve(subscription, *subscription.event_handlers)
        self._announce(readers=(subscription._guid,))
        return subscription

    def create_client(
        self,
        srv_type: Any,
        srv_name: str,
        *,
        qos_profile: QoSProfile = qos_profile_services_default,
        callback_group: CallbackGroup | None = None,
    ) -> Client:
        """Create a service client."""
        client = Client(
            self._context,
            self._participant_in_use(),
            srv_type,
            self.resolve_service_name(srv_name),
            qos_profile,
            self._group(callback_group),
            self._logger_name,
        )
        self._serve(client)
        self._announce(readers=(client._end.reader.guid,), writers=(client._end.writer.guid,))
        return client

    def create_service(
        self,
        srv_type: Any,
        srv_name: str,
        callback: Callable[[Any, Any], Any],
        *,
        qos_profile: QoSProfile = qos_profile_services_default,
        callback_group: CallbackGroup | None = None,
    ) -> Service:
        """Create a service; the callback fills and returns the response."""
        service = Service(
            self._participant_in_use(),
            srv_type,
            self.resolve_service_name(srv_name),
            callback,
            self._group(callback_group),
            qos_profile,
            self._logger_name,
        )
        self._serve(service)
        self._announce(readers=(service._end.reader.guid,), writers=(service._end.writer.guid,))
        return service

    def create_timer(
        self,
        timer_period_sec: float,
        callback: Callable[[], Any],
        callback_group: CallbackGroup | None = None,
        clock: Clock | None = None,
        autostart: bool = True,
    ) -> Timer:
        """Create a timer on the node's clock or another."""
        timer = Timer(
            callback,
            self._group(callback_group),
            int(float(timer_period_sec) * 1e9),
            self._clock if clock is None else clock,
            context=self._context,
            autostart=autostart,
        )
        self._serve(timer)
        return timer

    def create_guard_condition(
        self, callback: Callable[[], Any], callback_group: CallbackGroup | None = None
    ) -> GuardCondition:
        """Create a guard condition."""
        guard = GuardCondition(callback, self._group(callback_group), context=self._context)
        self._serve(guard)
        return guard

    def create_rate(self, frequency: float, clock: Clock | None = None) -> Rate:
        """Create a rate; its sleeps need another thread that spins the node."""
        if frequency <= 0:
            raise ValueError("frequency must be > 0")
        timer = self.create_timer(1.0 / frequency, lambda: None, self._rate_group, clock)
        return Rate(timer, context=self._context)

    def _participant_in_use(self) -> Any:
        self._require_alive()
        return self._participant

    # destroying

    def destroy_publisher(self, publisher: Publisher) -> bool:
        """Destroy a publisher; False when it is not this node's."""
        if publisher not in self._publishers:
            return False
        self._publishers.remove(publisher)
        self._withdraw(*publisher.event_handlers)
        self._withdraw_endpoints(publisher._guid)
        publisher.destroy()
        return True

    def destroy_subscription(self, subscription: Subscription) -> bool:
        """Destroy a subscription; False when it is not this node's."""
        if subscription not in self._served:
            return False
        self._withdraw(subscription, *subscription.event_handlers)
        self._withdraw_endpoints(subscription._guid)
        subscription.destroy()
        return True

    def destroy_client(self, client: Client) -> bool:
        """Destroy a client; False when it is not this node's."""
        return self._destroy_service_end(client)

    def destroy_service(self, service: Service) -> bool:
        """Destroy a service; False when it is not this node's."""
        return self._destroy_service_end(service)

    def _destroy_service_end(self, entity: Client | Service) -> bool:
        if entity not in self._served:
            return False
        self._withdraw(entity)
        self._withdraw_endpoints(entity._end.reader.guid, entity._end.writer.guid)
        entity.destroy()
        return True

    def destroy_timer(self, timer: Timer) -> bool:
        """Destroy a timer; False when it is not this node's."""
        return self._destroy_local(timer)

    def destroy_guard_condition(self, guard: GuardCondition) -> bool:
        """Destroy a guard condition; False when it is not this node's."""
        return self._destroy_local(guard)

    def destroy_rate(self, rate: Rate) -> bool:
        """Destroy a rate; False when it is not this node's."""
        rate.destroy()
        return self._destroy_local(rate._timer)

    def _destroy_local(self, entity: Entity) -> bool:
        if entity not in self._served:
            return False
        self._withdraw(entity)
        entity.destroy()
        return True

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
        self._context.release_participant()


def _profile(qos: QoSProfile | int) -> QoSProfile:
    if isinstance(qos, QoSProfile):
        return qos
    if not isinstance(qos, int):
        raise TypeError("Expected QoSProfile or int, but received {!r}".format(type(qos)))
    if qos < 0:
        raise ValueError("history depth must be greater than or equal to zero")
    return QoSProfile(depth=qos)


def _refuse_qos_overrides(options: Any) -> None:
    if options is not None:
        raise NotImplementedError("QoS overriding options are not in this subset of rclpy")
