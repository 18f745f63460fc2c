# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""ROS 2 discovery variables as a Cyclone DDS configuration, fragment for fragment as rmw_cyclonedds.

One setting is added: larger datagrams.
"""

import fcntl
import os
import socket
import struct
from collections.abc import Mapping
from html import escape

MAX_DOMAIN_ID = 232  # above it the well-known UDP ports run past 65535


# Cyclone 11 drops what arrives by an interface it has not selected, and the older Cyclone of rmw_cyclonedds
# says hello to 127.0.0.1 alone: without the loopback a ROS 2 node that starts later is never discovered.
_BOTH_INTERFACES = (
    '<Interfaces><NetworkInterface autodetermine="true"/><NetworkInterface name="lo"/></Interfaces>'
)
_SIOCGIFADDR = 0x8915

# Cyclone's own 14,720 octets make 69 datagrams of a 640x480 image, and sending each wakes the receiver. Lost
# ones are still asked for again in fragments of 1,344 octets.
_DATAGRAM = "<MaxMessageSize>65500B</MaxMessageSize>"


class DiscoveryConfigurationError(ValueError):
    """An environment variable that steers discovery has a value that cannot be used."""


def domain_id(environment: Mapping[str, str] = os.environ) -> int:
    """Return the DDS domain named by ROS_DOMAIN_ID, 0 when it is unset or empty.

    Raises:
        DiscoveryConfigurationError: it is no integer in 0..232.
    """
    text = environment.get("ROS_DOMAIN_ID", "").strip()
    if not text:
        return 0
    if not text.isdigit() or int(text) > MAX_DOMAIN_ID:
        raise DiscoveryConfigurationError(
            f"ROS_DOMAIN_ID is {text!r}: set it to a number from 0 to {MAX_DOMAIN_ID} or unset it"
        )
    return int(text)


def discovery_range(environment: Mapping[str, str] = os.environ) -> str:
    """Return SUBNET, LOCALHOST, OFF or SYSTEM_DEFAULT; ROS_LOCALHOST_ONLY=1 wins over the newer variable.

    Raises:
        DiscoveryConfigurationError: ROS_AUTOMATIC_DISCOVERY_RANGE names none of them.
    """
    if environment.get("ROS_LOCALHOST_ONLY") == "1":
        return "LOCALHOST"
    value = environment.get("ROS_AUTOMATIC_DISCOVERY_RANGE", "").strip().upper() or "SUBNET"
    if value not in ("SUBNET", "LOCALHOST", "OFF", "SYSTEM_DEFAULT"):
        raise DiscoveryConfigurationError(
            f"ROS_AUTOMATIC_DISCOVERY_RANGE is {value!r}: use SUBNET, LOCALHOST, OFF or SYSTEM_DEFAULT"
        )
    return value


def cyclone_configuration(environment: Mapping[str, str] = os.environ) -> str:
    """Return the configuration for `dds_create_domain`: ROS's settings, then CYCLONEDDS_URI, which wins."""
    own_uri = environment.get("CYCLONEDDS_URI", "")
    reach = discovery_range(environment)
    if reach == "SYSTEM_DEFAULT":
        return own_uri
    peers = [peer for peer in environment.get("ROS_STATIC_PEERS", "").split(";") if peer]
    general = _DATAGRAM if reach == "SUBNET" else _DATAGRAM + "<AllowMulticast>false</AllowMulticast>"
    if reach == "LOCALHOST" and not own_uri and _is_networked():
        general += _BOTH_INTERFACES
    if reach == "OFF":
        discovery = f"<ParticipantIndex>none</ParticipantIndex><Tag>ros_discovery_off_{os.getpid()}</Tag>"
        peers = []
    else:
        discovery = (
            "<ParticipantIndex>auto</ParticipantIndex><MaxAutoParticipantIndex>32</MaxAutoParticipantIndex>"
        )
    if reach == "LOCALHOST":
        peers = ["localhost", *peers]
    if peers:
        addresses = "".join(f'<Peer address="{escape(peer)}"/>' for peer in peers)
        discovery += f"<Peers>{addresses}</Peers>"
    domain = f"<General>{general}</General><Discovery>{discovery}</Discovery>"
    return f"<CycloneDDS><Domain>{domain}</Domain></CycloneDDS>,{own_uri}"


def _is_networked() -> bool:
    """Return whether an interface other than the loopback has an IPv4 address; Cyclone refuses `lo` twice."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(probe, _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue  # it has no address
            if answer[20] != 127:
                return True
    return False
