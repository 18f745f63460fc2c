# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Who hears of commits: each is made by then, so what a listener raises is noted and stops nobody."""

from __future__ import annotations

from sgw_ros.workspace.commit import CommitRecord, Listener


class Listeners:
    """Called in order with every commit; `fault` is what one of them raised last."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()
        self.fault = ""

    def add(self, listener: Listener) -> None:
        """Have one more called from now on."""
        self._listeners = (*self._listeners, listener)

    def tell(self, record: CommitRecord) -> None:
        """Tell all of a commit."""
        for listener in self._listeners:
            self._tell_one(listener, record)

    def _tell_one(self, listener: Listener, record: CommitRecord) -> None:
        try:
            listener(record)
        except Exception as error:
            self.fault = f"at version {record.version}: {type(error).__name__}: {error}"
