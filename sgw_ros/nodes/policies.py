# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The workspace's policies as a parameter: what waits for the supervisor, as `expert:group` texts."""

from __future__ import annotations

from collections.abc import Iterable

from sgw_ros.core.errors import ConfigError
from sgw_ros.workspace.policy import ANY, Rule

Held = frozenset[tuple[str, str]]
"""(expert, attribute group or edge type) of what waits; `*` stands for any."""
Policy = tuple[str, str, Rule]


def read_held(texts: Iterable[str]) -> Held:
    """What a parameter holds back; an empty text says nothing.

    Raises:
        ConfigError: for a text that is not `expert:group`.
    """
    return frozenset(_pair(text) for text in texts if text)


def write_held(held: Held) -> list[str]:
    """The parameter's value; ROS cannot tell the type of an empty list, so none is one empty text."""
    return sorted(f"{expert}:{group}" for expert, group in held) or [""]


def rules_of(held: Held, before: Held = frozenset()) -> list[Policy]:
    """The rules to set, where `before` was held until now."""
    released: list[Policy] = [(*pair, "auto") for pair in sorted(before - held)]
    return released + [(*pair, "hold") for pair in sorted(held - before)]


def _pair(text: str) -> tuple[str, str]:
    expert, colon, group = text.partition(":")
    if not colon or not expert or not group:
        raise ConfigError(f"'hold' takes texts such as 'physics:correction' or '{ANY}:state', not '{text}'")
    return expert, group
