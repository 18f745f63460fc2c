# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Topics whose payload is any CDR: a one-octet final struct registered under the ROS type's name.

Cyclone checks that an incoming payload starts with one octet and hands the whole of it on, so serialisation
stays with the interfaces package. The XTypes description is the same for all topics; only names and QoS
decide matching.
"""

from functools import cache

from embedded_ros.dds import native

# The serialised TypeInformation and TypeMapping that cyclonedds 11.0.1 makes for
#   @final class Opaque(IdlStruct, typename="embedded_ros::Opaque"): octet: uint8
# kept as bytes because making them imports the binding's IDL compiler.
_TYPE_INFORMATION = bytes.fromhex(
    "6000000001100040280000002400000014000000f1c85afe1e97b8cf6d9102c338207e002700000000000000040000000000"
    "000002100040280000002400000014000000f2d8270efbbd3aff5d293c443d48ce004c000000000000000400000000000000"
)
_TYPE_MAPPING = bytes.fromhex(
    "3b00000001000000f1c85afe1e97b8cf6d9102c338207e0023000000f1510100010000000000000013000000010000000b00"
    "00000000000001000de7e4b902006000000001000000f2d8270efbbd3aff5d293c443d48ce0048000000f25101001d000000"
    "0000000015000000656d6265646465645f726f733a3a4f7061717565000000001c00000001000000140000000000000001"
    "000d00060000006f637465740000002200000001000000f2d8270efbbd3aff5d293c443d48cef1c85afe1e97b8cf6d9102c3"
    "38207e"
)


class _Description:
    """The attributes that the binding reads from a data type when it registers a topic."""

    data_type_props = 0  # no keys
    supported_versions = 5  # XCDR1 and XCDR2
    _xt_bytedata = (_TYPE_INFORMATION, _TYPE_MAPPING)

    def __init__(self, type_name: str) -> None:
        self.idl_transformed_typename = type_name


@cache
def _data_type(type_name: str) -> type:
    return type("Opaque", (), {"__idl__": _Description(type_name)})


def create_topic(participant: int, name: str, type_name: str) -> int:
    """Return the handle of a topic; delete it once the endpoint exists, which keeps it alive.

    Raises:
        DdsError: the participant already has the topic with another type.
    """
    handle: int = native.clayer.ddspy_topic_create(participant, name, _data_type(type_name), None, None)
    return native.check(handle, f"create topic {name} with type {type_name}")
