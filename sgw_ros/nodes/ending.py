# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How a process of this package ends."""

from __future__ import annotations

import signal


def end_undisturbed() -> None:
    """Close in peace: a second Ctrl-C, or the one that launch sends after the terminal's, changes nothing."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
