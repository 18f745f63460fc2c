# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Parameters given on the command line, by expert."""

from __future__ import annotations

import argparse
import json

from sgw_ros.core.errors import ConfigError


def expert_settings(options: argparse.Namespace) -> dict[str, dict[str, object]]:
    """`{expert: {parameter: value}}` of `--set` and of the options that stand for a parameter.

    Raises:
        ConfigError: for a setting of another form.
    """
    values: dict[str, dict[str, object]] = {}
    if options.detector:
        values.setdefault("visual", {})["detector"] = options.detector
    if options.model:
        values.setdefault("visual", {})["model"] = options.model
    if options.no_throttle:
        values.setdefault("supervisor", {})["throttle"] = False
    for text in options.set:
        address, equals, value = text.partition("=")
        expert, dot, name = address.partition(".")
        if not (equals and dot and expert and name):
            raise ConfigError(f"--set takes EXPERT.PARAMETER=VALUE, not '{text}'")
        values.setdefault(expert, {})[name] = parse_value(value)
    return values


def parse_value(text: str) -> object:
    """A number, true or false, a list of those, or else the text as it stands."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
