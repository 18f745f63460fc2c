# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is to happen to processes: a signal, an orderly end."""

import signal

from launch.event import Event
from launch.events.matchers import ProcessMatcher


class ProcessTargetedEvent(Event):
    """Base: every process that `process_matcher` accepts is meant."""

    name = "launch.events.process.ProcessTargetedEvent"

    def __init__(self, *, process_matcher: ProcessMatcher) -> None:
        self.process_matcher = process_matcher


class ShutdownProcess(ProcessTargetedEvent):
    """The process is to end: SIGINT, then SIGTERM, then SIGKILL."""

    name = "launch.events.process.ShutdownProcess"


class SignalProcess(ProcessTargetedEvent):
    """The process is to get a signal."""

    name = "launch.events.process.SignalProcess"

    def __init__(self, *, signal_number: str | signal.Signals, process_matcher: ProcessMatcher) -> None:
        super().__init__(process_matcher=process_matcher)
        if not isinstance(signal_number, str | signal.Signals):
            raise TypeError(f"SignalProcess expected a signal or its name, got {signal_number!r}")
        self.signal = signal.Signals[signal_number] if isinstance(signal_number, str) else signal_number

    @property
    def signal_name(self) -> str:
        """Such as 'SIGINT'."""
        return self.signal.name
