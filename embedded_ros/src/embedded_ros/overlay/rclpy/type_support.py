# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the middleware must know of message and service classes."""

from __future__ import annotations

from functools import cache
from typing import Any

from embedded_ros.dds.service import ServiceType

from embedded_ros import interfaces
from rclpy.exceptions import NoTypeSupportImportedException


def check_is_valid_msg_type(msg_type: Any) -> None:
    """Raise NoTypeSupportImportedException unless this is a message class."""
    _describe_message(msg_type)


def check_is_valid_srv_type(srv_type: Any) -> None:
    """Raise NoTypeSupportImportedException unless this is a service class."""
    _describe_service(srv_type)


@cache
def _describe_message(msg_type: Any) -> tuple[str, str]:
    """Return a message class's DDS type name and its type hash."""
    try:
        return interfaces.dds_type_name(msg_type), interfaces.type_hash(msg_type)
    except (AttributeError, TypeError) as error:
        raise NoTypeSupportImportedException from error


@cache
def _describe_service(srv_type: Any) -> ServiceType:
    """Return the DDS names and hashes of a service class's two halves."""
    try:
        request, response = srv_type.Request, srv_type.Response
    except AttributeError as error:
        raise NoTypeSupportImportedException from error
    (request_name, request_hash), (response_name, response_hash) = (
        _describe_message(request),
        _describe_message(response),
    )
    return ServiceType(request_name, response_name, request_hash, response_hash)
