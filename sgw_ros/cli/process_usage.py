# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What running processes take, as Linux tells it under /proc."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_UTIME, _STIME = 11, 12
"""Fields of `/proc/PID/stat`, counted from the one after the command's name."""


def cpu_s(pid: int) -> float:
    """Processor time that a process has used, user and system, in steps of 10 ms.

    Raises:
        OSError: when there is no such process.
    """
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[_UTIME]) + int(fields[_STIME])) / _TICKS_PER_S


def family(pid: int) -> list[int]:
    """A process and all it has started, as far as they are still there."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            found += map(int, _text(children).split())
    return found


def resident_mb(pid: int) -> float:
    """Resident memory of a process, 1e6 octets; what it shares counts in part, 0 if it is gone."""
    for line in _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def _text(file: Path) -> str:
    """A file of a process; empty when that has ended meanwhile."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""
