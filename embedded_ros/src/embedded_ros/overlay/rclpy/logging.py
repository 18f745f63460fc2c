# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Loggers: to the console in ROS's format, and to /rosout through the node of that name."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from enum import IntEnum
from types import CodeType, FrameType
from typing import Any

from embedded_ros.arguments import RosArguments
from embedded_ros.outside import outside_names


class LoggingSeverity(IntEnum):
    """How bad a message is."""

    UNSET = 0
    DEBUG = 10
    INFO = 20
    WARN = 30
    ERROR = 40
    FATAL = 50


Sink = Callable[[LoggingSeverity, str, str, FrameType, int], None]

_COLORS = {10: "\x1b[32m", 30: "\x1b[33m", 40: "\x1b[31m", 50: "\x1b[31m"}
_DEFAULT_FORMAT = "[{severity}] [{time}] [{name}]: {message}"
_levels: dict[str, int] = {"": LoggingSeverity.INFO}
_sinks: dict[str, Sink] = {}
_loggers: dict[str, RcutilsLogger] = {}
_outputs = {"stdout": True, "rosout": True}
_lock = threading.Lock()


def configure_logging(arguments: RosArguments) -> None:
    """Take levels and outputs from the command line."""
    _levels.update(arguments.log_levels)
    _outputs.update(arguments.outputs)


def add_sink(name: str, sink: Sink) -> None:
    """Send what the logger `name` and its children say to `sink` too (a node's /rosout).

    The first node of a name keeps its logger, as in ROS 2: a second one is told of in a warning.
    """
    if _sinks.setdefault(name, sink) != sink:
        get_logger("rcl.logging_rosout").warning(
            f"Publisher already registered for node name: '{name.rpartition('.')[2]}'. Two nodes of one name "
            f"have one logger, '{name}': what both log goes out by the first, and no more once that is gone."
        )


def remove_sink(name: str, sink: Sink) -> None:
    """Stop sending to `sink`."""
    if _sinks.get(name) == sink:
        del _sinks[name]


def get_logger(name: str = "") -> RcutilsLogger:
    """Return the logger of this name."""
    if not isinstance(name, str):
        raise TypeError("Logger name must be a string")
    with _lock:
        return _loggers.setdefault(name, RcutilsLogger(name))


def set_logger_level(name: str, level: int | LoggingSeverity, detailed_error: bool = False) -> None:
    """Set a logger's threshold; UNSET leaves it to its parents."""
    _levels[name] = LoggingSeverity(level)


def get_logger_level(name: str) -> LoggingSeverity:
    """Return the threshold that was set for a logger itself, UNSET when none was."""
    return LoggingSeverity(_levels.get(name, LoggingSeverity.UNSET))


def get_logger_effective_level(name: str) -> LoggingSeverity:
    """Return the threshold that applies: the logger's own, else its nearest parent's, else the default."""
    while name:
        if level := _levels.get(name):
            return LoggingSeverity(level)
        name = name.rpartition(".")[0]
    return LoggingSeverity(_levels.get("") or LoggingSeverity.INFO)


def get_logging_severity_from_string(log_severity: str) -> LoggingSeverity:
    """Return the severity of this name, in any case."""
    try:
        return LoggingSeverity[log_severity.upper()]
    except KeyError:
        raise RuntimeError(
            f"'{log_severity}' is no severity: use debug, info, warn, error or fatal"
        ) from None


class _CallSite:
    """What one line of code has logged so far, for once, skip_first and throttling."""

    def __init__(self) -> None:
        self.calls = 0
        self.last_ns: int | None = None


class RcutilsLogger:
    """A named source of messages."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self._sites: dict[tuple[str, int], _CallSite] = {}
        self._severities: dict[tuple[CodeType, int], LoggingSeverity] = {}

    def get_child(self, name: str) -> RcutilsLogger:
        """Return the logger `<this>.<name>`."""
        if not name:
            raise ValueError("Child logger name must not be empty")
        return get_logger(f"{self.name}.{name}" if self.name else name)

    def set_level(self, level: int | LoggingSeverity) -> None:
        """Set the threshold."""
        set_logger_level(self.name, level)

    def get_effective_level(self) -> LoggingSeverity:
        """Return the threshold that applies."""
        return get_logger_effective_level(self.name)

    def is_enabled_for(self, severity: int | LoggingSeverity) -> bool:
        """Return whether messages of this severity come out."""
        return severity >= self.get_effective_level()

    def debug(self, message: str, **kwargs: Any) -> bool:
        """Log at DEBUG."""
        return self._log(message, LoggingSeverity.DEBUG, kwargs)

    def info(self, message: str, **kwargs: Any) -> bool:
        """Log at INFO."""
        return self._log(message, LoggingSeverity.INFO, kwargs)

    def warning(self, message: str, **kwargs: Any) -> bool:
        """Log at WARN."""
        return self._log(message, LoggingSeverity.WARN, kwargs)

    def warn(self, message: str, **kwargs: Any) -> bool:
        """Log at WARN."""
        return self._log(message, LoggingSeverity.WARN, kwargs)

    def error(self, message: str, **kwargs: Any) -> bool:
        """Log at ERROR."""
        return self._log(message, LoggingSeverity.ERROR, kwargs)

    def fatal(self, message: str, **kwargs: Any) -> bool:
        """Log at FATAL."""
        return self._log(message, LoggingSeverity.FATAL, kwargs)

    def log(
        self, message: str, severity: int | LoggingSeverity, name: str | None = None, **kwargs: Any
    ) -> bool:
        """Log at the given severity; True when the message came out.

        Keywords: `once`, `skip_first`, `throttle_duration_sec` (with `throttle_time_source_type`); they count
        per line of code.
        """
        return self._log(message, LoggingSeverity(severity), kwargs, name)

    def _log(
        self, message: str, severity: LoggingSeverity, kwargs: dict[str, Any], name: str | None = None
    ) -> bool:
        frame = sys._getframe(2)
        if kwargs and not self._passes(frame, kwargs):
            return False
        if not self.is_enabled_for(severity):
            return False
        if self._severities.setdefault((frame.f_code, frame.f_lasti), severity) != severity:
            raise ValueError("Logger severity cannot be changed between calls.")
        _emit(severity, self.name if name is None else name, str(message), frame)
        return True

    def _passes(self, frame: FrameType, kwargs: dict[str, Any]) -> bool:
        once, skip_first = kwargs.pop("once", False), kwargs.pop("skip_first", False)
        throttle_s = kwargs.pop("throttle_duration_sec", None)
        clock = kwargs.pop("throttle_time_source_type", None)
        if kwargs:
            raise TypeError(f"unknown logging keyword(s): {', '.join(kwargs)}")
        site = self._sites.setdefault((frame.f_code.co_filename, frame.f_lineno), _CallSite())
        site.calls += 1
        first = site.calls == 1
        if (once and not first) or (skip_first and first):
            return False
        if throttle_s is not None:
            now = clock.now().nanoseconds if hasattr(clock, "now") else time.monotonic_ns()
            if site.last_ns is not None and now - site.last_ns < throttle_s * 1e9:
                return False
            site.last_ns = now
        return True


def _emit(severity: LoggingSeverity, name: str, message: str, frame: FrameType) -> None:
    now_ns = time.time_ns()
    if _outputs["stdout"]:
        stream = sys.stdout if os.environ.get("RCUTILS_LOGGING_USE_STDOUT") == "1" else sys.stderr
        text = _format(severity, name, message, frame, now_ns)
        wanted = os.environ.get("RCUTILS_COLORIZED_OUTPUT", "")
        if severity in _COLORS and (wanted == "1" or (not wanted and stream.isatty())):
            text = f"{_COLORS[severity]}{text}\x1b[0m"
        stream.write(text + "\n")
        stream.flush()
    if _outputs["rosout"]:
        node = name
        while node:
            if sink := _sinks.get(node):
                sink(severity, name, message, frame, now_ns)
                break
            node = node.rpartition(".")[0]


def _format(severity: LoggingSeverity, name: str, message: str, frame: FrameType, now_ns: int) -> str:
    pattern = os.environ.get("RCUTILS_CONSOLE_OUTPUT_FORMAT") or _DEFAULT_FORMAT
    values = {
        "{severity}": severity.name,
        "{name}": name,
        "{time}": f"{now_ns // 10**9}.{now_ns % 10**9:09d}",
        "{time_as_nanoseconds}": str(now_ns),
        "{function_name}": frame.f_code.co_name,
        "{file_name}": frame.f_code.co_filename,
        "{line_number}": str(frame.f_lineno),
        "{message}": message,
    }
    for key, value in values.items():
        pattern = pattern.replace(key, value)
    return pattern


__getattr__ = outside_names(
    __name__,
    {
        "clear_config": "rclpy.init and rclpy.shutdown do it",
        "initialize": "rclpy.init and rclpy.shutdown do it",
        "shutdown": "rclpy.init and rclpy.shutdown do it",
        "get_logging_directory": "nothing is logged to files",
    },
)
