# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A span of time in nanoseconds."""

from __future__ import annotations

from functools import total_ordering
from typing import TYPE_CHECKING, Any

from embedded_ros.outside import Outside

from rclpy.constants import S_TO_NS

if TYPE_CHECKING:
    from builtin_interfaces.msg import Duration as DurationMsg


@total_ordering
class Duration:
    """A period between two time points, with nanosecond precision; may be negative."""

    get_c_duration = Outside("there is no C object behind it")

    __slots__ = ("_nanoseconds",)

    def __init__(self, *, seconds: float = 0, nanoseconds: int = 0) -> None:
        total = int(seconds * S_TO_NS) + int(nanoseconds)
        if not -(2**63) <= total < 2**63:
            raise OverflowError(f"{total} ns do not fit into 64 bits")
        self._nanoseconds = total

    @property
    def nanoseconds(self) -> int:
        """Return the length in nanoseconds."""
        return self._nanoseconds

    def __repr__(self) -> str:
        return f"Duration(nanoseconds={self._nanoseconds})"

    def __str__(self) -> str:
        return (
            "Infinite" if self._nanoseconds == Infinite._nanoseconds else f"{self._nanoseconds} nanoseconds"
        )

    def __hash__(self) -> int:
        return hash(self._nanoseconds)

    def __eq__(self, other: object) -> bool:
        return self._nanoseconds == other._nanoseconds if isinstance(other, Duration) else NotImplemented

    def __lt__(self, other: object) -> bool:
        return self._nanoseconds < other._nanoseconds if isinstance(other, Duration) else NotImplemented

    def to_msg(self) -> DurationMsg:
        """Return the duration as `builtin_interfaces/Duration`."""
        from builtin_interfaces.msg import Duration as DurationMsg

        sec, nanosec = divmod(self._nanoseconds, S_TO_NS)
        return DurationMsg(sec=sec, nanosec=nanosec)

    @classmethod
    def from_msg(cls, msg: Any) -> Duration:
        """Return the duration of a `builtin_interfaces/Duration`."""
        from builtin_interfaces.msg import Duration as DurationMsg

        if not isinstance(msg, DurationMsg):
            raise TypeError("Must pass a builtin_interfaces.msg.Duration object")
        return cls(seconds=msg.sec, nanoseconds=msg.nanosec)


Infinite = Duration(nanoseconds=2**63 - 1)
