# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Services on DDS: a request and a reply topic; each payload carries who asked and a sequence number."""

from __future__ import annotations

import itertools
import struct
import time
from collections.abc import Callable
from ctypes import c_uint64
from typing import TYPE_CHECKING, Any, NamedTuple

from embedded_ros.dds import names, native
from embedded_ros.dds.endpoint import Reader, Writer
from embedded_ros.dds.qos import EndpointQos, read_user_data

if TYPE_CHECKING:
    from embedded_ros.dds.participant import Participant

_HEADER = struct.Struct("<Qq")  # the client's handle, the sequence number
REPLY_MATCH_S = 2.0
"""How long a server waits, once, until it has discovered a client's reply reader: long on a busy machine."""
_numbers = itertools.count(1)


class RequestId(NamedTuple):
    """Names one request: the client's handle, its sequence number, and the writer it came from."""

    client: int
    sequence_number: int
    publication_handle: int


class ServiceType(NamedTuple):
    """What DDS needs to know of a service: type names and USER_DATA hashes of its two halves."""

    request: str
    response: str
    request_hash: str
    response_hash: str


def _frame(client: int, number: int, payload: bytes) -> bytes:
    return payload[:4] + _HEADER.pack(client, number) + payload[4:]


def _user_data(key: str, identity: str, type_hash: str) -> str:
    return f"{key}={identity};" + (f"typehash={type_hash};" if type_hash else "")


def _matched(function: Callable[..., int], entity: int) -> list[int]:
    handles = (c_uint64 * 32)()
    count = function(entity, handles, len(handles))
    if count > len(handles):
        handles = (c_uint64 * (2 * count))()
        count = function(entity, handles, len(handles))
    return list(handles[: max(0, count)])


def _announced(function: Callable[..., Any], entity: int, peer: int, key: str) -> str | None:
    """Return what a matched endpoint says under `key`, '' when it says nothing, None when it is gone."""
    endpoint = function(entity, peer)
    if not endpoint:
        return None
    try:
        return read_user_data(endpoint.contents.qos).get(key, "")
    finally:
        native.free_endpoint(endpoint)


class ServiceEnd:
    """A writer and a reader that belong to one client or server."""

    def __init__(
        self, participant: Participant, service: str, kind: ServiceType, qos: EndpointQos, *, server: bool
    ) -> None:
        identity = participant.unique_service_id()
        key = "serviceid" if server else "clientid"
        request = (
            names.request_name(service),
            kind.request,
            qos,
            _user_data(key, identity, kind.request_hash),
        )
        reply = (names.reply_name(service), kind.response, qos, _user_data(key, identity, kind.response_hash))
        self.writer = Writer(participant, *(reply if server else request))
        self.reader = Reader(participant, *(request if server else reply))

    def _take(self) -> tuple[RequestId, bytes, int] | None:
        while (received := self.reader.take()) is not None:
            payload = received.payload
            if len(payload) >= 4 + _HEADER.size:
                client, number = _HEADER.unpack_from(payload, 4)
                body = payload[:4] + payload[4 + _HEADER.size :]
                return (
                    RequestId(client, number, received.publication_handle),
                    body,
                    received.source_timestamp_ns,
                )
        return None

    def close(self) -> None:
        """Delete both endpoints."""
        self.reader.close()
        self.writer.close()


class ClientEnd(ServiceEnd):
    """Asks and hears the replies that are its own."""

    def __init__(self, participant: Participant, service: str, kind: ServiceType, qos: EndpointQos) -> None:
        super().__init__(participant, service, kind, qos, server=False)
        self._client = self.writer.instance_handle()

    def send(self, payload: bytes, announce: Callable[[int], None]) -> int:
        """Send a request and return its number; `announce(number)` runs before the reply can arrive."""
        number = next(_numbers)
        announce(number)
        self.writer.write(_frame(self._client, number, payload))
        return number

    def take(self) -> tuple[int, bytes] | None:
        """Return (sequence number, CDR) of the next reply to this client; those to others are dropped."""
        while (taken := self._take()) is not None:
            request, body, _ = taken
            if request.client == self._client:
                return request.sequence_number, body
        return None

    def server_is_ready(self) -> bool:
        """Return whether one server has matched both ends, so that neither request nor reply is lost."""
        readers = _matched(native.matched_subscriptions, self.writer.handle)
        writers = _matched(native.matched_publications, self.reader.handle)
        if not readers or not writers:
            return False
        fetch = native.matched_subscription_data
        servers = {_announced(fetch, self.writer.handle, reader, "serviceid") for reader in readers} - {
            None,
            "",
        }
        if not servers:
            return True  # a server that announces no id
        fetch = native.matched_publication_data
        return any(
            _announced(fetch, self.reader.handle, writer, "serviceid") in servers for writer in writers
        )


class ServerEnd(ServiceEnd):
    """Hears requests and answers each to the client it came from."""

    def __init__(self, participant: Participant, service: str, kind: ServiceType, qos: EndpointQos) -> None:
        super().__init__(participant, service, kind, qos, server=True)
        self._reachable: set[int] = set()
        self._given_up: set[int] = set()

    def take(self) -> tuple[RequestId, bytes, int] | None:
        """Return (id, CDR, the client's clock in ns) of the oldest request."""
        return self._take()

    def send(self, request: RequestId, payload: bytes) -> str:
        """Answer `request`; returns why that could not be done, '' when it was."""
        lost = self._wait_until_reachable(request.publication_handle)
        if not lost:
            self.writer.write(_frame(request.client, request.sequence_number, payload))
        return lost

    def _wait_until_reachable(self, publication: int) -> str:
        """Wait until the reply reader of a client that was only just discovered has matched, too.

        Returns why it does not. Who has waited in vain once waits no more: other requests must not suffer.
        """
        if publication in self._reachable:
            return ""
        patience_s = 0.0 if publication in self._given_up else REPLY_MATCH_S
        deadline_s = time.monotonic() + patience_s
        while True:
            client = _announced(native.matched_publication_data, self.reader.handle, publication, "clientid")
            if client is None:
                return "its client is gone"
            if client == "" or self._hears(client):
                self._reachable.add(publication)
                return ""
            if time.monotonic() > deadline_s:
                self._given_up.add(publication)
                return f"its client was not ready to hear it within {REPLY_MATCH_S:.0f} s"
            time.sleep(0.005)

    def _hears(self, client: str) -> bool:
        readers = _matched(native.matched_subscriptions, self.writer.handle)
        fetch = native.matched_subscription_data
        return any(_announced(fetch, self.writer.handle, reader, "clientid") == client for reader in readers)
