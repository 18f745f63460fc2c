# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The journal's bytes: tuples, dicts, texts and numbers as a pickle that can hold nothing else.

Decimals would take longer than the rest of a commit and twice the room, so the body is no JSON. The
reader knows no class and no function: a pickle that names one is refused before anything of it runs.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

PROTOCOL = 4
"""The same bytes for every Python from 3.8 on."""
DAMAGED = (
    pickle.UnpicklingError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    EOFError,
    OverflowError,
    MemoryError,
)
"""What `unpack`, or using what it gave, raises on bytes that were not packed here."""


def pack(value: Any) -> bytes:
    """Plain values as bytes."""
    return pickle.dumps(value, PROTOCOL)


def unpack(body: bytes) -> Any:
    """Plain values from their bytes.

    Raises:
        pickle.UnpicklingError: for anything but plain values; others of `DAMAGED` for damaged bytes.
    """
    return _PlainValues(io.BytesIO(body)).load()


class _PlainValues(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"names {module}.{name}; only plain values belong here")
