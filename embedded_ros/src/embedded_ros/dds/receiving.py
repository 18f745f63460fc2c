# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Cyclone's receiving threads run as soon as something arrives.

The kernel often wakes a receiver on the core of the sender, where it waits until that sleeps, or behind
threads that compute until their time slice is over. A task with a shorter slice goes first (Linux 6.12 and
later; others ignore it). It gets no larger share of the core by that, and needs no rights.
"""

import ctypes
import os
import struct
from pathlib import Path

SLICE_NS = 100_000
"""The shortest that the kernel takes; a datagram is dealt with in a tenth of it."""
_NAME = "recv"
_SCHED_SETATTR = 314  # on x86-64, the only machine that the binding is built for
_ATTRIBUTES = struct.Struct("IIQiIQQQ")  # size, policy, flags, nice, priority, runtime, deadline, period


def shorten_slices() -> None:
    """Give the receiving threads of this process short time slices; where that cannot be, leave them."""
    if os.uname().machine != "x86_64":
        return
    for thread in receivers():
        try:
            if os.sched_getscheduler(thread) != os.SCHED_OTHER:
                continue  # whoever configured that knew what for
            nice = os.getpriority(os.PRIO_PROCESS, thread)
        except OSError:
            continue  # it has ended
        attributes = _ATTRIBUTES.pack(_ATTRIBUTES.size, os.SCHED_OTHER, 0, nice, 0, SLICE_NS, 0, 0)
        ctypes.CDLL(None).syscall(_SCHED_SETATTR, thread, attributes, 0)


def receivers() -> list[int]:
    """Return the ids of this process's receiving threads."""
    names = Path("/proc/self/task").glob("*/comm")
    return [int(name.parent.name) for name in names if _read(name).startswith(_NAME)]


def _read(name: Path) -> str:
    try:
        return name.read_text()
    except OSError:
        return ""
