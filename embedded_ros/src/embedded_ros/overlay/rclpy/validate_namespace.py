# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks namespaces."""

from embedded_ros import names
from rclpy.exceptions import InvalidNamespaceException


def validate_namespace(namespace: str) -> bool:
    """Return True; InvalidNamespaceException says what is wrong and where."""
    if problem := names.namespace_problem(namespace):
        raise InvalidNamespaceException(namespace, *problem)
    return True
