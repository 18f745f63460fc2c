# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""ROS domains for tests: one that no other test run of this machine uses meanwhile."""

import contextlib
import fcntl
import itertools
import tempfile
import time
from pathlib import Path

PATIENCE_S = 90.0


@contextlib.contextmanager
def domain_of_our_own(numbers):
    """One of `numbers`, locked for all test runs of this machine until the end of the block."""
    deadline = time.monotonic() + PATIENCE_S
    for number in itertools.cycle(numbers):
        with (Path(tempfile.gettempdir()) / f"sgw_test_domain_{number}").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                assert time.monotonic() < deadline, "every domain is in use"
                time.sleep(0.001)
                continue
            yield number
            return
