# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which node an exception came from: executors let it out of `spin` without saying."""

from __future__ import annotations

import traceback
from collections.abc import Collection

from rclpy.node import Node


def culprit(error: BaseException, nodes: Collection[Node]) -> Node | None:
    """The node in whose code the exception arose, innermost frame first; None when no frame tells.

    A frame belongs to a node when it holds it, or holds an object that does: `self`, or the `_node` of
    whatever a node is made of.
    """
    ids = {id(node): node for node in nodes}
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    for frame in reversed(frames):
        for value in frame.f_locals.values():
            if id(value) in ids:
                return ids[id(value)]
            for held in getattr(value, "__dict__", {}).values():
                if id(held) in ids:
                    return ids[id(held)]
    return None
