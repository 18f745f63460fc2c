# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Messages of the right type that mean nothing, drawn at random."""

import math
import re
import sys
from importlib import import_module

SEQUENCE = re.compile(r"sequence<(?P<item>.+?)(, (?P<bound>\d+))?>$")
FIXED = re.compile(r"(?P<item>.+)\[(?P<size>\d+)\]$")
FLOATS = (0.0, 1.0, -1.0, 0.5, 1e-30, 1e30, math.nan, math.inf, -math.inf)
TEXTS = (
    "",
    "x",
    "memory",
    "object/1",
    "object/0x1",
    "16UC1",
    "32FC1",
    "bgr8",
    "\u00e4\u4e2d",
    "{",
    "a" * 300,
)


def nonsense(message_type, rng):
    """A message with every field drawn at random, inside what its type can hold."""
    message = message_type()
    for name, kind in message_type.get_fields_and_field_types().items():
        setattr(message, name, value(kind, rng))
    return message


def spoilt(message, rng):
    """The same message with one field, somewhere inside, drawn at random."""
    kinds = message.get_fields_and_field_types()
    name = rng.choice(list(kinds))
    inner = getattr(message, name)
    if hasattr(inner, "get_fields_and_field_types") and rng.random() < 0.8:
        spoilt(inner, rng)
    elif isinstance(inner, list) and inner and hasattr(inner[0], "get_fields_and_field_types"):
        spoilt(rng.choice(inner), rng)
    else:
        setattr(message, name, value(kinds[name], rng))
    return message


def value(kind, rng):
    """Anything that a field of this type takes."""
    if match := SEQUENCE.match(kind):
        return [value(match["item"], rng) for _ in range(rng.choice((0, 1, 2, 3, 12)))]
    if match := FIXED.match(kind):
        return [value(match["item"], rng) for _ in range(int(match["size"]))]
    if "/" in kind:
        package, name = kind.split("/")
        return nonsense(getattr(import_module(f"{package}.msg"), name), rng)
    if kind == "boolean":
        return rng.random() < 0.5
    if kind in ("float", "double"):
        return rng.choice(
            (*FLOATS, rng.uniform(-5, 5)) if kind == "double" else (*FLOATS[:5], 3e38, math.nan)
        )
    if kind.startswith(("string", "wstring")):
        return rng.choice(TEXTS)
    if kind == "octet":
        return bytes([rng.randrange(256)])
    bits = int(re.sub(r"\D", "", kind))
    low, high = (0, 2**bits - 1) if kind.startswith("u") else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return rng.choice((0, 1, 2, 7, low, high, rng.randint(max(low, -sys.maxsize), high)))
