# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""ROS domains for tests: one that no other test run of this machine uses meanwhile."""

import contextlib
import fcntl
import tempfile
import time
from pathlib import Path

PATIENCE_S = 90.0


@contextlib.contextmanager
def domain_of_our_own(numbers):
    """The next of endless `numbers` that is free, locked for all test runs of the machine in the block.

    Numbers go on from test to test: whoever was killed in one is still known in its domain for seconds.
    """
    deadline = time.monotonic() + PATIENCE_S
    for number in numbers:
        with (Path(tempfile.gettempdir()) / f"sgw_test_domain_{number}").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                assert time.monotonic() < deadline, "every domain is in use"
                time.sleep(0.001)
                continue
            yield number
            return
