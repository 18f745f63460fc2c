# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""TFRecord files and the `tf.train.Example` messages in them, without TensorFlow.

A record is its length (8 bytes, little endian), a masked CRC-32C of that (4), the message, its CRC (4).

Source: github.com/tensorflow/tensorflow, tensorflow/core/lib/io/record_writer.h and
tensorflow/core/example/{example,feature}.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

from training.episodes.errors import DatasetError

HEADER, FOOTER = 12, 4
POLYNOMIAL = 0x82F63B78
FIELD = descriptor_pb2.FieldDescriptorProto
LISTS = (("bytes_list", FIELD.TYPE_BYTES), ("float_list", FIELD.TYPE_FLOAT), ("int64_list", FIELD.TYPE_INT64))


def record_places(path: Path) -> list[tuple[int, int]]:
    """Offset and length of every record.

    Raises:
        DatasetError: it cannot be read, is no TFRecord file, or is cut.
    """
    places = []
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            while (offset := file.tell()) < size:
                header = file.read(HEADER)
                length, crc = struct.unpack("<QI", header) if len(header) == HEADER else (0, 0)
                if len(header) < HEADER or crc != _masked_crc32c(header[:8]):
                    raise DatasetError(f"{path}: no TFRecord file, or damaged at byte {offset}")
                if offset + HEADER + length + FOOTER > size:
                    raise DatasetError(f"{path}: cut within the record at byte {offset}")
                places.append((offset + HEADER, length))
                file.seek(length + FOOTER, 1)
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror})") from None
    return places


def read_example(path: Path, offset: int, length: int) -> Mapping[str, Any]:
    """Feature name to its values: an array of numbers, or a list of bytes.

    Raises:
        DatasetError: the record cannot be read or is no example.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            example = _EXAMPLE.FromString(file.read(length))
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror})") from None
    except DecodeError:
        raise DatasetError(f"{path}: the record at byte {offset} is no example") from None
    return {name: _values(feature) for name, feature in example.features.feature.items()}


def _values(feature: Any) -> Any:
    kind = feature.WhichOneof("kind")
    if kind is None:
        return np.zeros(0)
    values = getattr(feature, kind).value
    return list(values) if kind == "bytes_list" else np.array(values)


def _masked_crc32c(content: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (POLYNOMIAL if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def _example_class() -> Any:
    """The message `Example`: features by name, each a list of bytes, floats or integers."""
    file = descriptor_pb2.FileDescriptorProto(
        name="sgw_example.proto", package="sgw_tfrecord", syntax="proto3"
    )
    for name, kind in LISTS:
        values = file.message_type.add(name=name.title().replace("_", ""))
        values.field.add(name="value", number=1, label=FIELD.LABEL_REPEATED, type=kind)
    feature = file.message_type.add(name="Feature")
    feature.oneof_decl.add(name="kind")
    for number, (name, _) in enumerate(LISTS, start=1):
        path = f".sgw_tfrecord.{name.title().replace('_', '')}"
        _message_field(feature, name, number, path).oneof_index = 0
    features = file.message_type.add(name="Features")
    entry = features.nested_type.add(name="FeatureEntry", options={"map_entry": True})
    entry.field.add(name="key", number=1, label=FIELD.LABEL_OPTIONAL, type=FIELD.TYPE_STRING)
    _message_field(entry, "value", 2, ".sgw_tfrecord.Feature")
    _message_field(features, "feature", 1, ".sgw_tfrecord.Features.FeatureEntry").label = FIELD.LABEL_REPEATED
    _message_field(file.message_type.add(name="Example"), "features", 1, ".sgw_tfrecord.Features")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("sgw_tfrecord.Example"))


def _message_field(message: Any, name: str, number: int, kind: str) -> Any:
    return message.field.add(
        name=name, number=number, label=FIELD.LABEL_OPTIONAL, type=FIELD.TYPE_MESSAGE, type_name=kind
    )


_EXAMPLE = _example_class()
