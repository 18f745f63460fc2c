# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Packages by name."""

import os
import re
from pathlib import Path

from embedded_ros import packages

from .search_paths import get_search_paths


class PackageNotFoundError(KeyError):
    """No prefix holds a package of that name."""


def get_package_prefix(package_name: str) -> str:
    """The prefix that `package_name` is installed to.

    Raises:
        PackageNotFoundError: There is no such package.
        ValueError: The name cannot be a package's.
    """
    if not re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9_-]*", package_name):
        raise ValueError(f"'{package_name}' is not a valid package name")
    prefix = packages.prefix_of(package_name)
    if prefix is None:
        raise PackageNotFoundError(f"package '{package_name}' not found, searching: {get_search_paths()}")
    return prefix


def get_package_share_directory(package_name: str, print_warning: bool = True) -> str:
    """The share directory of `package_name`: where its launch, config and interface files are.

    Raises:
        PackageNotFoundError: There is no such package.
        ValueError: The name cannot be a package's.
    """
    prefix = get_package_prefix(package_name)
    path = packages.share_directory(package_name) or os.path.join(prefix, "share", package_name)
    if print_warning and not os.path.exists(path):
        print(f"WARNING: package '{package_name}' has no share directory {path}")
    return path


def get_package_share_path(package_name: str, print_warning: bool = True) -> Path:
    """As `get_package_share_directory`, as a path object."""
    return Path(get_package_share_directory(package_name, print_warning=print_warning))


def get_packages_with_prefixes() -> dict[str, str]:
    """Every package and its prefix."""
    return packages.packages()
