# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the graph tells about one publisher or subscription."""

from dataclasses import dataclass
from enum import IntEnum

from rclpy.qos import QoSProfile


class TopicEndpointTypeEnum(IntEnum):
    """Which side of a topic an endpoint is on."""

    INVALID = 0
    PUBLISHER = 1
    SUBSCRIPTION = 2


@dataclass(frozen=True)
class TopicEndpointInfo:
    """An endpoint, its node, type and QoS."""

    node_name: str
    node_namespace: str
    topic_type: str
    topic_type_hash: str
    endpoint_type: TopicEndpointTypeEnum
    endpoint_gid: list[int]
    qos_profile: QoSProfile
