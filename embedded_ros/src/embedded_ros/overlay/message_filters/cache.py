# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The last messages of a topic, by time."""

from typing import Any

from rclpy.time import Time

from message_filters.simple_filter import SimpleFilter
from message_filters.stamps import stamp_of


class Cache(SimpleFilter):
    """Keeps the last `cache_size` messages of filter `f` and passes them on."""

    def __init__(self, f: SimpleFilter, cache_size: int = 1, allow_headerless: bool = False) -> None:
        super().__init__()
        self.cache_size = cache_size
        self.allow_headerless = allow_headerless
        self.cache_msgs: list[Any] = []  # in order of arrival, as `cache_times`
        self.cache_times: list[Time] = []
        self.connectInput(f)

    def connectInput(self, f: SimpleFilter) -> None:  # noqa: N802  ROS 2's names, also below
        """Take the messages of `f`."""
        self.incoming_connection = f.registerCallback(self.add)

    def add(self, msg: Any) -> None:
        """Keep `msg`, drop the oldest beyond the size, pass it on."""
        stamp = stamp_of(msg, self.allow_headerless, "message_filters_cache")
        if stamp is None:
            return
        self.cache_msgs.append(msg)
        self.cache_times.append(stamp)
        if len(self.cache_msgs) > self.cache_size:
            del self.cache_msgs[0], self.cache_times[0]
        self.signalMessage(msg)

    def _kept(self) -> list[tuple[Any, Time]]:
        return list(zip(self.cache_msgs, self.cache_times, strict=False))

    def getInterval(self, from_stamp: Time, to_stamp: Time) -> list[Any]:  # noqa: N802
        """Return the messages from `from_stamp` to `to_stamp`, both included."""
        if to_stamp < from_stamp:
            raise AssertionError("from_stamp must not be later than to_stamp")
        return [msg for msg, time in self._kept() if from_stamp <= time <= to_stamp]

    def getElemAfterTime(self, stamp: Time) -> Any:  # noqa: N802
        """Return the first message kept that is at `stamp` or later, None without one."""
        return next((msg for msg, time in self._kept() if time >= stamp), None)

    def getElemBeforeTime(self, stamp: Time) -> Any:  # noqa: N802
        """Return the last message kept that is at `stamp` or earlier, None without one."""
        return next((msg for msg, time in reversed(self._kept()) if time <= stamp), None)

    def getLastestTime(self) -> Time | None:  # noqa: N802  spelt so in ROS 2
        """Return the time of the last message, None without one."""
        return self.cache_times[-1] if self.cache_times else None

    def getOldestTime(self) -> Time | None:  # noqa: N802
        """Return the time of the first message kept, None without one."""
        return self.cache_times[0] if self.cache_times else None

    def getLast(self) -> Any:  # noqa: N802
        """Return the last message, None without one."""
        latest = self.getLastestTime()
        return None if latest is None else self.getElemAfterTime(latest)
