# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Service servers."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from embedded_ros.dds.participant import Participant
from embedded_ros.dds.service import RequestId, ServerEnd
from embedded_ros.interfaces import deserialize, serialize
from embedded_ros.outside import Outside

from rclpy import entity
from rclpy.callback_groups import CallbackGroup
from rclpy.logging import get_logger
from rclpy.qos import QoSProfile
from rclpy.type_support import _describe_service


class Service(entity.Entity):
    """Answers the requests of one service. Made by `Node.create_service`."""

    handle = Outside("there is no C object behind it")
    configure_introspection = Outside("service events are published by ROS 2 alone")

    _kind = entity.SERVICE

    def __init__(
        self,
        participant: Participant,
        srv_type: Any,
        srv_name: str,
        callback: Callable[[Any, Any], Any],
        callback_group: CallbackGroup,
        qos_profile: QoSProfile,
        logger_name: str,
    ) -> None:
        super().__init__(callback_group)
        self.srv_type = srv_type
        self.srv_name = srv_name
        self.callback = callback
        self.qos_profile = qos_profile
        self._logger_name = logger_name
        self._end = ServerEnd(participant, srv_name, _describe_service(srv_type), qos_profile._to_endpoint())
        self._condition = self._end.reader.filled

    @property
    def service_name(self) -> str:
        """Return the fully qualified service."""
        return self.srv_name

    def send_response(self, response: Any, header: RequestId) -> None:
        """Answer a request later than its callback."""
        if not isinstance(response, self.srv_type.Response):
            raise TypeError(f"Expected {self.srv_type.Response}, got {type(response)}")
        self._require_alive()
        if lost := self._end.send(header, serialize(response)):
            get_logger(self._logger_name).warning(
                f"the answer to a request to '{self.srv_name}' is lost: {lost}", throttle_duration_sec=1.0
            )

    def _take(self) -> Callable[[], Any] | None:
        taken = self._end.take()
        return None if taken is None else lambda: self._deliver(taken[0], taken[1])

    def _deliver(self, header: RequestId, payload: bytes) -> Any:
        try:
            request = deserialize(payload, self.srv_type.Request)
        except Exception as error:
            get_logger(self._logger_name).error(
                f"skipped a request to '{self.srv_name}': {error}", throttle_duration_sec=1.0
            )
            return None
        response = self.callback(request, self.srv_type.Response())
        if inspect.isawaitable(response):
            return self._answer_later(response, header)
        self.send_response(response, header)
        return None

    async def _answer_later(self, response: Any, header: RequestId) -> None:
        self.send_response(await response, header)

    def destroy(self) -> None:
        """Delete the service; `Node.destroy_service` calls this."""
        if not self._destroyed:
            super().destroy()
            self._end.close()
