# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Quality of service profiles and policies."""

from __future__ import annotations

import warnings
from enum import Enum, IntEnum
from typing import Any

from embedded_ros.dds.native import INFINITE_NS
from embedded_ros.dds.qos import EndpointQos
from embedded_ros.outside import Outside, outside_names

from rclpy.duration import Duration, Infinite


class QoSPolicyKind(IntEnum):
    """Names a policy in an event about incompatible QoS."""

    INVALID = 1
    DURABILITY = 2
    DEADLINE = 4
    LIVELINESS = 8
    RELIABILITY = 16
    HISTORY = 32
    LIFESPAN = 64


def qos_policy_name_from_kind(policy_kind: QoSPolicyKind | int) -> str:
    """Return the policy's name."""
    return QoSPolicyKind(policy_kind).name


class InvalidQoSProfileException(Exception):  # noqa: N818
    """A profile is made without what it needs."""

    def __init__(self, *args: Any) -> None:
        super().__init__("Invalid QoSProfile", *args)


class QoSPolicyEnum(IntEnum):
    """Base of the policies: lookup by short, lower-case names."""

    @classmethod
    def short_keys(cls) -> list[str]:
        """Return the policy's values in lower case."""
        return [name.lower() for name in cls.__members__]

    @classmethod
    def get_from_short_key(cls, name: str) -> int:
        """Return the value with this name, in any case."""
        return cls[name.upper()].value

    @property
    def short_key(self) -> str:
        """Return the value's name in lower case."""
        return self.name.lower()


class HistoryPolicy(QoSPolicyEnum):
    """How many samples are kept."""

    SYSTEM_DEFAULT = 0
    KEEP_LAST = 1
    KEEP_ALL = 2
    UNKNOWN = 3


class ReliabilityPolicy(QoSPolicyEnum):
    """Whether lost samples are sent again."""

    SYSTEM_DEFAULT = 0
    RELIABLE = 1
    BEST_EFFORT = 2
    UNKNOWN = 3
    BEST_AVAILABLE = 4


class DurabilityPolicy(QoSPolicyEnum):
    """Whether late subscribers get what was published before."""

    SYSTEM_DEFAULT = 0
    TRANSIENT_LOCAL = 1
    VOLATILE = 2
    UNKNOWN = 3
    BEST_AVAILABLE = 4


class LivelinessPolicy(QoSPolicyEnum):
    """How a publisher shows that it lives."""

    SYSTEM_DEFAULT = 0
    AUTOMATIC = 1
    MANUAL_BY_TOPIC = 3
    UNKNOWN = 4
    BEST_AVAILABLE = 5


QoSHistoryPolicy = HistoryPolicy
QoSReliabilityPolicy = ReliabilityPolicy
QoSDurabilityPolicy = DurabilityPolicy
QoSLivelinessPolicy = LivelinessPolicy

_UNSPECIFIED = Duration()


class QoSProfile:
    """The policies of a publisher, subscription, service or client."""

    get_c_qos_profile = Outside("there is no C object behind it")

    __slots__ = (
        "_depth",
        "avoid_ros_namespace_conventions",
        "deadline",
        "durability",
        "history",
        "lifespan",
        "liveliness",
        "liveliness_lease_duration",
        "reliability",
    )

    def __init__(
        self,
        *,
        history: HistoryPolicy | int | None = None,
        depth: int | None = None,
        reliability: ReliabilityPolicy | int = ReliabilityPolicy.RELIABLE,
        durability: DurabilityPolicy | int = DurabilityPolicy.VOLATILE,
        lifespan: Duration = _UNSPECIFIED,
        deadline: Duration = _UNSPECIFIED,
        liveliness: LivelinessPolicy | int = LivelinessPolicy.SYSTEM_DEFAULT,
        liveliness_lease_duration: Duration = _UNSPECIFIED,
        avoid_ros_namespace_conventions: bool = False,
    ) -> None:
        if history is None:
            if depth is None:
                raise InvalidQoSProfileException("History and/or depth settings are required.")
            history = HistoryPolicy.KEEP_LAST
        self.history = HistoryPolicy(history)
        if self.history is HistoryPolicy.KEEP_LAST and depth is None:
            raise InvalidQoSProfileException("History set to KEEP_LAST without a depth setting.")
        self.depth = 10 if depth is None else depth
        self.reliability = ReliabilityPolicy(reliability)
        self.durability = DurabilityPolicy(durability)
        self.lifespan = lifespan
        self.deadline = deadline
        self.liveliness = LivelinessPolicy(liveliness)
        self.liveliness_lease_duration = liveliness_lease_duration
        self.avoid_ros_namespace_conventions = avoid_ros_namespace_conventions

    @property
    def depth(self) -> int:
        """Return how many samples KEEP_LAST keeps."""
        return self._depth

    @depth.setter
    def depth(self, value: int) -> None:
        if self.history is HistoryPolicy.KEEP_LAST and value == 0:
            warnings.warn("A zero depth with KEEP_LAST is read as the system default", stacklevel=2)
        self._depth = value

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, slot) for slot in sorted(self.__slots__))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, QoSProfile) and self._values() == other._values()

    __hash__ = None  # type: ignore[assignment] # profiles are mutable

    def __str__(self) -> str:
        fields = ", ".join(f"{slot.lstrip('_')}={getattr(self, slot)}" for slot in self.__slots__)
        return f"{type(self).__name__}({fields})"

    def _to_endpoint(self) -> EndpointQos:
        """Return what DDS is asked for; what is left to the system takes rmw_cyclonedds's default."""
        for policy in (self.reliability, self.durability, self.liveliness):
            if policy.name == "BEST_AVAILABLE":
                raise NotImplementedError("BEST_AVAILABLE is not in this subset of rclpy; name the policy")
            if policy.name == "UNKNOWN":
                raise InvalidQoSProfileException(f"{type(policy).__name__} is UNKNOWN; name the policy")
        keep_all = self.history is HistoryPolicy.KEEP_ALL
        return EndpointQos(
            depth=0 if keep_all else max(1, self.depth),
            reliable=self.reliability is not ReliabilityPolicy.BEST_EFFORT,
            transient_local=self.durability is DurabilityPolicy.TRANSIENT_LOCAL,
            deadline_ns=self.deadline.nanoseconds or INFINITE_NS,
            lifespan_ns=self.lifespan.nanoseconds or INFINITE_NS,
            manual_liveliness=self.liveliness is LivelinessPolicy.MANUAL_BY_TOPIC,
            lease_ns=self.liveliness_lease_duration.nanoseconds or INFINITE_NS,
        )

    @classmethod
    def _from_endpoint(cls, qos: EndpointQos) -> QoSProfile:
        """Return the profile of a discovered endpoint; discovery does not carry history and depth."""

        def span(nanoseconds: int) -> Duration:
            return Infinite if nanoseconds == INFINITE_NS else Duration(nanoseconds=nanoseconds)

        return cls(
            history=HistoryPolicy.UNKNOWN,
            depth=0,
            reliability=ReliabilityPolicy.RELIABLE if qos.reliable else ReliabilityPolicy.BEST_EFFORT,
            durability=DurabilityPolicy.TRANSIENT_LOCAL if qos.transient_local else DurabilityPolicy.VOLATILE,
            lifespan=span(qos.lifespan_ns),
            deadline=span(qos.deadline_ns),
            liveliness=LivelinessPolicy.MANUAL_BY_TOPIC
            if qos.manual_liveliness
            else LivelinessPolicy.AUTOMATIC,
            liveliness_lease_duration=span(qos.lease_ns),
        )


qos_profile_default = QoSProfile(depth=10)
qos_profile_system_default = QoSProfile(
    history=HistoryPolicy.SYSTEM_DEFAULT,
    depth=0,
    reliability=ReliabilityPolicy.SYSTEM_DEFAULT,
    durability=DurabilityPolicy.SYSTEM_DEFAULT,
)
qos_profile_sensor_data = QoSProfile(depth=5, reliability=ReliabilityPolicy.BEST_EFFORT)
qos_profile_services_default = QoSProfile(depth=10)
qos_profile_parameters = QoSProfile(depth=1000)
qos_profile_parameter_events = QoSProfile(depth=1000)
qos_profile_rosout_default = QoSProfile(
    depth=1000, durability=DurabilityPolicy.TRANSIENT_LOCAL, lifespan=Duration(seconds=10)
)
qos_profile_action_status_default = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)


class QoSPresetProfiles(Enum):
    """The named profiles."""

    DEFAULT = qos_profile_default
    SYSTEM_DEFAULT = qos_profile_system_default
    SENSOR_DATA = qos_profile_sensor_data
    SERVICES_DEFAULT = qos_profile_services_default
    PARAMETERS = qos_profile_parameters
    PARAMETER_EVENTS = qos_profile_parameter_events
    ACTION_STATUS_DEFAULT = qos_profile_action_status_default

    @classmethod
    def short_keys(cls) -> list[str]:
        """Return the names in lower case."""
        return [name.lower() for name in cls.__members__]

    @classmethod
    def get_from_short_key(cls, name: str) -> QoSProfile:
        """Return the profile with this name, in any case."""
        return cls[name.upper()].value


__getattr__ = outside_names(
    __name__,
    {
        "DeadlineBestAvailable": "a publisher and a subscription name what they ask for",
        "LivelinessLeaseDurationeBestAvailable": "a publisher and a subscription name what they ask for",
        "qos_profile_best_available": "a publisher and a subscription name what they ask for",
        "qos_profile_unknown": "a publisher and a subscription name what they ask for",
        "QoSCompatibility": "events about incompatible QoS tell of it",
        "qos_check_compatible": "events about incompatible QoS tell of it",
    },
)
