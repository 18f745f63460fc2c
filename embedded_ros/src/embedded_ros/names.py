# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The rules for node names, namespaces, topic and service names, and how relative ones are expanded."""

import re

MAX_LENGTH = 255
_NAME = re.compile(r"[A-Za-z0-9_]*")
_PATH = re.compile(r"[A-Za-z0-9_/]*")
_TOPIC = re.compile(r"[A-Za-z0-9_/~{}]*")
_SUBSTITUTIONS = ("node", "ns", "namespace")

Problem = tuple[str, int]  # what is wrong, and at which character


def _first_bad(pattern: re.Pattern[str], name: str) -> int | None:
    match = pattern.match(name)
    end = match.end() if match else 0
    return end if end < len(name) else None


def _digit_token(name: str) -> int | None:
    match = re.search(r"(^|/)[0-9]", name)
    return None if match is None else match.end() - 1


def node_name_problem(name: str) -> Problem | None:
    """Return what is wrong with a node name, None when nothing is."""
    if not name:
        return "node name must not be empty", 0
    if (bad := _first_bad(_NAME, name)) is not None:
        return "node name must not contain characters other than alphanumerics or '_'", bad
    if name[0].isdigit():
        return "node name must not start with a number", 0
    if len(name) > MAX_LENGTH:
        return f"node name length must not exceed {MAX_LENGTH} characters", MAX_LENGTH
    return None


def full_name_problem(name: str, kind: str = "topic name") -> Problem | None:
    """Return what is wrong with a fully qualified name: `/a/b`."""
    if not name:
        return f"{kind} must not be empty", 0
    if name[0] != "/":
        return f"{kind} must be absolute, it must lead with a '/'", 0
    if len(name) > 1 and name[-1] == "/":
        return f"{kind} must not end with a '/'", len(name) - 1
    if (bad := _first_bad(_PATH, name)) is not None:
        return f"{kind} must not contain characters other than alphanumerics, '_', or '/'", bad
    if "//" in name:
        return f"{kind} must not contain repeated '/'", name.index("//") + 1
    if (bad := _digit_token(name)) is not None:
        return f"{kind} must not have a token that starts with a number", bad
    if len(name) > MAX_LENGTH:
        return f"{kind} length must not exceed {MAX_LENGTH} characters", MAX_LENGTH
    return None


def namespace_problem(namespace: str) -> Problem | None:
    """Return what is wrong with a namespace: `/` or `/a/b`."""
    return None if namespace == "/" else full_name_problem(namespace, "namespace")


def topic_name_problem(name: str) -> Problem | None:
    """Return what is wrong with a topic or service name that may be relative or hold substitutions."""
    if not name:
        return "topic name must not be empty string", 0
    if (bad := _first_bad(_TOPIC, name)) is not None:
        return (
            "topic name must not contain characters other than alphanumerics, '_', '~', '{', '}', or '/'",
            bad,
        )
    if name[-1] == "/":
        return "topic name must not end with a forward slash", len(name) - 1
    if "~" in name[1:]:
        return "tilde must be the first character", name.index("~", 1)
    if re.sub(r"{[^{}]*}", "", name).strip("{}") != re.sub(r"{[^{}]*}", "", name):
        return "curly braces must be balanced", name.find("{") if "{" in name else name.find("}")
    for match in re.finditer(r"{([^{}]*)}", name):
        if match.group(1) not in _SUBSTITUTIONS:
            return f"unknown substitution '{match.group(0)}'", match.start()
    if "//" in name:
        return "topic name must not contain repeated '/'", name.index("//") + 1
    if (bad := _digit_token(name)) is not None:
        return "topic name token must not start with a number", bad
    return None


def qualify(namespace: str, name: str) -> str:
    """Join a namespace and a relative name."""
    return f"/{name}" if namespace == "/" else f"{namespace}/{name}"


def expand(name: str, node: str, namespace: str) -> str:
    """Return the full name: `x` -> `/ns/x`, `~/x` -> `/ns/node/x`, `{node}` and `{ns}` filled in."""
    name = name.replace("{node}", node).replace("{ns}", namespace).replace("{namespace}", namespace)
    if name.startswith("~"):
        return qualify(namespace, node) + name[1:]
    return name if name.startswith("/") else qualify(namespace, name)
