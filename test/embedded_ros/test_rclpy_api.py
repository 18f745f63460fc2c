# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Every public name of rclpy works, or says that it is left out and what to do instead."""

import importlib
import importlib.util
from pathlib import Path

import pytest

pytestmark = pytest.mark.ros
EMBEDDED = "embedded_ros" in Path(importlib.util.find_spec("rclpy").origin).parts

_spec = importlib.util.spec_from_file_location("rclpy_api", Path(__file__).with_name("rclpy_api.py"))
rclpy_api = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(rclpy_api)


def _names(table):
    return [(place, name) for place, names in table.items() for name in names.split()]


def _class(full_name):
    module, _, name = full_name.rpartition(".")
    return getattr(importlib.import_module(module), name)


def _says_so(error, name):
    assert str(error).startswith(f"{name} is not in the part of rclpy that embedded_ros offers: ")
    assert len(str(error).partition("offers: ")[2]) > 10


@pytest.mark.parametrize(("module", "name"), _names(rclpy_api.NAMES))
def test_names_of_modules(module, name):
    try:
        assert hasattr(importlib.import_module(module), name)
    except NotImplementedError as error:
        assert EMBEDDED
        _says_so(error, f"{module}.{name}")


@pytest.mark.parametrize(("full_name", "member"), _names(rclpy_api.MEMBERS))
def test_members_of_classes(full_name, member):
    cls = _class(full_name)
    found = getattr(cls, member)
    if hasattr(found, "advice"):
        with pytest.raises(NotImplementedError) as raised:
            found.__get__(object())
        _says_so(raised.value, f"{cls.__module__}.{cls.__name__}.{member}")


@pytest.mark.parametrize("module", rclpy_api.MODULES)
def test_modules(module):
    if not EMBEDDED:
        assert importlib.import_module(module)
        return
    with pytest.raises(NotImplementedError) as raised:
        importlib.import_module(module)
    _says_so(raised.value, module)
    assert isinstance(raised.value, ImportError)


def test_an_object_without_a_member_that_is_left_out_can_be_asked_for_it(ros):
    assert hasattr(ros.node(), "handle") != EMBEDDED


@pytest.mark.skipif(not EMBEDDED, reason="about embedded_ros itself")
@pytest.mark.parametrize("full_name", rclpy_api.MEMBERS)
def test_nothing_else_is_public(full_name):
    cls = _class(full_name)
    known = {
        name
        for place, names in rclpy_api.MEMBERS.items()
        if issubclass(cls, _class(place))
        for name in names.split()
    }
    assert {name for name in dir(cls) if not name.startswith("_")} <= known
