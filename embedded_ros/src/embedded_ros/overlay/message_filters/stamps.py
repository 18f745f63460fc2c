# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""When a message was: the stamp of its header, or now."""

from typing import Any

from rclpy.clock import ROSClock
from rclpy.logging import get_logger
from rclpy.time import Time


def stamp_of(message: Any, allow_headerless: bool, logger_name: str) -> Time | None:
    """Return the time of `message`; None, with a warning, for one without a stamp unless that is allowed."""
    stamp = getattr(getattr(message, "header", None), "stamp", None)
    if stamp is not None:
        return stamp if hasattr(stamp, "nanoseconds") else Time.from_msg(stamp)
    if allow_headerless:
        return ROSClock().now()
    get_logger(logger_name).warning(
        f"dropped a {type(message).__name__}, which has no header.stamp; "
        "allow_headerless=True takes such messages at the time they arrive"
    )
    return None
