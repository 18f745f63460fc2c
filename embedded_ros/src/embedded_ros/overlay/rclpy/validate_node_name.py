# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks node names."""

from embedded_ros import names
from rclpy.exceptions import InvalidNodeNameException


def validate_node_name(node_name: str) -> bool:
    """Return True; InvalidNodeNameException says what is wrong and where."""
    if problem := names.node_name_problem(node_name):
        raise InvalidNodeNameException(node_name, *problem)
    return True
