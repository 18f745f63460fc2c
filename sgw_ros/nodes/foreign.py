# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What strangers send: anything may be in it, and no message or request may stop a node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sgw_ros.core.faults import reason

ResultT = TypeVar("ResultT")


def attempt(
    topic: str, on_fault: Callable[[str], None], use: Callable[..., ResultT], *args: Any
) -> ResultT | None:
    """Use what came on a topic; what cannot be used is told to `on_fault` with its topic, and is None."""
    try:
        return use(*args)
    except Exception as error:
        on_fault(f"{topic}: {reason(error)}")
        return None
