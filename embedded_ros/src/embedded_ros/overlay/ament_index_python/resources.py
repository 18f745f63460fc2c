# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The resource index: marker files under `<prefix>/share/ament_index/resource_index/<type>/`."""

import os
from pathlib import Path

from embedded_ros import packages

from .search_paths import get_search_paths

INDEX = "share/ament_index/resource_index"


def get_resource(resource_type: str, resource_name: str) -> tuple[str, str]:
    """Content of a resource and the prefix that holds it.

    Raises:
        LookupError: No prefix has it.
        OSError: It cannot be read.
    """
    prefix = has_resource(resource_type, resource_name)
    if not prefix:
        raise LookupError(f"Could not find the resource '{resource_name}' of type '{resource_type}'")
    return Path(prefix, INDEX, resource_type, resource_name).read_text(), prefix


def has_resource(resource_type: str, resource_name: str) -> str | None:
    """The first prefix that holds the resource, or None."""
    _check_name(resource_type, "type")
    _check_name(resource_name, "name")
    for prefix in get_search_paths():
        if Path(prefix, INDEX, resource_type, resource_name).is_file():
            return prefix
    return None


def get_resources(resource_type: str) -> dict[str, str]:
    """All resources of a type and their prefixes."""
    _check_name(resource_type, "type")
    found = packages.packages() if resource_type == "packages" else {}
    for prefix in reversed(get_search_paths()):
        folder = Path(prefix, INDEX, resource_type)
        if folder.is_dir():
            names = (entry.name for entry in folder.iterdir() if entry.is_file())
            found |= {name: prefix for name in names if not name.startswith(".")}
    return found


def get_resource_types() -> set[str]:
    """The types that have at least one resource somewhere."""
    folders = (Path(prefix, INDEX) for prefix in get_search_paths())
    return {
        entry.name for folder in folders if folder.is_dir() for entry in folder.iterdir() if entry.is_dir()
    }


def _check_name(value: str, role: str) -> None:
    if not value or os.sep in value or value.startswith("."):
        raise ValueError(f"'{value}' is not a valid resource {role}")
