# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A subscription as the source of a chain of filters."""

from typing import Any

from message_filters.simple_filter import SimpleFilter


class Subscriber(SimpleFilter):
    """Subscribes to `topic` and passes every message on.

    Keywords go to `Node.create_subscription`; `qos_profile` is a depth of 10 unless given. Attributes that it
    does not have itself are those of the subscription, `sub`.
    """

    def __init__(self, node: Any, msg_type: type, topic: str, **kwargs: Any) -> None:
        super().__init__()
        self.node = node
        self.topic = topic
        kwargs.setdefault("qos_profile", 10)
        self.sub = node.create_subscription(msg_type, topic, self.callback, **kwargs)

    def callback(self, msg: Any) -> None:
        """Take a message from the subscription."""
        self.signalMessage(msg)

    def getTopic(self) -> str:  # noqa: N802  ROS 2's name
        """Return the topic as it was given."""
        return self.topic

    def __getattr__(self, key: str) -> Any:
        if key == "sub":  # not there yet: the subscription could not be made
            raise AttributeError(key)
        return getattr(self.sub, key)
