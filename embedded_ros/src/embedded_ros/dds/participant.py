# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A DDS participant, one per ROS context, that all its nodes share."""

import ctypes
import itertools
import threading

from embedded_ros.dds import native
from embedded_ros.dds.configuration import cyclone_configuration
from embedded_ros.dds.discovery import Discovery
from embedded_ros.dds.native import check
from embedded_ros.dds.qos import participant_qos
from embedded_ros.dds.receiving import shorten_slices

_domains: dict[int, list[int]] = {}  # domain id -> its handle and the number of participants in it
_domains_lock = threading.Lock()


def _open_domain(domain_id: int) -> None:
    """Configure a domain for its first participant; the next ones find it as it is."""
    with _domains_lock:
        if domain_id not in _domains:
            handle = native.create_domain(domain_id, cyclone_configuration().encode())
            _domains[domain_id] = [check(handle, f"open DDS domain {domain_id}"), 0]
        _domains[domain_id][1] += 1


def _close_domain(domain_id: int) -> None:
    """End the domain's threads after its last participant."""
    with _domains_lock:
        _domains[domain_id][1] -= 1
        if _domains[domain_id][1] == 0:
            native.delete(_domains.pop(domain_id)[0])


def guid_of(entity: int) -> bytes:
    """Return the 16-byte DDS GUID of an entity."""
    buffer = ctypes.create_string_buffer(16)
    check(native.get_guid(entity, buffer), "read a GUID")
    return buffer.raw


class Participant:
    """The process's presence in one DDS domain: publisher, subscriber, discovery and unique service ids."""

    def __init__(self, domain_id: int, enclave: str = "/") -> None:
        _open_domain(domain_id)
        self._domain_id = domain_id
        with participant_qos(f"enclave={enclave};".encode()) as qos:
            self.handle = check(
                native.create_participant(domain_id, qos, None), f"join DDS domain {domain_id}"
            )
        self.guid = guid_of(self.handle)
        self.publisher = check(native.create_publisher(self.handle, None, None), "create a DDS publisher")
        self.subscriber = check(native.create_subscriber(self.handle, None, None), "create a DDS subscriber")
        self._service_numbers = itertools.count(1)
        self.discovery = Discovery(self.handle, self.guid)
        shorten_slices()

    def unique_service_id(self) -> str:
        """Return the id that a client's (or server's) reader and writer share: 16 hex bytes joined by '.'."""
        raw = self.guid[:12] + next(self._service_numbers).to_bytes(4, "big")
        return ".".join(f"{octet:x}" for octet in raw)

    def close(self) -> None:
        """Leave the domain; the others hear of it at once instead of waiting for the lease to end."""
        self.discovery.close()
        native.delete(self.handle)
        _close_domain(self._domain_id)
