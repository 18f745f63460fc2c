# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Being told to stop once is enough."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

TOLD_BY = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def heard_once() -> Iterator[Callable[[], None]]:
    """Raise KeyboardInterrupt inside at the first Ctrl-C or SIGTERM, and ignore those that follow.

    What it gives is to be called when the work is done: from then on none is heard at all.

    A launch passes on the Ctrl-C that the terminal has sent already; the second one must not hit what
    closes files because of the first.
    """

    def ignore() -> None:
        for number in TOLD_BY:
            signal.signal(number, signal.SIG_IGN)

    def stop(number: int, frame: FrameType | None) -> None:
        ignore()
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in TOLD_BY}
    try:
        yield ignore
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
