# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Loggers of launch and of the processes it starts: screen, launch.log, a log of their own."""

import logging

from .destinations import launch_config, normalize_output

__all__ = ["get_logger", "get_output_loggers", "launch_config", "log_launch_config", "reset"]

_names: set[str | None] = set()  # of the loggers that have destinations


def get_logger(name: str | None = None) -> logging.Logger:
    """A logger that writes to the screen and to launch.log, for launch itself and for launch files."""
    return _with_handlers(name, [launch_config.screen(), launch_config.file("launch.log")])


def get_output_loggers(process_name: str, output_config: object) -> tuple[logging.Logger, logging.Logger]:
    """Loggers for stdout and stderr of a process.

    Args:
        process_name: What the log files are called after.
        output_config: 'screen', 'log' (stderr also to the screen), 'both', 'own_log', 'full', or a dict from
            'stdout', 'stderr', 'both' to one or several of 'screen', 'log', 'own_log'.

    Raises:
        ValueError: Another configuration.
    """
    destinations = normalize_output(output_config)
    loggers = []
    for source in ("stdout", "stderr"):
        handlers: list[logging.Handler] = []
        if "screen" in destinations[source] | destinations["both"]:
            handlers.append(launch_config.screen(raw=True))
        if "log" in destinations[source] | destinations["both"]:
            handlers.append(launch_config.file("launch.log", raw=True))
        if "own_log" in destinations[source]:
            handlers.append(launch_config.file(f"{process_name}-{source}.log", raw=True))
        if "own_log" in destinations["both"]:
            handlers.append(launch_config.file(f"{process_name}.log", raw=True))
        loggers.append(_with_handlers(f"{process_name}-{source}", handlers))
    return loggers[0], loggers[1]


def log_launch_config(*, logger: logging.Logger) -> None:
    """Say where the logs are and how much they hold."""
    logger.info(f"All log files can be found below {launch_config.log_dir}")
    logger.info(f"Default logging verbosity is set to {logging.getLevelName(launch_config.level)}")


def reset() -> None:
    """Forget all loggers' destinations, the level and the log folder."""
    for name in _names:
        logging.getLogger(name).handlers.clear()
    _names.clear()
    launch_config.reset()


def _with_handlers(name: str | None, handlers: list[logging.Handler]) -> logging.Logger:
    logger = logging.getLogger(name)
    _names.add(name)
    logger.propagate = False
    for handler in handlers:
        if handler not in logger.handlers:
            logger.addHandler(handler)
    return logger
