# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the real rclpy has and this subset leaves out: using it says so, instead of a name that is missing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Any, NoReturn


class OutsideSubset(NotImplementedError, AttributeError):  # noqa: N818  names the finding
    """A member that the subset leaves out; `hasattr` is False for it."""


class OutsideModule(ImportError, NotImplementedError):  # noqa: N818
    """A module that the subset leaves out; who can do without it catches ImportError as ever."""


def _text(name: str, advice: str) -> str:
    return f"{name} is not in the part of rclpy that embedded_ros offers: {advice}"


class Outside:
    """Stands in a class for a member that is left out; `advice` says what to do without it."""

    def __init__(self, advice: str) -> None:
        self.advice = advice
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"{owner.__module__}.{owner.__qualname__}.{name}"

    def __get__(self, instance: object, owner: type | None = None) -> Outside:
        if instance is None:
            return self
        raise OutsideSubset(_text(self._name, self.advice))


def outside_names(module: str, names: Mapping[str, str]) -> Callable[[str], NoReturn]:
    """Return a module's `__getattr__` for the functions and classes that it leaves out, name to advice."""

    def missing(name: str) -> NoReturn:
        if name in names:
            raise NotImplementedError(_text(f"{module}.{name}", names[name]))
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return missing


class _OutsideModules(MetaPathFinder):
    def __init__(self, modules: Mapping[str, str]) -> None:
        self._modules = modules

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        if fullname in self._modules:
            raise OutsideModule(_text(fullname, self._modules[fullname]), name=fullname)
        return None


def leave_out_modules(modules: Mapping[str, str]) -> None:
    """Let the import of these modules say why there are none, module to advice."""
    sys.meta_path.append(_OutsideModules(modules))
