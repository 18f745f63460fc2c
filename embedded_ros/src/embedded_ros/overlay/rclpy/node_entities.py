# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a node has: creating and destroying publishers, subscriptions, services, clients, timers, guards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedded_ros.dds.graph_message import NodeEntities as Announced
from embedded_ros.dds.participant import Participant

from rclpy.callback_groups import CallbackGroup
from rclpy.client import Client
from rclpy.clock import Clock, ROSClock
from rclpy.context import Context
from rclpy.entity import Entity
from rclpy.event_handler import PublisherEventCallbacks, SubscriptionEventCallbacks
from rclpy.exceptions import InvalidHandle
from rclpy.guard_condition import GuardCondition
from rclpy.node_serving import NodeServing
from rclpy.publisher import Publisher
from rclpy.qos import QoSProfile, qos_profile_services_default
from rclpy.service import Service
from rclpy.subscription import Subscription
from rclpy.timer import Rate, Timer


class NodeEntities(NodeServing):
    """The half of `rclpy.node.Node` that makes and destroys."""

    _context: Context
    _clock: ROSClock
    _participant: Participant
    _announced: Announced
    _logger_name: str

    def resolve_topic_name(self, topic: str, *, only_expand: bool = False) -> str:
        """Return the topic's fully qualified name, remapped unless only expanded."""
        raise NotImplementedError

    def resolve_service_name(self, service: str, *, only_expand: bool = False) -> str:
        """Return the service's fully qualified name, remapped unless only expanded."""
        raise NotImplementedError

    # creating

    def _require_alive(self) -> None:
        if self._destroyed:
            raise InvalidHandle("cannot use Node because destruction was requested")

    def _group(self, callback_group: CallbackGroup | None) -> CallbackGroup:
        self._require_alive()
        self._context._require_ok("make anything on a node")
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
            self._context,
            self._participant_in_use(),
            msg_type,
            topic,
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
            topic,
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


def _profile(qos: QoSProfile | int) -> QoSProfile:
    if isinstance(qos, QoSProfile):
        return qos
    if not isinstance(qos, int):
        raise TypeError(f"Expected QoSProfile or int, but received {type(qos)!r}")
    if qos < 0:
        raise ValueError("history depth must be greater than or equal to zero")
    return QoSProfile(depth=qos)


def _refuse_qos_overrides(options: Any) -> None:
    if options is not None:
        raise NotImplementedError("QoS overriding options are not in this subset of rclpy")
