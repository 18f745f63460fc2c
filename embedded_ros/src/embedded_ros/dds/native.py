# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The C functions of Cyclone DDS that the other modules call, with their types.

ctypes releases the interpreter lock around each call, so a write that waits for a slow reader, or a wait
set that waits for data, stops only its own thread. Calls that never wait keep it: giving it up beside a
thread that computes costs up to 5 ms each time.
"""

import ctypes
import importlib.util
import sys
import types
from collections.abc import Callable
from ctypes import (
    POINTER,
    c_bool,
    c_char_p,
    c_int32,
    c_int64,
    c_size_t,
    c_ssize_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from typing import Any

INFINITE_NS = 2**63 - 1
CYCLONE_HANDLE = 0x7FFF0000 + 256  # parent of wait sets and guard conditions that belong to no participant
RETCODE_TIMEOUT = -10
ANY_STATE = 0x7F  # every sample, view and instance state
NOT_ALIVE_STATES = 0x60  # instance state bits: disposed, no writers


class DdsError(RuntimeError):
    """Cyclone DDS refused an operation; `code` is its DDS_RETCODE."""

    def __init__(self, code: int, doing: str) -> None:
        reason = _strretcode(-code)
        super().__init__(f"cannot {doing}: {reason.decode() if reason else code}")
        self.code = code


def _import_binding() -> tuple[ctypes.CDLL, Any]:
    """Import `cyclonedds.internal` and `._clayer` alone.

    The package's `__init__` imports asyncio, ssl and the whole IDL compiler, most of the start-up time of a
    node; a bare package stands in for it during this import, and a later `import cyclonedds` runs the real
    one.
    """
    if "cyclonedds" not in sys.modules:
        spec = importlib.util.find_spec("cyclonedds")
        if spec is None or spec.submodule_search_locations is None:
            raise ImportError("embedded_ros needs cyclonedds: pip install cyclonedds==11.0.1")
        bare = types.ModuleType("cyclonedds")
        bare.__path__ = list(spec.submodule_search_locations)
        sys.modules["cyclonedds"] = bare
        try:
            from cyclonedds import _clayer, internal
        finally:
            del sys.modules["cyclonedds"]
    else:
        from cyclonedds import _clayer, internal
    return internal.DDS._dll_handle, _clayer


def _keep_large_blocks() -> None:
    """Let glibc reuse the memory of images instead of returning it to the kernel after each one.

    A 640x480 colour image passes through three fresh blocks above the mmap threshold, and faulting their
    pages in again costs several times what copying does.
    """
    m_trim_threshold, m_mmap_threshold = -1, -3
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:
        return  # another C library
    mallopt(m_mmap_threshold, 32 << 20)
    mallopt(m_trim_threshold, 32 << 20)


_shared, clayer = _import_binding()
# Functions of our own: `import cyclonedds` later on gives other argument types to the shared ones.
dll = ctypes.CDLL(_shared._name, handle=_shared._handle)
_dll_with_lock = ctypes.PyDLL(_shared._name, handle=_shared._handle)
_keep_large_blocks()


def declare(name: str, result: Any, *arguments: Any, waits: bool = True) -> Callable[..., Any]:
    """Return a C function with its result and argument types; `waits=False` keeps the interpreter lock."""
    function = getattr(dll if waits else _dll_with_lock, name)
    function.restype = result
    function.argtypes = list(arguments)
    return function  # type: ignore[no-any-return]


def check(code: int, doing: str) -> int:
    """Return `code` (a handle or a count), or raise DdsError saying what could not be done."""
    if code < 0:
        raise DdsError(code, doing)
    return code


class Sample(ctypes.Structure):
    """What the binding's opaque type hands to `dds_write`: a pointer to CDR bytes and their count."""

    _fields_ = [("data", c_char_p), ("size", c_size_t)]


class BuiltinEndpoint(ctypes.Structure):
    """A sample of the built-in topics DCPSPublication and DCPSSubscription."""

    _fields_ = [
        ("key", ctypes.c_ubyte * 16),
        ("participant_key", ctypes.c_ubyte * 16),
        ("participant_instance_handle", c_uint64),
        ("topic_name", c_char_p),
        ("type_name", c_char_p),
        ("qos", c_void_p),
    ]


class BuiltinParticipant(ctypes.Structure):
    """A sample of the built-in topic DCPSParticipant."""

    _fields_ = [("key", ctypes.c_ubyte * 16), ("qos", c_void_p)]


class SampleInfo(ctypes.Structure):
    """`dds_sample_info_t`."""

    _fields_ = [
        ("sample_state", c_uint32),
        ("view_state", c_uint32),
        ("instance_state", c_uint32),
        ("valid_data", c_bool),
        ("source_timestamp", c_int64),
        ("instance_handle", c_uint64),
        ("publication_handle", c_uint64),
        ("disposed_generation_count", c_uint32),
        ("no_writers_generation_count", c_uint32),
        ("sample_rank", c_uint32),
        ("generation_rank", c_uint32),
        ("absolute_generation_rank", c_uint32),
    ]


_entity, _qos, _listener = c_int32, c_void_p, c_void_p

_strretcode = declare("dds_strretcode", c_char_p, c_int32)
create_domain = declare("dds_create_domain", _entity, c_uint32, c_char_p)
create_participant = declare("dds_create_participant", _entity, c_uint32, _qos, _listener)
create_publisher = declare("dds_create_publisher", _entity, _entity, _qos, _listener)
create_subscriber = declare("dds_create_subscriber", _entity, _entity, _qos, _listener)
create_writer = declare("dds_create_writer", _entity, _entity, _entity, _qos, _listener)
create_reader = declare("dds_create_reader", _entity, _entity, _entity, _qos, _listener)
create_readcondition = declare("dds_create_readcondition", _entity, _entity, c_uint32)
create_waitset = declare("dds_create_waitset", _entity, _entity)
create_guardcondition = declare("dds_create_guardcondition", _entity, _entity)
delete = declare("dds_delete", c_int32, _entity)
write = declare("dds_write", c_int32, _entity, POINTER(Sample))
wait_for_acks = declare("dds_wait_for_acks", c_int32, _entity, c_int64)
assert_liveliness = declare("dds_assert_liveliness", c_int32, _entity)
get_guid = declare("dds_get_guid", c_int32, _entity, c_void_p)
get_instance_handle = declare("dds_get_instance_handle", c_int32, _entity, POINTER(c_uint64))
set_status_mask = declare("dds_set_status_mask", c_int32, _entity, c_uint32)
take_status = declare("dds_take_status", c_int32, _entity, POINTER(c_uint32), c_uint32)
waitset_attach = declare("dds_waitset_attach", c_int32, _entity, _entity, c_ssize_t)
waitset_detach = declare("dds_waitset_detach", c_int32, _entity, _entity)
waitset_wait = declare("dds_waitset_wait", c_int32, _entity, POINTER(c_ssize_t), c_size_t, c_int64)
waitset_look = declare(
    "dds_waitset_wait", c_int32, _entity, POINTER(c_ssize_t), c_size_t, c_int64, waits=False
)
raise_guardcondition = declare("dds_set_guardcondition", c_int32, _entity, c_bool)
lower_guardcondition = declare("dds_set_guardcondition", c_int32, _entity, c_bool, waits=False)
take = declare("dds_take", c_int32, _entity, POINTER(c_void_p), POINTER(SampleInfo), c_size_t, c_uint32)
return_loan = declare("dds_return_loan", c_int32, _entity, POINTER(c_void_p), c_int32)
matched_subscriptions = declare(
    "dds_get_matched_subscriptions", c_int32, _entity, POINTER(c_uint64), c_size_t
)
matched_publications = declare("dds_get_matched_publications", c_int32, _entity, POINTER(c_uint64), c_size_t)
matched_subscription_data = declare(
    "dds_get_matched_subscription_data", POINTER(BuiltinEndpoint), _entity, c_uint64
)
matched_publication_data = declare(
    "dds_get_matched_publication_data", POINTER(BuiltinEndpoint), _entity, c_uint64
)
free_endpoint = declare("dds_builtintopic_free_endpoint", None, POINTER(BuiltinEndpoint))
free = declare("dds_free", None, c_void_p)
