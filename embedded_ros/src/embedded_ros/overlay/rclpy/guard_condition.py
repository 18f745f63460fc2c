# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Conditions that any thread triggers and an executor answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from embedded_ros.outside import Outside

from rclpy import entity
from rclpy.callback_groups import CallbackGroup, ReentrantCallbackGroup

if TYPE_CHECKING:
    from rclpy.context import Context


class GuardCondition(entity.Entity):
    """Runs its callback once for any number of triggers since the last time."""

    handle = Outside("there is no C object behind it")

    _kind = entity.GUARD

    def __init__(
        self,
        callback: Callable[[], Any] | None,
        callback_group: CallbackGroup | None,
        context: Context | None = None,
    ) -> None:
        super().__init__(callback_group if callback_group is not None else ReentrantCallbackGroup())
        self.callback = callback
        self._triggered = False

    def trigger(self) -> None:
        """Ask for the callback. Safe from any thread."""
        self._require_alive()
        self._triggered = True
        self._signal()

    def _take(self) -> Callable[[], Any] | None:
        triggered, self._triggered = self._triggered, False
        return self.callback if triggered else None
