# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes the Python class of a message or service from its definition, as ROS 2's generator would."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from threading import RLock
from typing import Any, ClassVar, NoReturn

from embedded_ros.interfaces import catalogue
from embedded_ros.interfaces.definition import Definition, Field, Shape
from embedded_ros.interfaces.setters import converter

_making = RLock()  # two threads that ask for the same type must get the same class


class Message:
    """What all message classes share: comparing, printing, and telling their fields."""

    __slots__ = ()
    _definition: ClassVar[Definition]
    _fields_and_field_types: ClassVar[dict[str, str]]

    @classmethod
    def get_fields_and_field_types(cls) -> dict[str, str]:
        """Return {field: type}, types as in `sequence<double>` and `std_msgs/Header`."""
        return dict(cls._fields_and_field_types)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, self.__class__):
            return False
        return all(_same(getattr(self, name), getattr(other, name)) for name in self._fields_and_field_types)

    def __repr__(self) -> str:
        values = ((name, getattr(self, name)) for name in self._fields_and_field_types)
        shown = ", ".join(
            f"{name}={value.tolist() if isinstance(value, array) else value!r}" for name, value in values
        )
        package, kind, name = self._definition.name.split("/")
        return f"{package}.{kind}.{name}({shown})"


class Service:
    """What all service classes share; they only hold the classes of request and response."""

    Request: ClassVar[type[Message]]
    Response: ClassVar[type[Message]]
    _name: ClassVar[str]

    def __init__(self) -> None:
        raise NotImplementedError("Service classes can not be instantiated")


def _same(left: Any, right: Any) -> bool:
    if hasattr(left, "shape") or hasattr(right, "shape"):
        import numpy as np

        return np.array_equal(left, right)
    return bool(left == right)


def message_class(name: str) -> type[Message]:
    """Return the class of `package/msg/Name`; raises as `catalogue.message` does."""
    with _making:
        return _message_class(name)


def service_class(name: str) -> type[Service]:
    """Return the class of `package/srv/Name`; raises as `catalogue.service` does."""
    with _making:
        return _service_class(name)


@cache
def _message_class(name: str) -> type[Message]:
    return _build(catalogue.message(name))


@cache
def _service_class(name: str) -> type[Service]:
    request, response = map(_build, catalogue.service(name))
    package, kind, short = name.split("/")
    request.__qualname__, response.__qualname__ = f"{short}.Request", f"{short}.Response"
    content = {"Request": request, "Response": response, "_name": name, "__module__": f"{package}.{kind}"}
    return type(short, (Service,), content)


def _build(definition: Definition) -> type[Message]:
    package, kind, short = definition.name.split("/")
    elements = {
        field.type.element: message_class(field.type.element)
        for field in definition.fields
        if field.type.is_message
    }
    content: dict[str, Any] = {
        "__slots__": [f"_{field.name}" for field in definition.fields],
        "__module__": f"{package}.{kind}",
        "_definition": definition,
        "_fields_and_field_types": {field.name: field.type.describe() for field in definition.fields},
        "__init__": _constructor(definition, elements),
        **dict(definition.constants),
    }
    cls = type(short, (Message,), content)
    for field in definition.fields:
        check = converter(field, elements.get(field.type.element))
        setattr(cls, field.name, _property(check, getattr(cls, f"_{field.name}"), field.name))
    return cls


def _property(check: Callable[[Any], Any], slot: Any, name: str) -> property:
    store = slot.__set__

    def assign(self: Message, value: Any) -> None:
        store(self, check(value))

    return property(attrgetter(f"_{name}"), assign)


def _constructor(definition: Definition, elements: dict[str, type[Message]]) -> Callable[..., None]:
    """Compile `__init__`: a default that is not needed is not made."""
    names = frozenset(field.name for field in definition.fields)
    scope: dict[str, Any] = {"array": array, "_names": names, "_refuse": _refuse, "_own": _own}
    given, plain = ["if not kwargs.keys() <= _names:", "    _refuse(kwargs, _names)"], ["pass"]
    for index, field in enumerate(definition.fields):
        default = _default(field, index, scope, elements)
        value = f"kwargs[{field.name!r}]"
        if default.startswith("array("):
            value = f"_own({value})"
        given.append(f"if {field.name!r} in kwargs: self.{field.name} = {value}")
        given.append(f"else: self._{field.name} = {default}")
        plain.append(f"self._{field.name} = {default}")
    lines = ["def __init__(self, **kwargs):", "    if kwargs:"]
    lines += [f"        {line}" for line in given] + ["    else:"] + [f"        {line}" for line in plain]
    exec(compile("\n".join(lines), f"<{definition.name}>", "exec"), scope)
    return scope["__init__"]  # type: ignore[no-any-return]


def _own(value: Any) -> Any:
    """Return a copy of an array: constructors copy it, assigning to the field keeps it."""
    return value[:] if isinstance(value, array) else value


def _refuse(kwargs: dict[str, Any], names: frozenset[str]) -> NoReturn:
    unknown = ", ".join(sorted(kwargs.keys() - names))
    raise AssertionError(f"Invalid arguments passed to constructor: {unknown}")


def _default(field: Field, index: int, scope: dict[str, Any], elements: dict[str, type[Message]]) -> str:
    """Return an expression for the default of `field`; what it refers to goes into `scope`."""
    kind, primitive = field.type, field.type.primitive
    if kind.is_message:
        scope[f"_element{index}"] = elements[kind.element]
        zero = f"_element{index}()"
    elif primitive is None:
        zero = "''"
    else:
        zero = {"bool": "False", "byte": r"b'\x00'"}.get(
            kind.element, "0.0" if kind.element[0] == "f" else "0"
        )
    if kind.shape is Shape.ONE:
        return repr(field.default) if field.default is not None else zero
    if primitive is not None and primitive.typecode:
        if kind.shape is Shape.ARRAY:
            import numpy as np

            values = field.default if field.default is not None else [0] * kind.size
            scope[f"_default{index}"] = np.array(values, primitive.code)
            return f"_default{index}.copy()"
        return f"array({primitive.typecode!r}, {field.default or ()!r})"
    if field.default is not None:
        return repr(field.default)
    return f"[{zero} for _ in range({kind.size})]" if kind.shape is Shape.ARRAY else "[]"
