# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Service clients."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from embedded_ros.dds.participant import Participant
from embedded_ros.dds.service import ClientEnd
from embedded_ros.interfaces import deserialize, serialize
from embedded_ros.outside import Outside

from rclpy import entity
from rclpy.callback_groups import CallbackGroup
from rclpy.logging import get_logger
from rclpy.qos import QoSProfile
from rclpy.task import Future
from rclpy.type_support import _describe_service

if TYPE_CHECKING:
    from rclpy.context import Context

_MATCH_POLL_S = 0.01  # endpoints match a moment after discovery has told of them


class Client(entity.Entity):
    """Calls one service. Made by `Node.create_client`."""

    handle = Outside("there is no C object behind it")
    configure_introspection = Outside("service events are published by ROS 2 alone")

    _kind = entity.CLIENT

    def __init__(
        self,
        context: Context,
        participant: Participant,
        srv_type: Any,
        srv_name: str,
        qos_profile: QoSProfile,
        callback_group: CallbackGroup,
        logger_name: str,
    ) -> None:
        super().__init__(callback_group)
        self.context = context
        self.srv_type = srv_type
        self.srv_name = srv_name
        self.qos_profile = qos_profile
        self._logger_name = logger_name
        self._participant = participant
        self._end = ClientEnd(participant, srv_name, _describe_service(srv_type), qos_profile._to_endpoint())
        self._condition = self._end.reader.filled
        self._pending_requests: dict[int, Future] = {}
        self._lock = threading.Lock()

    @property
    def service_name(self) -> str:
        """Return the fully qualified service."""
        return self.srv_name

    def call(self, request: Any, timeout_sec: float | None = None) -> Any:
        """Call and block until the response is there, None if it does not come; another thread must spin."""
        done = threading.Event()
        future = self.call_async(request)
        future.add_done_callback(lambda _: done.set())
        if not done.wait(timeout_sec):
            self.remove_pending_request(future)
        return future.result()

    def call_async(self, request: Any) -> Future:
        """Send a request; the future gets the response while an executor spins the node."""
        if not isinstance(request, self.srv_type.Request):
            raise TypeError(f"Expected {self.srv_type.Request}, got {type(request)}")
        self._require_alive()
        future = Future()

        def expect(number: int) -> None:
            with self._lock:
                self._pending_requests[number] = future

        self._end.send(serialize(request), expect)
        future.add_done_callback(self.remove_pending_request)
        return future

    def get_pending_request(self, sequence_number: int) -> Future:
        """Return the future of a request; KeyError when it is not pending."""
        with self._lock:
            return self._pending_requests[sequence_number]

    def remove_pending_request(self, future: Future) -> None:
        """Forget a request: its response will be dropped."""
        with self._lock:
            for number, pending in self._pending_requests.items():
                if pending is future:
                    del self._pending_requests[number]
                    break

    def service_is_ready(self) -> bool:
        """Return whether a server can be reached."""
        self._require_alive()
        self.context._require_ok(f"look for {self.srv_name}")
        return self._end.server_is_ready()

    def wait_for_service(self, timeout_sec: float | None = None) -> bool:
        """Wait for a server; False when none came in time. RCLError when the context is shut down."""
        deadline = None if timeout_sec is None else time.monotonic() + timeout_sec
        changed = self._participant.discovery.changed
        while not self.service_is_ready():
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return False
            with changed:
                changed.wait(_MATCH_POLL_S if left is None else min(left, _MATCH_POLL_S))
        return True

    def _take(self) -> Callable[[], Any] | None:
        reply = self._end.take()
        return None if reply is None else lambda: self._deliver(*reply)

    def _deliver(self, number: int, payload: bytes) -> None:
        with self._lock:
            future = self._pending_requests.get(number)
        if future is None:
            return
        try:
            response = deserialize(payload, self.srv_type.Response)
        except Exception as error:
            get_logger(self._logger_name).error(
                f"skipped a response of '{self.srv_name}': {error}", throttle_duration_sec=1.0
            )
            return
        future._set_executor(self._executor())
        future.set_result(response)

    def destroy(self) -> None:
        """Delete the client; `Node.destroy_client` calls this."""
        if not self._destroyed:
            super().destroy()
            self._end.close()
