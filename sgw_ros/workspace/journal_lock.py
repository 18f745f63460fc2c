# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One writer per journal: a lock beside the file, that ends with its process however that ends.

SQLite lets several processes write in turn, which is right for rows and wrong for a chain of versions.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress

from sgw_ros.workspace.errors import JournalError


class JournalLock:
    """Held from its making to `release`, by one journal of one process.

    Raises:
        JournalError: when another one holds it.
        OSError: when the lock file cannot be made.
    """

    def __init__(self, path: str) -> None:
        self._path = f"{path}-lock"
        try:
            self._file = _locked(self._path)
        except BlockingIOError:
            raise JournalError(
                f"journal {path} is locked: another workspace writes to it; give each its own journal"
            ) from None

    def release(self) -> None:
        """Let the next one write."""
        with suppress(OSError):  # the folder may be gone by now
            os.unlink(self._path)
        os.close(self._file)


def _locked(path: str) -> int:
    """The descriptor of the locked file; again where its holder took it away between opening and locking."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(file).st_nlink:
                return file
        except BaseException:
            os.close(file)
            raise
        os.close(file)
