# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The `sgw` command: reads the subcommand, tells user errors in one line, sets the exit status."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from sgw_ros.cli import bench, evaluate, recover, replay, report, run, version, workspace
from sgw_ros.core.errors import ConfigError, InputError, ModelError, SgwError

FAILED, UNUSABLE = 1, 2
"""Exit status: the job failed; input or arguments cannot be used."""


def parser() -> argparse.ArgumentParser:
    """All subcommands; each file adds its own."""
    top = argparse.ArgumentParser(
        prog="sgw", description="Perception experts around one shared scene graph: risk and advice for robots"
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (run, replay, evaluate, report, recover, workspace, bench, version):
        module.add_parser(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; returns the exit status."""
    options = parser().parse_args(arguments)
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        return int(options.run(options) or 0)
    except (ConfigError, InputError, ModelError) as error:
        return _fail(error, UNUSABLE)
    except (SgwError, OSError) as error:
        return _fail(error, FAILED)
    except KeyboardInterrupt:
        print("sgw: interrupted", file=sys.stderr)
        return FAILED
    finally:
        signal.signal(signal.SIGTERM, previous)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Being asked to end closes files as Ctrl-C does: launch and service managers ask that way."""
    raise KeyboardInterrupt


def _fail(error: Exception, status: int) -> int:
    # One line, whatever the error holds: a log line per error is what scripts can work with.
    print(f"sgw: error: {' '.join(str(error).split())}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
