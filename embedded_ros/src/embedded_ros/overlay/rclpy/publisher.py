# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Publishers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from embedded_ros.dds import names, native
from embedded_ros.dds.endpoint import Writer
from embedded_ros.dds.participant import Participant
from embedded_ros.interfaces import serialize
from embedded_ros.outside import Outside

from rclpy.callback_groups import CallbackGroup
from rclpy.duration import Duration
from rclpy.event_handler import EventHandler, PublisherEventCallbacks
from rclpy.exceptions import InvalidHandle
from rclpy.qos import QoSProfile
from rclpy.type_support import _describe_message

if TYPE_CHECKING:
    from rclpy.context import Context


class Publisher:
    """Publishes messages of one type on one topic. Made by `Node.create_publisher`."""

    handle = Outside("there is no C object behind it")

    def __init__(
        self,
        context: Context,
        participant: Participant,
        msg_type: Any,
        topic: str,
        topic_name: str,
        qos_profile: QoSProfile,
        event_callbacks: PublisherEventCallbacks,
        callback_group: CallbackGroup,
        logger_name: str,
    ) -> None:
        self._context = context
        self.msg_type = msg_type
        self.topic = topic
        self.qos_profile = qos_profile
        self._topic_name = topic_name
        plain = qos_profile.avoid_ros_namespace_conventions
        dds_name = topic_name if plain else names.topic_name(topic_name)
        type_name, type_hash = _describe_message(msg_type)
        self._writer: Writer | None = Writer(
            participant, dds_name, type_name, qos_profile._to_endpoint(), f"typehash={type_hash};"
        )
        self._guid = self._writer.guid
        self.event_handlers: list[EventHandler] = event_callbacks.create_event_handlers(
            callback_group, self._writer.handle, topic, logger_name
        )

    def _alive(self) -> Writer:
        if self._writer is None:
            raise InvalidHandle("cannot use Publisher because destruction was requested")
        if not self._context.ok():
            self._context._require_ok(f"use the publisher of {self._topic_name}")
        return self._writer

    def publish(self, msg: Any) -> None:
        """Publish a message, or bytes that are one already serialised.

        Raises:
            TypeError: it is neither.
            RCLError: the context is shut down.
        """
        if isinstance(msg, self.msg_type):
            payload = serialize(msg)
        elif isinstance(msg, bytes):
            payload = msg
        else:
            raise TypeError(f"Expected {self.msg_type}, got {type(msg)}")
        self._alive().write(payload)

    def get_subscription_count(self) -> int:
        """Return the number of subscriptions that hear this publisher."""
        return self._alive().matched()

    @property
    def topic_name(self) -> str:
        """Return the fully qualified topic."""
        return self._topic_name

    def assert_liveliness(self) -> None:
        """Show life, for MANUAL_BY_TOPIC."""
        native.check(native.assert_liveliness(self._alive().handle), "assert liveliness")

    def wait_for_all_acked(self, timeout: Duration = Duration(seconds=-1)) -> bool:  # noqa: B008
        """Wait until all reliable subscriptions have everything; False after the timeout, negative: none."""
        limit = native.INFINITE_NS if timeout.nanoseconds < 0 else timeout.nanoseconds
        code = native.wait_for_acks(self._alive().handle, limit)
        if code == native.RETCODE_TIMEOUT:
            return False
        native.check(code, f"wait for acknowledgements on {self._topic_name}")
        return True

    def destroy(self) -> None:
        """Delete the publisher; `Node.destroy_publisher` calls this."""
        writer, self._writer = self._writer, None
        if writer is not None:
            for handler in self.event_handlers:
                handler.destroy()
            writer.close()
