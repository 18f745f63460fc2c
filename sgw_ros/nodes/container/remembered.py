# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a container had loaded, in a file, so that it comes back with it when its process was killed.

Whoever starts the process again cannot know what was loaded since, and a client that calls `load_node`
may still be connected to the dead process: only the container itself can do this without a race.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from composition_interfaces.srv import LoadNode
from rosidl_runtime_py.convert import message_to_ordereddict
from rosidl_runtime_py.set_message import set_message_fields

from sgw_ros.core.errors import ConfigError


class Remembered:
    """The load requests that hold, by id and in order; the file is replaced whole on every change.

    A file that cannot be written is told to `on_fault`, and nobody is kept from loading.
    """

    def __init__(self, path: Path, on_fault: Callable[[str], object]) -> None:
        self._path, self._on_fault = path, on_fault
        self._requests: dict[int, Any] = {}
        self._waiting: list[Any] = []

    def from_last_time(self) -> Iterator[LoadNode.Request]:
        """What the process before this one had loaded, to be loaded again; nothing after an orderly end.

        Raises:
            ConfigError: when the file is not one of ours.
        """
        try:
            self._waiting = json.loads(self._path.read_text(encoding="utf-8"))
            requests = [_request(values) for values in self._waiting]
        except FileNotFoundError:
            return
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise ConfigError(f"{self._path}: holds no load requests ({error}); delete it") from None
        for request in requests:
            yield request
            # Only now: a process killed meanwhile must not leave the rest out.
            self._waiting.pop(0)
            self._write()

    def add(self, unique_id: int, request: LoadNode.Request) -> None:
        """A node is loaded."""
        self._requests[unique_id] = message_to_ordereddict(request)
        self._write()

    def remove(self, unique_id: int) -> None:
        """A node is unloaded."""
        self._requests.pop(unique_id, None)
        self._write()

    def forget(self) -> None:
        """The container ends as it should: the next one starts empty."""
        self._attempt(partial(self._path.unlink, missing_ok=True))

    def _write(self) -> None:
        self._attempt(self._replace)

    def _replace(self) -> None:
        new = self._path.with_name(f"{self._path.name}.new")
        new.write_text(json.dumps([*self._requests.values(), *self._waiting], indent=1), encoding="utf-8")
        os.replace(new, self._path)

    def _attempt(self, change: Callable[[], object]) -> None:
        try:
            change()
        except OSError as error:
            self._on_fault(f"{self._path}: {error.strerror}; what is loaded now is not remembered")


def _request(values: Any) -> LoadNode.Request:
    request = LoadNode.Request()
    set_message_fields(request, copy.deepcopy(values))  # ROS 2 puts messages into the lists it is given
    return request
