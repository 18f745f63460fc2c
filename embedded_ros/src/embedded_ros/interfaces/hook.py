# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes `import sensor_msgs.msg` work: modules of message packages, filled as their names are asked for.

The hook is a last entry of `sys.path` with a finder of its own. There it comes after every real package,
and yet before Python takes a plain folder of that name (a source folder `sgw_msgs/` in the working directory)
for a namespace package, which a finder at the end of `sys.meta_path` would never get to see.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec

from embedded_ros.interfaces import locations

TYPE_CHECKING = False  # importing `typing` would slow down every start of Python
if TYPE_CHECKING:
    from importlib.abc import Loader
    from types import ModuleType
    from typing import Any
else:
    Loader = object

ENTRY = locations.BUNDLED


def install() -> None:
    """Append the hook to `sys.path`; once is enough, more changes nothing."""
    if _path_hook not in sys.path_hooks:
        sys.path_hooks.insert(0, _path_hook)
        sys.path_importer_cache.pop(ENTRY, None)
    if ENTRY not in sys.path:
        sys.path.append(ENTRY)


class InterfaceFinder:
    """Knows the modules `package`, `package.msg` and `package.srv` of every package with definitions."""

    def find_spec(self, fullname: str, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return how to make the module, None for any other name."""
        package, _, kind = fullname.partition(".")
        if kind not in ("", *locations.KINDS) or not locations.has_package(package):
            return None
        if kind and not import_module("embedded_ros.interfaces.catalogue").names(package, kind):
            return None
        spec = ModuleSpec(fullname, _InterfaceLoader(), origin="embedded_ros.interfaces", is_package=not kind)
        if not kind:
            spec.submodule_search_locations = [ENTRY]
        return spec

    def invalidate_caches(self) -> None:
        """Nothing is kept here."""


def _path_hook(entry: str) -> InterfaceFinder:
    if entry != ENTRY:
        raise ImportError(f"not {ENTRY}")
    return InterfaceFinder()


class _InterfaceLoader(Loader):
    """Gives a module of types the function that makes a class when it is first asked for."""

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to Python to make the module."""

    def exec_module(self, module: ModuleType) -> None:
        package, _, kind = module.__name__.partition(".")
        if not kind:
            return
        classes = import_module("embedded_ros.interfaces.classes")
        catalogue = import_module("embedded_ros.interfaces.catalogue")
        make = classes.message_class if kind == "msg" else classes.service_class

        def get(name: str) -> Any:
            if name == "__all__":
                return catalogue.names(package, kind)
            if name.startswith("_"):
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            try:
                made = make(f"{package}/{kind}/{name}")
            except catalogue.UnknownInterface as error:
                raise AttributeError(f"module {module.__name__!r} has no type {name!r}: {error}") from error
            setattr(module, name, made)
            return made

        namespace: dict[str, Any] = vars(module)
        namespace["__getattr__"] = get
        namespace["__dir__"] = lambda: catalogue.names(package, kind)
