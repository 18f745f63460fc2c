# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where definitions lie. Every failing import in the process asks here, so this imports next to nothing."""

from __future__ import annotations

import os
import sys
from functools import lru_cache

BUNDLED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "definitions")
KINDS = ("msg", "srv")


def has_package(package: str) -> bool:
    """Return whether `package` has messages or services."""
    return package.isidentifier() and (
        os.path.isfile(bundled_file(package)) or share_folder(package) is not None
    )


def bundled_file(package: str) -> str:
    """Return the path that the bundled definitions of `package` have if there are any."""
    return os.path.join(BUNDLED, f"{package}.txt")


def share_folder(package: str) -> str | None:
    """Return the folder that holds `msg/` or `srv/` of an installed package, None without one.

    It is `<prefix>/share/<package>` under AMENT_PREFIX_PATH, the source folder of an editable install (a
    distribution named like the package whose folder has a `package.xml`), or the share folder under Python's
    prefix. The source comes before that: a build backend may leave copies there, which go stale.
    """
    for prefix in os.environ.get("AMENT_PREFIX_PATH", "").split(os.pathsep):
        folder = os.path.join(prefix, "share", package)
        if prefix and _has_interfaces(folder):
            return folder
    for folder in _editable_folders(package):
        if os.path.isfile(os.path.join(folder, "package.xml")) and _has_interfaces(folder):
            return folder
    folder = os.path.join(sys.prefix, "share", package)
    return folder if _has_interfaces(folder) else None


def _has_interfaces(folder: str) -> bool:
    return any(os.path.isdir(os.path.join(folder, kind)) for kind in KINDS)


def _editable_folders(package: str) -> list[str]:
    """Return where distributions named `package` were installed from (`importlib.metadata` takes 15 ms)."""
    folders = []
    for entry in sys.path:
        try:
            changed_ns = os.stat(entry or ".").st_mtime_ns
        except OSError:
            continue
        for name in _distributions(entry or ".", changed_ns):
            if name.startswith(f"{package}-"):
                folders += _source_folder(os.path.join(entry, name, "direct_url.json"))
    return folders


@lru_cache(maxsize=64)
def _distributions(folder: str, changed_ns: int) -> list[str]:
    """Return the records of what is installed in a folder as it was when it changed last."""
    try:
        return [name for name in os.listdir(folder) if name.endswith(".dist-info")]
    except OSError:
        return []


def _source_folder(record: str) -> list[str]:
    from json import load
    from urllib.parse import unquote, urlparse

    try:
        with open(record, encoding="utf-8") as file:
            origin = load(file)
        editable = origin["dir_info"]["editable"]
        return [unquote(urlparse(origin["url"]).path)] if editable else []
    except (OSError, ValueError, KeyError, TypeError):
        return []  # not installed from a folder
