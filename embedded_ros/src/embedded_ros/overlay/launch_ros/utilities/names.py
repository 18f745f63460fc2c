# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Node names and namespaces."""

import re
from collections import Counter
from typing import Any

from launch.substitution import SubstitutionFailure

from launch import LaunchContext


def join_namespace(base: str | None, namespace: str | None) -> str | None:
    """`namespace` below `base` and absolute, or as it is if it is absolute; None if both are None.

    Raises:
        SubstitutionFailure: The result is not a valid namespace.
    """
    if base is None and namespace is None:
        return None
    if namespace is None or (namespace == "" and base is not None):
        joined = base or ""
    elif namespace.startswith("/") or not base:
        joined = namespace
    else:
        joined = f"{base.rstrip('/')}/{namespace}"
    joined = joined if joined.startswith("/") else f"/{joined}"
    joined = joined.rstrip("/") or "/"
    if joined != "/" and not re.fullmatch(r"(/[A-Za-z_]\w*)+", joined, re.ASCII):
        raise SubstitutionFailure(
            f"namespace '{joined}' is invalid: its parts consist of letters, digits and underscores"
            " and do not begin with a digit"
        )
    return joined


def check_node_name(name: str) -> None:
    """Raise unless `name` can be a node's.

    Raises:
        SubstitutionFailure: It cannot.
    """
    if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        raise SubstitutionFailure(
            f"node name '{name}' is invalid: it consists of letters, digits and underscores"
            " and does not begin with a digit"
        )


def count_node_name(context: LaunchContext, full_name: str) -> int:
    """How often a node of this name was launched in this context, this time included."""
    seen: dict[str, Any] = context.get_locals_as_dict()
    if "unique_ros_node_names" not in seen:
        context.extend_globals({"unique_ros_node_names": Counter()})
    names: Counter[str] = context.locals.unique_ros_node_names
    names[full_name] += 1
    return names[full_name]
