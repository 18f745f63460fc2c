# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Finds definitions: files of installed packages first, then the bundled ones."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from embedded_ros.interfaces.definition import Definition
from embedded_ros.interfaces.errors import UnknownInterface
from embedded_ros.interfaces.locations import bundled_file, share_folder
from embedded_ros.interfaces.parser import parse_message, parse_service


def names(package: str, kind: str) -> list[str]:
    """Return the names of a package's types; `kind` is `msg` or `srv`."""
    folder = share_folder(package)
    found = {file.stem for file in Path(folder, kind).glob(f"*.{kind}")} if folder else set()
    found |= {key.removeprefix(f"{kind}/") for key in _bundled(package) if key.startswith(f"{kind}/")}
    return sorted(found)


@cache
def message(name: str) -> Definition:
    """Return the definition of `package/msg/Name`.

    Raises:
        UnknownInterface: nothing has it.
        BadDefinition: its file does not follow the format.
    """
    return parse_message(name, _text(name))


@cache
def service(name: str) -> tuple[Definition, Definition]:
    """Return request and response of `package/srv/Name`; raises as `message` does."""
    return parse_service(name, _text(name))


def _text(full_name: str) -> str:
    package, kind, name = full_name.split("/")
    folder = share_folder(package)
    if folder is not None and (file := Path(folder, kind, f"{name}.{kind}")).is_file():
        return file.read_text(encoding="utf-8")
    try:
        return _bundled(package)[f"{kind}/{name}"]
    except KeyError:
        raise UnknownInterface(
            f"no definition of {full_name}: install the package {package}, or put {name}.{kind} into "
            f"<prefix>/share/{package}/{kind} with <prefix> in AMENT_PREFIX_PATH"
        ) from None


@cache
def _bundled(package: str) -> dict[str, str]:
    """Return {`msg/Name`: text}; the file has one section per type, headed `=== msg/Name`."""
    file = Path(bundled_file(package))
    if not file.is_file():
        return {}
    sections = re.split(r"^=== ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {head: body for head, _, body in (section.partition("\n") for section in sections)}
