# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks fully qualified topic and service names."""

from embedded_ros import names
from rclpy.exceptions import InvalidServiceNameException, InvalidTopicNameException


def validate_full_topic_name(name: str, *, is_service: bool = False) -> bool:
    """Return True; InvalidTopicNameException or InvalidServiceNameException says what is wrong and where."""
    if problem := names.full_name_problem(name):
        raise (InvalidServiceNameException if is_service else InvalidTopicNameException)(name, *problem)
    return True
