# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Quality of service of an endpoint, to and from Cyclone's `dds_qos_t`."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import (
    POINTER,
    byref,
    c_bool,
    c_char_p,
    c_int,
    c_int16,
    c_int32,
    c_int64,
    c_size_t,
    c_uint32,
    c_void_p,
)
from dataclasses import dataclass

from embedded_ros.dds.native import INFINITE_NS, declare, free

_create = declare("dds_create_qos", c_void_p)
_delete = declare("dds_delete_qos", None, c_void_p)
_set_userdata = declare("dds_qset_userdata", None, c_void_p, c_char_p, c_size_t)
_get_userdata = declare("dds_qget_userdata", c_bool, c_void_p, POINTER(c_void_p), POINTER(c_size_t))
_set_history = declare("dds_qset_history", None, c_void_p, c_int, c_int32)
_set_reliability = declare("dds_qset_reliability", None, c_void_p, c_int, c_int64)
_get_reliability = declare("dds_qget_reliability", c_bool, c_void_p, POINTER(c_int), POINTER(c_int64))
_set_durability = declare("dds_qset_durability", None, c_void_p, c_int)
_get_durability = declare("dds_qget_durability", c_bool, c_void_p, POINTER(c_int))
_set_durability_service = declare(
    "dds_qset_durability_service", None, c_void_p, c_int64, c_int, c_int32, c_int32, c_int32, c_int32
)
_set_deadline = declare("dds_qset_deadline", None, c_void_p, c_int64)
_get_deadline = declare("dds_qget_deadline", c_bool, c_void_p, POINTER(c_int64))
_set_lifespan = declare("dds_qset_lifespan", None, c_void_p, c_int64)
_get_lifespan = declare("dds_qget_lifespan", c_bool, c_void_p, POINTER(c_int64))
_set_liveliness = declare("dds_qset_liveliness", None, c_void_p, c_int, c_int64)
_get_liveliness = declare("dds_qget_liveliness", c_bool, c_void_p, POINTER(c_int), POINTER(c_int64))
_set_lifecycle = declare("dds_qset_writer_data_lifecycle", None, c_void_p, c_bool)
_set_representation = declare("dds_qset_data_representation", None, c_void_p, c_uint32, POINTER(c_int16))
_set_ignorelocal = declare("dds_qset_ignorelocal", None, c_void_p, c_int)

_KEEP_LAST, _KEEP_ALL = 0, 1
_BEST_EFFORT, _RELIABLE = 0, 1
_VOLATILE, _TRANSIENT_LOCAL = 0, 1
_AUTOMATIC, _MANUAL_BY_TOPIC = 0, 2
_UNLIMITED = -1
_IGNORE_PARTICIPANT = 1
_XCDR1 = 0


@dataclass(frozen=True)
class EndpointQos:
    """What a ROS endpoint asks of DDS; durations in ns, `INFINITE_NS` for none; depth 0 keeps all."""

    depth: int = 1
    reliable: bool = True
    transient_local: bool = False
    deadline_ns: int = INFINITE_NS
    lifespan_ns: int = INFINITE_NS
    manual_liveliness: bool = False
    lease_ns: int = INFINITE_NS


@contextmanager
def participant_qos(user_data: bytes) -> Iterator[c_void_p]:
    """Yield a participant's `dds_qos_t` that carries `user_data`."""
    qos = c_void_p(_create())
    try:
        _set_userdata(qos, user_data, len(user_data))
        yield qos
    finally:
        _delete(qos)


@contextmanager
def endpoint_qos(wanted: EndpointQos, user_data: bytes, *, ignore_local: bool = False) -> Iterator[c_void_p]:
    """Yield the `dds_qos_t` of a reader or writer, set as rmw_cyclonedds sets it."""
    qos = c_void_p(_create())
    try:
        history = (_KEEP_LAST, wanted.depth) if wanted.depth else (_KEEP_ALL, _UNLIMITED)
        _set_lifecycle(qos, False)
        _set_representation(qos, 1, (c_int16 * 1)(_XCDR1))
        _set_history(qos, *history)
        if wanted.reliable:
            _set_reliability(qos, _RELIABLE, INFINITE_NS)
        else:
            _set_reliability(qos, _BEST_EFFORT, 0)
        _set_durability(qos, _TRANSIENT_LOCAL if wanted.transient_local else _VOLATILE)
        if wanted.transient_local:
            _set_durability_service(qos, 0, *history, _UNLIMITED, _UNLIMITED, _UNLIMITED)
        _set_deadline(qos, wanted.deadline_ns)
        _set_lifespan(qos, wanted.lifespan_ns)
        _set_liveliness(qos, _MANUAL_BY_TOPIC if wanted.manual_liveliness else _AUTOMATIC, wanted.lease_ns)
        if ignore_local:
            _set_ignorelocal(qos, _IGNORE_PARTICIPANT)
        _set_userdata(qos, user_data, len(user_data))
        yield qos
    finally:
        _delete(qos)


def read_endpoint_qos(qos: c_void_p) -> EndpointQos:
    """Return what a discovered endpoint announced. Discovery does not carry its history: depth stays at 1."""
    kind, number = c_int(0), c_int64(0)
    deadline, lifespan, lease = c_int64(INFINITE_NS), c_int64(INFINITE_NS), c_int64(INFINITE_NS)
    liveliness, durability = c_int(0), c_int(0)
    _get_reliability(qos, byref(kind), byref(number))
    _get_durability(qos, byref(durability))
    _get_deadline(qos, byref(deadline))
    _get_lifespan(qos, byref(lifespan))
    _get_liveliness(qos, byref(liveliness), byref(lease))
    return EndpointQos(
        reliable=kind.value == _RELIABLE,
        transient_local=durability.value >= _TRANSIENT_LOCAL,
        deadline_ns=deadline.value,
        lifespan_ns=lifespan.value,
        manual_liveliness=liveliness.value == _MANUAL_BY_TOPIC,
        lease_ns=lease.value,
    )


def read_user_data(qos: c_void_p) -> dict[str, str]:
    """Return USER_DATA's `key=value;` pairs, empty when there are none."""
    pointer, size = c_void_p(), c_size_t(0)
    if not qos or not _get_userdata(qos, byref(pointer), byref(size)) or not pointer.value:
        return {}
    text = ctypes.string_at(pointer.value, size.value).decode("ascii", "replace")
    free(pointer)
    return dict(pair.split("=", 1) for pair in text.split(";") if "=" in pair)
