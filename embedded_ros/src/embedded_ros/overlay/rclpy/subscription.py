# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Subscriptions."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from enum import Enum
from typing import Any

from embedded_ros.dds import names
from embedded_ros.dds.endpoint import Reader, Received
from embedded_ros.dds.participant import Participant
from embedded_ros.interfaces import deserialize
from embedded_ros.outside import Outside

from rclpy import entity
from rclpy.callback_groups import CallbackGroup
from rclpy.event_handler import EventHandler, SubscriptionEventCallbacks
from rclpy.logging import get_logger
from rclpy.qos import QoSProfile
from rclpy.type_support import _describe_message


class Subscription(entity.Entity):
    """Calls back for each message on one topic. Made by `Node.create_subscription`."""

    handle = Outside("there is no C object behind it")

    class CallbackType(Enum):
        """What the callback takes."""

        MessageOnly = 0
        WithMessageInfo = 1

    _kind = entity.SUBSCRIPTION

    def __init__(
        self,
        participant: Participant,
        msg_type: Any,
        topic: str,
        topic_name: str,
        callback: Callable[..., Any],
        callback_group: CallbackGroup,
        qos_profile: QoSProfile,
        raw: bool,
        event_callbacks: SubscriptionEventCallbacks,
        logger_name: str,
    ) -> None:
        super().__init__(callback_group)
        self.msg_type = msg_type
        self.topic = topic
        self.raw = raw
        self.qos_profile = qos_profile
        self._topic_name = topic_name
        self._logger_name = logger_name
        self.callback = callback
        plain = qos_profile.avoid_ros_namespace_conventions
        dds_name = topic_name if plain else names.topic_name(topic_name)
        type_name, type_hash = _describe_message(msg_type)
        self._reader = Reader(
            participant, dds_name, type_name, qos_profile._to_endpoint(), f"typehash={type_hash};"
        )
        self._guid = self._reader.guid
        self._condition = self._reader.filled
        self.event_handlers: list[EventHandler] = event_callbacks.create_event_handlers(
            callback_group, self._reader.handle, topic, logger_name
        )

    @property
    def callback(self) -> Callable[..., Any]:
        """Return what is called with each message, and with its info when it takes two arguments."""
        return self._callback

    @callback.setter
    def callback(self, value: Callable[..., Any]) -> None:
        self._callback = value
        self._callback_type = _callback_type(value)

    @property
    def topic_name(self) -> str:
        """Return the fully qualified topic."""
        return self._topic_name

    def get_publisher_count(self) -> int:
        """Return the number of publishers that this subscription hears."""
        self._require_alive()
        return self._reader.matched()

    def _take(self) -> Callable[[], Any] | None:
        received = self._reader.take()
        return None if received is None else lambda: self._deliver(received)

    def _deliver(self, received: Received) -> Any:
        message: Any = received.payload
        if not self.raw:
            try:
                message = deserialize(received.payload, self.msg_type)
            except Exception as error:
                # One broken sender must not stop the node.
                get_logger(self._logger_name).error(
                    f"skipped a message on '{self._topic_name}' that is no {self.msg_type.__name__}: {error}",
                    throttle_duration_sec=1.0,
                )
                return None
        if self._callback_type is Subscription.CallbackType.MessageOnly:
            return self._callback(message)
        return self._callback(message, _message_info(received))

    def destroy(self) -> None:
        """Delete the subscription; `Node.destroy_subscription` calls this."""
        if not self._destroyed:
            super().destroy()
            for handler in self.event_handlers:
                handler.destroy()
            self._reader.close()


def _message_info(received: Received) -> dict[str, Any]:
    return {
        "source_timestamp": received.source_timestamp_ns,
        "received_timestamp": time.time_ns(),
        "publication_sequence_number": None,
        "reception_sequence_number": None,
    }


def _callback_type(callback: Callable[..., Any]) -> Subscription.CallbackType:
    try:
        signature = inspect.signature(callback)
        signature.bind(object())
    except ValueError:  # a builtin that tells no signature
        return Subscription.CallbackType.MessageOnly
    except TypeError:
        pass
    else:
        return Subscription.CallbackType.MessageOnly
    try:
        signature.bind(object(), object())
    except TypeError:
        raise RuntimeError("A subscription callback takes a message, or a message and its info") from None
    return Subscription.CallbackType.WithMessageInfo
