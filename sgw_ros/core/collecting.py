# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""When Python looks for garbage that counting references does not find."""

from __future__ import annotations

import gc

YOUNG = 50_000
"""Container objects between young collections: a frame makes thousands of short-lived ones, all freed by
reference counting, and a collection in the middle of one costs milliseconds."""


def collect_seldom() -> None:
    """Keep the collector out of the frames' way; call once everything that stays is built."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 100)
