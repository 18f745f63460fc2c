# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Callbacks for what happens to publishers and subscriptions: incompatible QoS, matches, deadlines, loss."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from embedded_ros.dds import status
from embedded_ros.dds.native import DdsError
from embedded_ros.outside import outside_names

from rclpy import entity
from rclpy.callback_groups import CallbackGroup
from rclpy.logging import get_logger
from rclpy.qos import QoSPolicyKind, qos_policy_name_from_kind

EventCallback = Callable[[Any], Any]

# DDS policy ids, as events carry them, to ROS's kinds
_POLICIES = {
    2: QoSPolicyKind.DURABILITY,
    4: QoSPolicyKind.DEADLINE,
    8: QoSPolicyKind.LIVELINESS,
    11: QoSPolicyKind.RELIABILITY,
    13: QoSPolicyKind.HISTORY,
    21: QoSPolicyKind.LIFESPAN,
}


class UnsupportedEventTypeError(RuntimeError):
    """The middleware does not report this event."""


class EventHandler(entity.Entity):
    """Waits for one status of a reader or writer."""

    _kind = entity.EVENT

    def __init__(
        self, *, callback_group: CallbackGroup, callback: EventCallback, dds_handle: int, event: int
    ) -> None:
        super().__init__(callback_group)
        self.callback = callback
        self._dds_handle = dds_handle
        self._status_mask = event

    def _take(self) -> Callable[[], Any] | None:
        if self._dds_handle is None:
            return None
        try:
            counters = status.read(self._dds_handle, self._status_mask)
        except DdsError:
            return None  # destroyed by another thread
        if not any(value for name, value in counters.items() if name.endswith("_change")):
            return None
        if "last_policy_id" in counters:
            counters["last_policy_kind"] = _POLICIES.get(
                counters.pop("last_policy_id"), QoSPolicyKind.INVALID
            )
        event = SimpleNamespace(**counters)
        return lambda: self.callback(event)


class _EventCallbacks:
    """What both kinds of endpoints have: callbacks by status; incompatible QoS is logged by default."""

    use_default_callbacks: bool
    _incompatible_status: int
    _incompatible_text: str

    def _events(self) -> dict[int, EventCallback | None]:
        raise NotImplementedError

    def create_event_handlers(
        self, group: CallbackGroup, dds_handle: int, topic: str, logger_name: str
    ) -> list[EventHandler]:
        """Return a handler for each callback that is set."""

        def report(event: Any) -> None:
            policy = qos_policy_name_from_kind(event.last_policy_kind)
            text = self._incompatible_text.format(topic)
            get_logger(logger_name).warning(f"{text} Last incompatible policy: {policy}")

        events = self._events()
        if self.use_default_callbacks and events[self._incompatible_status] is None:
            events[self._incompatible_status] = report
        return [
            EventHandler(callback_group=group, callback=callback, dds_handle=dds_handle, event=event)
            for event, callback in events.items()
            if callback is not None
        ]


class SubscriptionEventCallbacks(_EventCallbacks):
    """What to call for a subscription's events; incompatible QoS is logged unless told otherwise.

    Cyclone reports no incompatible types: `incompatible_type` is never called, as on rmw_cyclonedds.
    """

    _incompatible_status = status.REQUESTED_INCOMPATIBLE_QOS
    _incompatible_text = (
        "New publisher discovered on topic '{}', offering incompatible QoS. No messages will be received "
        "from it."
    )

    def __init__(
        self,
        *,
        deadline: EventCallback | None = None,
        incompatible_qos: EventCallback | None = None,
        liveliness: EventCallback | None = None,
        message_lost: EventCallback | None = None,
        incompatible_type: EventCallback | None = None,
        matched: EventCallback | None = None,
        use_default_callbacks: bool = True,
    ) -> None:
        self.deadline = deadline
        self.incompatible_qos = incompatible_qos
        self.liveliness = liveliness
        self.message_lost = message_lost
        self.incompatible_type = incompatible_type
        self.matched = matched
        self.use_default_callbacks = use_default_callbacks

    def _events(self) -> dict[int, EventCallback | None]:
        return {
            status.REQUESTED_DEADLINE_MISSED: self.deadline,
            status.REQUESTED_INCOMPATIBLE_QOS: self.incompatible_qos,
            status.LIVELINESS_CHANGED: self.liveliness,
            status.SAMPLE_LOST: self.message_lost,
            status.SUBSCRIPTION_MATCHED: self.matched,
        }


class PublisherEventCallbacks(_EventCallbacks):
    """What to call for a publisher's events; incompatible QoS is logged unless told otherwise.

    Cyclone reports no incompatible types: `incompatible_type` is never called, as on rmw_cyclonedds.
    """

    _incompatible_status = status.OFFERED_INCOMPATIBLE_QOS
    _incompatible_text = (
        "New subscription discovered on topic '{}', requesting incompatible QoS. No messages will be sent "
        "to it."
    )

    def __init__(
        self,
        *,
        deadline: EventCallback | None = None,
        liveliness: EventCallback | None = None,
        incompatible_qos: EventCallback | None = None,
        incompatible_type: EventCallback | None = None,
        matched: EventCallback | None = None,
        use_default_callbacks: bool = True,
    ) -> None:
        self.deadline = deadline
        self.liveliness = liveliness
        self.incompatible_qos = incompatible_qos
        self.incompatible_type = incompatible_type
        self.matched = matched
        self.use_default_callbacks = use_default_callbacks

    def _events(self) -> dict[int, EventCallback | None]:
        return {
            status.OFFERED_DEADLINE_MISSED: self.deadline,
            status.LIVELINESS_LOST: self.liveliness,
            status.OFFERED_INCOMPATIBLE_QOS: self.incompatible_qos,
            status.PUBLICATION_MATCHED: self.matched,
        }


_INFO_CLASSES = (
    "IncompatibleTypeInfo",
    "QoSLivelinessChangedInfo",
    "QoSLivelinessLostInfo",
    "QoSMessageLostInfo",
    "QoSOfferedDeadlineMissedInfo",
    "QoSOfferedIncompatibleQoSInfo",
    "QoSPublisherMatchedInfo",
    "QoSRequestedDeadlineMissedInfo",
    "QoSRequestedIncompatibleQoSInfo",
    "QoSSubscriptionMatchedInfo",
)
_HANDLER_CLASSES = ("QoSEventHandler", "QoSPublisherEventType", "QoSSubscriptionEventType")

__getattr__ = outside_names(
    __name__,
    dict.fromkeys(_INFO_CLASSES, "what an event callback gets has the same attributes")
    | dict.fromkeys(_HANDLER_CLASSES, "give callbacks to create_publisher or create_subscription"),
)
