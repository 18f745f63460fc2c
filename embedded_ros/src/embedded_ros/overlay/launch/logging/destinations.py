# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where log lines go: the screen, and files in a folder made for this launch."""

import datetime
import logging
import os
import socket
import sys
from pathlib import Path
from typing import TextIO

_ALIASES: dict[str, dict[str, set[str]]] = {
    "screen": {"both": {"screen"}},
    "log": {"both": {"log"}, "stderr": {"screen"}},
    "both": {"both": {"log", "screen"}},
    "own_log": {"both": {"own_log"}, "stdout": {"own_log"}, "stderr": {"own_log"}},
    "full": {"both": {"screen", "log", "own_log"}, "stdout": {"own_log"}, "stderr": {"own_log"}},
}


def normalize_output(config: object) -> dict[str, set[str]]:
    """An output configuration as sets of destinations for 'stdout', 'stderr' and 'both'.

    Raises:
        ValueError: Not an alias and not a dict of sources and destinations.
    """
    chosen: dict[str, set[str]] = {"both": set(), "stdout": set(), "stderr": set()}
    if isinstance(config, str):
        if config not in _ALIASES:
            raise ValueError(f"{config} is not a valid output: use one of {', '.join(_ALIASES)}")
        return chosen | _ALIASES[config]
    if not isinstance(config, dict):
        raise ValueError(f"{config} is not a valid output configuration: use a str or a dict")
    for source, destinations in config.items():
        wanted = {destinations} if isinstance(destinations, str) else set(destinations)
        if source not in chosen or not wanted <= {"screen", "log", "own_log"}:
            raise ValueError(f"{source}: {destinations} is not a valid output, e.g. stdout: screen")
        chosen[source] = wanted
    return chosen


class _Screen(logging.Handler):
    """Writes to what is the standard output at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record) + "\n"
        encoding = sys.stdout.encoding or "utf-8"
        # A node may print what the terminal cannot show; that must not cost the line.
        try:
            sys.stdout.write(line.encode(encoding, "replace").decode(encoding, "replace"))
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read our output has gone, as in `ros2 launch ... | head`; what was launched goes on.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _File(logging.Handler):
    """Appends to a file in the log folder, which the first line makes."""

    def __init__(self, name: str, config: "LaunchConfig") -> None:
        super().__init__()
        self._name = name
        self._config = config

    def emit(self, record: logging.LogRecord) -> None:
        stream = self._config.stream(self._name)
        if stream is not None:
            stream.write(self.format(record) + "\n")
            stream.flush()


class LaunchConfig:
    """Level, log folder and the handlers of this process, each made on first use."""

    def __init__(self) -> None:
        self._streams: dict[str, TextIO | None] = {}
        self.reset()

    def reset(self) -> None:
        """Back to the defaults: level INFO, a log folder of its own, no open files."""
        self._close_streams()
        self._log_dir: str | None = None
        self._handlers: dict[tuple[str, bool], logging.Handler] = {}
        self.level = logging.INFO

    @property
    def level(self) -> int:
        """The level below which nothing is logged."""
        return logging.root.getEffectiveLevel()

    @level.setter
    def level(self, level: int) -> None:
        logging.root.setLevel(level)

    @property
    def log_dir(self) -> str:
        """The log folder of this launch, below ROS_LOG_DIR, ROS_HOME/log or ~/.ros/log; made on first use."""
        if self._log_dir is None:
            self._log_dir = _make_log_dir()
        return self._log_dir

    @log_dir.setter
    def log_dir(self, path: str) -> None:
        if not os.path.isdir(path):
            raise ValueError(f"{path} is not a directory")
        self._log_dir = path
        self._close_streams()

    def _close_streams(self) -> None:
        for stream in self._streams.values():
            if stream is not None:
                stream.close()
        self._streams.clear()

    def get_log_file_path(self, file_name: str = "launch.log") -> str:
        """Path of a log file."""
        return os.path.join(self.log_dir, file_name)

    def screen(self, *, raw: bool = False) -> logging.Handler:
        """The handler for the screen; `raw` leaves out level and logger."""
        handler = self._handlers.setdefault(("", raw), _Screen())
        handler.setFormatter(
            logging.Formatter("{msg}" if raw else "[{levelname}] [{name}]: {msg}", style="{")
        )
        return handler

    def file(self, name: str, *, raw: bool = False) -> logging.Handler:
        """The handler for a log file; `raw` leaves out level and logger."""
        handler = self._handlers.setdefault((name, raw), _File(name, self))
        form = "{created:.7f} {msg}" if raw else "{created:.7f} [{levelname}] [{name}]: {msg}"
        own = raw and name != "launch.log"
        handler.setFormatter(logging.Formatter("{msg}" if own else form, style="{"))
        return handler

    def stream(self, name: str) -> TextIO | None:
        """The open log file, or None where it cannot be written, which is reported once."""
        if name not in self._streams:
            try:
                path = Path(self.get_log_file_path(name))
                self._streams[name] = path.open("a", encoding="utf-8", errors="replace")
            except OSError as error:
                self._streams[name] = None
                print(f"cannot write {name}: {error}. Set ROS_LOG_DIR to a writable folder.", file=sys.stderr)
        return self._streams[name]


def _make_log_dir() -> str:
    home = os.environ.get("ROS_HOME") or "~/.ros"
    base = Path(os.environ.get("ROS_LOG_DIR") or os.path.join(home, "log")).expanduser().absolute()
    stamp = datetime.datetime.now().strftime("%Y-%m-%d-%H-%M-%S-%f")
    folder = base / f"{stamp}-{socket.gethostname()}-{os.getpid()}"
    try:
        folder.mkdir(parents=True)
        latest = base / "latest"
        if latest.is_symlink() or not latest.exists():
            latest.unlink(missing_ok=True)
            latest.symlink_to(folder, target_is_directory=True)
    except OSError:
        # Reported when the first file is opened; launching works without logs.
        pass
    return str(folder)


launch_config = LaunchConfig()
