# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where ROS packages are on a machine without ROS 2: prefixes, editable installs, console scripts."""

import importlib.metadata
import json
import os
import re
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit


def ament_prefixes() -> list[str]:
    """The prefixes that AMENT_PREFIX_PATH names, in its order."""
    return [entry for entry in os.environ.get("AMENT_PREFIX_PATH", "").split(os.pathsep) if entry]


def prefixes() -> list[str]:
    """Every prefix that can hold packages, the first wins: AMENT_PREFIX_PATH, then Python's own."""
    return [*ament_prefixes(), sys.prefix]


def in_prefix(prefix: str, package: str) -> bool:
    """Whether the resource index of `prefix` lists `package`."""
    return Path(prefix, "share/ament_index/resource_index/packages", package).is_file()


def prefix_of(package: str) -> str | None:
    """The prefix that holds `package`, or None. An editable install belongs to Python's own prefix."""
    for prefix in ament_prefixes():
        if in_prefix(prefix, package):
            return prefix
    if package in editable_sources() or in_prefix(sys.prefix, package):
        return sys.prefix
    return None


def share_directory(package: str) -> str | None:
    """The folder with the package's launch, config and interface files, or None.

    For an editable install this is the source folder: some build backends also copy files into the prefix,
    and those copies go stale with the first edit.
    """
    prefix = prefix_of(package)
    if prefix is None:
        return None
    source = editable_sources().get(package)
    if prefix == sys.prefix and source is not None:
        return source
    return os.path.join(prefix, "share", package)


def packages() -> dict[str, str]:
    """Every package and the prefix that holds it."""
    found = dict.fromkeys(editable_sources(), sys.prefix)
    for prefix in reversed(prefixes()):
        index = Path(prefix, "share/ament_index/resource_index/packages")
        if index.is_dir():
            found |= {entry.name: prefix for entry in index.iterdir() if not entry.name.startswith(".")}
    return found


def executable(package: str, name: str) -> str | None:
    """The program `name` of `package`, or None.

    That is `<prefix>/lib/<package>/<name>`, or the console script of the Python distribution of that name,
    which pip puts beside the interpreter.
    """
    prefix = prefix_of(package)
    if prefix is not None:
        path = Path(prefix, "lib", package, name)
        if path.is_file() and os.access(path, os.X_OK):
            return str(path)
    if name in console_scripts(package):
        path = Path(sysconfig.get_path("scripts"), name)
        if path.is_file():
            return str(path)
    return None


def console_scripts(package: str) -> list[str]:
    """Names of the console scripts of the Python distribution `package`, sorted."""
    try:
        distribution = importlib.metadata.distribution(package)
    except importlib.metadata.PackageNotFoundError:
        return []
    return sorted(entry.name for entry in distribution.entry_points if entry.group == "console_scripts")


def executables(package: str) -> list[str]:
    """Names of all programs of `package`, sorted."""
    prefix = prefix_of(package)
    folder = Path(prefix, "lib", package) if prefix is not None else None
    in_lib = [p.name for p in folder.iterdir() if os.access(p, os.X_OK)] if folder and folder.is_dir() else []
    return sorted({*in_lib, *console_scripts(package)})


@cache
def editable_sources() -> dict[str, str]:
    """Source folder of each ROS package that pip installed with `-e`, by the name in its package.xml."""
    return {name: source for source in _editable_folders() if (name := _ros_package_name(source)) is not None}


def _editable_folders() -> Iterator[str]:
    for site in sys.path:
        for record in Path(site).glob("*.dist-info/direct_url.json"):
            # PEP 610; a record cut short by an interrupted install is no reason to fail.
            try:
                origin = json.loads(record.read_text())
            except (OSError, ValueError):
                continue
            if origin.get("dir_info", {}).get("editable"):
                yield unquote(urlsplit(origin["url"]).path)


def _ros_package_name(source: str) -> str | None:
    try:
        manifest = Path(source, "package.xml").read_text()
    except OSError:
        return None
    found = re.search(r"<name>\s*([A-Za-z]\w*)\s*</name>", manifest)
    return found.group(1) if found else None
