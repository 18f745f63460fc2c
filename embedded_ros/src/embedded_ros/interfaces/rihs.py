# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Type hashes, version RIHS01: the SHA-256 of a type's description as canonical JSON."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from typing import Any

from embedded_ros.interfaces import catalogue
from embedded_ros.interfaces.definition import Definition, Field, FieldType, Shape

_MESSAGE, _STRING, _BOUNDED_STRING = 1, 17, 21
_EVENT_INFO = "service_msgs/msg/ServiceEventInfo"


@cache
def message_hash(definition: Definition) -> str:
    """Return `RIHS01_<64 hex digits>` of a message."""
    return _hash(definition, {})


@cache
def service_hash(name: str) -> str:
    """Return the hash of service `package/srv/Name`: its halves and the event message that ROS 2 adds."""
    request, response = catalogue.service(name)
    event = Definition(
        f"{name}_Event",
        (
            Field("info", FieldType(_EVENT_INFO)),
            Field("request", FieldType(request.name, Shape.BOUNDED, 1)),
            Field("response", FieldType(response.name, Shape.BOUNDED, 1)),
        ),
    )
    whole = Definition(
        name,
        (
            Field("request_message", FieldType(request.name)),
            Field("response_message", FieldType(response.name)),
            Field("event_message", FieldType(event.name)),
        ),
    )
    return _hash(whole, {part.name: part for part in (request, response, event)})


def _hash(definition: Definition, known: dict[str, Definition]) -> str:
    referenced: dict[str, Definition] = {}
    pending = [definition]
    while pending:
        for field in pending.pop().fields:
            name = field.type.element
            if field.type.is_message and name not in referenced:
                referenced[name] = known.get(name) or catalogue.message(name)
                pending.append(referenced[name])
    description = {
        "type_description": _struct(definition),
        "referenced_type_descriptions": [_struct(referenced[name]) for name in sorted(referenced)],
    }
    return f"RIHS01_{sha256(json.dumps(description).encode()).hexdigest()}"


def _struct(definition: Definition) -> dict[str, Any]:
    fields = [{"name": field.name, "type": _type(field.type)} for field in definition.wire_fields]
    return {"type_name": definition.name, "fields": fields}


def _type(kind: FieldType) -> dict[str, Any]:
    if kind.is_message:
        element = _MESSAGE
    elif kind.primitive is not None:
        element = kind.primitive.hash_id
    else:
        element = _BOUNDED_STRING if kind.text_bound else _STRING
    return {
        "type_id": element + kind.shape.value,
        "capacity": kind.size,
        "string_capacity": kind.text_bound,
        "nested_type_name": kind.element if kind.is_message else "",
    }
